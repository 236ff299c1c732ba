import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { workInRounds } from '#rounds';
import { HubLog, errorFields } from '../log/hub-log.js';
import { Database } from '../persistence/database.js';
import type { LocatedRecord } from '../ingest/located-record.js';
import { CurbAnnouncer } from './curb-announcer.js';
import { EventFeed } from './event-feed.js';
import { StreamLog } from './stream-log.js';

/** How soon a hub hears of what others have committed; of its own commits it hears at once. */
const LOOK_MS = 200;
const RETRY_MS = 1_000;
const REMOVE_MS = 600_000;

/** Follows the end of the stream and tells the feed, whichever hub has committed. */
@Injectable()
export class StreamTail implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  /** Everything up to here was told; null before the first look. */
  #position: number | null = null;
  #isAwake = false;
  #wake: (() => void) | null = null;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StreamLog) private readonly stream: StreamLog,
    @Inject(EventFeed) private readonly feed: EventFeed,
    @Inject(CurbAnnouncer) private readonly announcer: CurbAnnouncer,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  onApplicationBootstrap(): void {
    void this.#followForEver();
    void this.#removeForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
    this.#wake?.();
  }

  /** This hub has committed: what is new need not be waited for. `isBehind`: it has more to commit at once. */
  committed(fresh: readonly LocatedRecord[], isBehind: boolean): void {
    this.announcer.announce(fresh, isBehind);
    if (fresh.length > 0) this.#wakeUp();
  }

  #wakeUp(): void {
    this.#isAwake = true;
    this.#wake?.();
  }

  /** Whether all that comes after this position is still to be told. */
  isBefore(position: number): boolean {
    return this.#position === null || this.#position <= position;
  }

  async #followForEver(): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) => this.log.warn('event stream not read, trying again', errorFields(error));
    // It rests where it can be woken.
    const rounds = { signal: this.#closing.signal, restMs: 0, retryMs: RETRY_MS, onFailure };
    await workInRounds(rounds, async () => {
      this.#isAwake = false;
      await this.#look();
      if (!this.#isAwake) await this.#pause();
    });
  }

  async #look(): Promise<void> {
    const cities = this.feed.cities();
    if (cities.size === 0 || this.#position === null) {
      const position = await this.stream.lastPosition();
      if (this.#isComplete(cities)) this.#position = position;
      else this.#wakeUp();
      return;
    }
    const { rows, throughPosition } = await this.stream.from(this.#position + 1, [...cities]);
    if (!this.#isComplete(cities)) return this.#wakeUp();
    for (const row of rows) this.feed.publish(row);
    if (throughPosition > this.#position) this.#position = throughPosition;
    if (rows.length > 0) this.#wakeUp();
  }

  /** Whether nobody came meanwhile to whom more should have been read. */
  #isComplete(cities: ReadonlySet<string>): boolean {
    return [...this.feed.cities()].every((city) => cities.has(city));
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      if (this.#closing.signal.aborted) this.#wake();
    });
  }

  async #removeForEver(): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) =>
      this.log.warn('old part of the event stream not removed yet', errorFields(error));
    await workInRounds({ signal: this.#closing.signal, restMs: REMOVE_MS, onFailure }, async () => {
      const removed = await this.stream.removeOld(Date.now());
      return removed === StreamLog.removedRowsMax ? 'more' : undefined;
    });
  }
}
