import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { endProcess, identityOf, type ProcessIdentity } from './process-identity.js';

/** A server cannot run here; the message is a sentence for a person, with the server's last words. */
export class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';
  readonly isForPeople = true;
}

export interface GuardedProcessOptions {
  /** What a person calls it, for messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Further arguments of `setpriv`, Linux only. */
  readonly privileges?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** A line of its output that says it takes connections. */
  readonly ready: RegExp;
  /** Written to its standard input at once; the input stays open for as long as this process lives. */
  readonly input?: string;
}

const START_PATIENCE_MS = 30_000;
/** A service gets this long to end by itself; all of them together stop within it too. */
const STOP_PATIENCE_MS = 1_400;
const KEPT_LINES_MAX = 40;
const KEPT_LINE_CHARACTERS_MAX = 1_000;

/**
 * A server that runs as our child and not longer than we do. On Linux the kernel sends it its stop signal when we die,
 * however we die; elsewhere the next start finds and ends it.
 */
export class GuardedProcess {
  readonly identity: ProcessIdentity;
  private readonly lines: string[] = [];
  /** Resolves when it is gone, wanted or not. */
  readonly ended: Promise<void>;
  private hasExited = false;

  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    private readonly options: GuardedProcessOptions,
    pid: number,
  ) {
    this.identity = identityOf(pid);
    this.ended = new Promise((resolve) => {
      child.once('exit', () => {
        this.hasExited = true;
        resolve();
      });
    });
  }

  /** Starts it and waits until it takes connections; the error holds its last words. */
  static async start(options: GuardedProcessOptions): Promise<GuardedProcess> {
    const [command, args] = dyingWithUs(options);
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A signal that the terminal sends to the whole group must not reach it: its starter ends it, in order.
      detached: true,
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new ServiceStartError(`${options.name} could not be started: ${cause.message}`, { cause })),
      );
      child.once('spawn', () => resolve(child.pid ?? 0));
    });
    const started = new GuardedProcess(child, options, pid);
    await started.untilReady();
    return started;
  }

  get pid(): number {
    return this.identity.pid;
  }

  async stop(): Promise<void> {
    if (this.hasExited) return;
    if (this.identity.startTicks === null) {
      this.child.kill(this.options.stopSignal);
      const impatience = setTimeout(() => this.child.kill('SIGKILL'), STOP_PATIENCE_MS);
      await this.ended;
      clearTimeout(impatience);
      return;
    }
    await endProcess(this.identity, { signal: this.options.stopSignal, patienceMs: STOP_PATIENCE_MS });
    await this.ended;
  }

  private async untilReady(): Promise<void> {
    const { child, options } = this;
    child.stdin.on('error', () => undefined);
    if (options.input !== undefined) child.stdin.write(options.input);
    const isReady = new Promise<true>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8');
        eachLine(stream, (line) => {
          this.keep(line);
          if (options.ready.test(line)) resolve(true);
        });
      }
    });
    const patience = new AbortController();
    const tooLate = new Promise<false>((resolve) => {
      const timer = setTimeout(() => resolve(false), START_PATIENCE_MS);
      patience.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    const outcome = await Promise.race([isReady, tooLate, this.ended]);
    patience.abort();
    if (outcome === true) return;
    const how = outcome === false ? `was not ready after ${START_PATIENCE_MS / 1000} s` : 'ended at once';
    await this.stop();
    throw new ServiceStartError(`${options.name} ${how}: ${this.lines.join('\n') || 'it said nothing'}`);
  }

  private keep(line: string): void {
    this.lines.push(line.slice(0, KEPT_LINE_CHARACTERS_MAX));
    if (this.lines.length > KEPT_LINES_MAX) this.lines.shift();
  }
}

/**
 * The same command, started so that the kernel sends it `stopSignal` when we die. `setpriv` becomes the command, so the
 * process number stays. Where there is no such thing, the command as it is.
 */
export function dyingWithUs({
  command,
  args,
  privileges = [],
  stopSignal,
}: Pick<GuardedProcessOptions, 'command' | 'args' | 'privileges' | 'stopSignal'>): [string, string[]] {
  const setpriv = setprivPath();
  if (setpriv === null) return [command, [...args]];
  return [setpriv, [...privileges, '--pdeathsig', stopSignal.slice('SIG'.length), '--', command, ...args]];
}

/** Part of util-linux, which every Debian has. */
export function setprivPath(): string | null {
  return ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path)) ?? null;
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, KEPT_LINE_CHARACTERS_MAX);
    lines.forEach(take);
  });
}
