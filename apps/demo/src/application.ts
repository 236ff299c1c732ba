import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { dyingWithUs, type RunningService } from '#local-services';
import { DemoError } from './demo-error.js';
import type { LogFile } from './log-file.js';

export interface ApplicationOptions {
  /** What a person calls it. */
  readonly name: string;
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: LogFile;
  readonly url: string;
  /** Whether this answer of its /healthz means that it is up. */
  readonly isUp: (status: number) => boolean;
  readonly signal: AbortSignal;
  /** Starts it again whenever its compiled files change: for developers. */
  readonly watch: boolean;
  /** How long it may take to end by itself. */
  readonly stopMs: number;
}

const START_PATIENCE_MS = 60_000;
const HEALTH_POLL_MS = 100;
const LAST_LINES = 12;

/** Starts one of our own applications as a child and waits until it answers. */
export async function startApplication(options: ApplicationOptions): Promise<RunningService> {
  const { name, entry, args = [], env, log, watch } = options;
  const [command, commandArgs] = dyingWithUs({
    command: process.execPath,
    args: [...(watch ? ['--watch', '--watch-preserve-output'] : []), '--enable-source-maps', entry, ...args],
    stopSignal: 'SIGTERM',
  });
  // The channel closes when we die: the second way it learns of that. Its own session keeps the terminal's Ctrl-C away.
  const child = spawn(command, commandArgs, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const started = { url: options.url, pid: child.pid ?? 0, ended, stop: () => stopChild(child, ended, options.stopMs) };
  try {
    await untilUp(options, ended);
  } catch (error) {
    await started.stop();
    options.signal.throwIfAborted();
    if (!(error instanceof DemoError)) throw error;
    throw new DemoError(`${name} ${error.message}; its last lines in ${log.path}:\n${log.lastLines(LAST_LINES)}`);
  }
  return started;
}

async function untilUp({ url, isUp, signal }: ApplicationOptions, ended: Promise<void>): Promise<void> {
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const deadlineMs = performance.now() + START_PATIENCE_MS;
  while (performance.now() < deadlineMs) {
    if (hasEnded) throw new DemoError('ended while it was starting');
    const status = await healthStatus(url, signal);
    if (status !== null && isUp(status)) return;
    await delay(HEALTH_POLL_MS, undefined, { signal });
  }
  throw new DemoError(`did not answer within ${START_PATIENCE_MS / 1_000} s`);
}

async function healthStatus(url: string, signal: AbortSignal): Promise<number | null> {
  try {
    const response = await fetch(`${url}/healthz`, { signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function stopChild(child: ChildProcess, ended: Promise<void>, stopMs: number): Promise<void> {
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await ended;
  clearTimeout(impatience);
}
