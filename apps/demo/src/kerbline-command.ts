import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dyingWithUs, packageRoot } from '#local-services';

export interface CommandSurroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Told each line as it comes. */
  readonly onLine?: (line: string) => void;
  readonly onStarted?: (pid: number) => void;
}

const WORDS_KEPT_MAX = 2_000;
/** A command that is told to stop gets this long, well within what the whole demo has. */
const STOP_MS_MAX = 1_500;

/** A command of `kerbline`, which lives no longer than we do. Resolves with what it said; rejects with its last words. */
export async function kerbline(args: readonly string[], surroundings: CommandSurroundings): Promise<string> {
  const { env, signal, timeoutMs, onLine, onStarted } = surroundings;
  const [command, commandArgs] = dyingWithUs({
    command: process.execPath,
    args: [join(packageRoot(), 'bin', 'kerbline'), ...args],
    stopSignal: 'SIGTERM',
  });
  const child = spawn(command, commandArgs, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  const lines: string[] = [];
  let complaint = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine?.(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-WORDS_KEPT_MAX);
  });
  const impatient = () => setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX).unref();
  signal.addEventListener('abort', impatient, { once: true });
  child.once('close', () => signal.removeEventListener('abort', impatient));
  child.once('spawn', () => onStarted?.(child.pid ?? 0));
  return new Promise((resolve, reject) => {
    let failure: Error | null = null;
    child.once('error', (error) => (failure = error));
    child.once('close', (code) => {
      if (code === 0) resolve(lines.join('\n'));
      else reject(new Error(complaint.trim() || failure?.message || `kerbline ${args[0]} ended with code ${code}`));
    });
  });
}
