import { Inject, Injectable } from '@nestjs/common';
import { EventFeed, messageText } from './event-feed.js';
import type { FeedClient, Hearing } from './event-feed.js';
import { isWanted } from './stream-filter.js';
import { StreamLog } from './stream-log.js';
import type { ResumeProblem } from './stream-log.js';
import { endOf, isAfter } from './stream-place.js';
import type { StreamPlace } from './stream-place.js';
import { StreamTail } from './stream-tail.js';

/** Clients that are told of the past at the same time: each holds a page of it, and asks the database for more. */
const REPLAYS_MAX = 20;
/** A client that does not take one page of the past in this time is cut. */
const PAGE_MS_MAX = 30_000;

/** A response that can be waited for. */
export interface ReplayClient extends FeedClient {
  readonly writableNeedDrain: boolean;
  readonly destroyed: boolean;
  once(event: 'close' | 'drain', listener: () => void): unknown;
  off(event: 'close' | 'drain', listener: () => void): unknown;
}

/** Tells a client what it missed, and then lets it listen: nothing is left out between the two, and nothing told twice. */
@Injectable()
export class StreamReplay {
  #replays = 0;

  constructor(
    @Inject(StreamLog) private readonly stream: StreamLog,
    @Inject(StreamTail) private readonly tail: StreamTail,
    @Inject(EventFeed) private readonly feed: EventFeed,
  ) {}

  isFull(): boolean {
    return this.#replays >= REPLAYS_MAX;
  }

  now(): Promise<number> {
    return this.stream.lastPosition();
  }

  problem(cityId: string, after: StreamPlace): Promise<ResumeProblem | null> {
    return this.stream.resumeProblem(cityId, after);
  }

  /** Resolves when the client listens, or has gone. */
  async tellFrom(client: ReplayClient, hearing: Hearing, after: StreamPlace): Promise<void> {
    this.#replays += 1;
    try {
      let from = after.position;
      for (;;) {
        const { rows, throughPosition } = await this.stream.from(from, [hearing.cityId]);
        for (const { position, events } of rows) {
          const missed = events.flatMap((event, index) => {
            const place = { position, index };
            return event !== null && isWanted(event, hearing.filter) && isAfter(place, after)
              ? messageText(event, place)
              : [];
          });
          if (client.destroyed) return;
          if (missed.length > 0) client.write(missed.join(''));
        }
        // Whatever the tail has told already was read here, so from this very moment on the client hears it all.
        if (this.tail.isBefore(throughPosition)) return this.feed.listen(client, hearing, endOf(throughPosition));
        from = throughPosition + 1;
        if (!(await isTaken(client))) return this.feed.cut(client);
      }
    } finally {
      this.#replays -= 1;
    }
  }
}

/** Resolves when the client has taken what was written; false when it has gone or takes too long. */
function isTaken(client: ReplayClient): Promise<boolean> {
  if (client.destroyed) return Promise.resolve(false);
  if (!client.writableNeedDrain) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (taken: boolean) => () => {
      clearTimeout(timer);
      client.off('drain', onDrain);
      client.off('close', onClose);
      resolve(taken);
    };
    const [onDrain, onClose] = [settle(true), settle(false)];
    const timer = setTimeout(onClose, PAGE_MS_MAX);
    client.once('drain', onDrain);
    client.once('close', onClose);
  });
}
