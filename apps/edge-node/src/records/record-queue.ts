import type { CurbRecord } from '#events';
import { RecordSink } from './record-sink.js';
import type { RecordUplink } from './record-sink.js';

/** About a day of a busy box without its broker; at some 500 bytes a record in memory, 10 MB. */
export const QUEUE_RECORDS_MAX = 20_000;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 10_000;

export interface QueueListener {
  published(record: CurbRecord, bytes: number, duplicate: boolean): void;
  /** The record is lost: the queue was full, or no wire can carry it. */
  dropped(record: CurbRecord, reason: 'full' | 'unsendable'): void;
  /** The first failure after a success; retries of the same record stay silent. */
  stalled(error: unknown): void;
}

/**
 * Records on their way, in memory: the head is published until the stream takes it, with a growing, jittered wait
 * between attempts. When full, the oldest report gives way first (reports come again), then the oldest record.
 */
export class RecordQueue extends RecordSink {
  readonly #waiting: CurbRecord[] = [];
  #isSending = false;
  #isClosed = false;
  #wake: (() => void) | null = null;
  #idle: (() => void)[] = [];

  constructor(
    private readonly uplink: RecordUplink,
    private readonly listener: QueueListener,
    private readonly recordsMax: number = QUEUE_RECORDS_MAX,
    private readonly random: () => number = Math.random,
  ) {
    super();
  }

  get depth(): number {
    return this.#waiting.length;
  }

  override async put(record: CurbRecord): Promise<void> {
    while (this.#waiting.length >= this.recordsMax) this.#dropOne();
    this.#waiting.push(record);
    if (!this.#isSending) void this.#send();
    return Promise.resolve();
  }

  override async drain(patienceMs: number): Promise<void> {
    // A queue that waits between two attempts tries once more at once.
    this.#wake?.();
    if (this.#waiting.length === 0) return;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, patienceMs);
      this.#idle.push(() => {
        clearTimeout(patience);
        resolve();
      });
    });
  }

  /** Ends all attempts; what still waits is lost with the process. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  /** The link is back: no reason to wait any longer. */
  retryNow(): void {
    this.#wake?.();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    let failures = 0;
    for (let record = this.#waiting[0]; record && !this.#isClosed; record = this.#waiting[0]) {
      try {
        const { bytes, duplicate } = await this.uplink.publish(record);
        failures = 0;
        this.#settle(record);
        this.listener.published(record, bytes, duplicate);
      } catch (error) {
        if (error instanceof RangeError) {
          this.#settle(record);
          this.listener.dropped(record, 'unsendable');
          continue;
        }
        if (failures++ === 0) this.listener.stalled(error);
        await this.#pause(failures);
      }
    }
    this.#isSending = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** The head may have been dropped for room while it was on its way. */
  #settle(record: CurbRecord): void {
    if (this.#waiting[0] === record) this.#waiting.shift();
  }

  #pause(failures: number): Promise<void> {
    const fullMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(failures - 1, 20));
    const waitMs = fullMs * (0.5 + 0.5 * this.random());
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#wake = wake;
    });
  }

  #dropOne(): void {
    const report = this.#waiting.findIndex(({ body }) => body.type === 'scheduled_report');
    const [dropped] = this.#waiting.splice(Math.max(0, report), 1);
    if (dropped) this.listener.dropped(dropped, 'full');
  }
}
