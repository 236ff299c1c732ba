import { execFileSync, fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { DeviceLedger } from './device-ledger.js';
import type { DeviceOptions, DeviceOrder } from './device-process.js';
import { tearLog } from './log-position.js';
import type { ToxicProxy } from './toxic-proxy.js';

export type DeviceSetUp = Omit<DeviceOptions, 'day' | 'next' | 'inDoubt' | 'clockOffsetMs' | 'natsUrl'>;

/** A box in a process of its own, and the link it has. */
export class Device {
  readonly ledger = new DeviceLedger();
  #child: ChildProcess | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #clockOffsetMs = 0;

  constructor(
    private readonly program: string,
    private readonly setUp: DeviceSetUp,
    readonly link: ToxicProxy,
  ) {}

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when its program runs and has opened its outbox: a box's own start is not what a run measures. */
  async start(): Promise<void> {
    const { day, next, inDoubt } = this.ledger;
    const natsUrl = `nats://127.0.0.1:${this.link.port}`;
    const state = { natsUrl, day, next, inDoubt: [...inDoubt], clockOffsetMs: this.#clockOffsetMs };
    const options: DeviceOptions = { ...this.setUp, ...state };
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'] as const;
    const child = fork(this.program, [JSON.stringify(options)], { stdio: [...stdio], execArgv: [] });
    const pipe = child.stdio[4] as Readable;
    pipe.setEncoding('utf8');
    pipe.on('data', (chunk: string) => this.ledger.read(chunk));
    const isRunning = once(pipe, 'data');
    this.#child = child;
    // Not before the pipe is empty: what the box wrote just before its end counts.
    this.#ended = Promise.all([once(child, 'exit'), once(pipe, 'close')]).then(() => this.ledger.end());
    await Promise.race([isRunning, this.#ended]);
  }

  /** As a power cut or the kernel would. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  order(order: DeviceOrder): void {
    this.#child?.send(order);
  }

  setClock(offsetMs: number): void {
    this.#clockOffsetMs = offsetMs;
    this.order({ do: 'set-clock', offsetMs });
  }

  /** Only while it is not running. */
  tear(how: number): number {
    return tearLog(this.setUp.directory, this.ledger.durable, how);
  }

  /** A process with this limit cannot write behind the first page of any file, as on a full disk (EFBIG for ENOSPC). */
  limitFiles(isFull: boolean): void {
    execFileSync('prlimit', ['--pid', String(this.pid), `--fsize=${isFull ? '4096' : 'unlimited'}:unlimited`]);
  }
}
