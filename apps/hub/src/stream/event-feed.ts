import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { EventView } from '../api/event.view.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { isWanted } from './stream-filter.js';
import type { StreamFilter } from './stream-filter.js';
import type { LoggedRow } from './stream-log.js';
import { encodePlace, isAfter } from './stream-place.js';
import type { StreamPlace } from './stream-place.js';

const HEARTBEAT_MS = 15_000;
/** A client that lets this much pile up is cut: about 700 events. */
const UNSENT_BYTES_MAX = 256 * 1024;
export const STREAM_CLIENTS_MAX = 2_000;

/** As much of an HTTP response as the feed needs. */
export interface FeedClient {
  readonly writableLength: number;
  write(text: string): unknown;
  destroy(): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** What a client may hear, and wants to. */
export interface Hearing {
  readonly cityId: string;
  readonly filter: StreamFilter;
}

interface Listening extends Hearing {
  /** Events up to here have been sent. */
  readonly after: StreamPlace;
}

/** Hands committed events to everybody who listens, each at their own pace within bounds. */
@Injectable()
export class EventFeed implements OnApplicationBootstrap, OnModuleDestroy {
  /** Null: a place is kept while the client is told of the past. */
  readonly #clients = new Map<FeedClient, Listening | null>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(@Inject(HubMetrics) private readonly metrics: HubMetrics) {}

  onApplicationBootstrap(): void {
    this.#heartbeat = setInterval(() => {
      for (const client of this.#clients.keys()) this.#send(client, ': heartbeat\n\n');
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#heartbeat);
    for (const client of [...this.#clients.keys()]) this.cut(client);
  }

  /** False when there are too many clients already. It hears nothing before `listen`. */
  attach(client: FeedClient): boolean {
    if (this.#clients.size >= STREAM_CLIENTS_MAX) return false;
    this.#clients.set(client, null);
    this.metrics.streamClients.set(this.#clients.size);
    client.once('close', () => this.#forget(client));
    return true;
  }

  /** From here on an attached client hears what comes after a place. */
  listen(client: FeedClient, hearing: Hearing, after: StreamPlace): void {
    if (this.#clients.has(client)) this.#clients.set(client, { ...hearing, after });
  }

  /** The cities somebody listens to: the others' events need not even be read. */
  cities(): ReadonlySet<string> {
    return new Set([...this.#clients.values()].flatMap((listening) => listening?.cityId ?? []));
  }

  /** Tells the listeners of its city what a transaction has committed. */
  publish({ position, city_id: cityId, events }: LoggedRow): void {
    const texts: string[] = [];
    for (const [client, listening] of this.#clients) {
      if (listening?.cityId !== cityId || position < listening.after.position) continue;
      for (const [index, event] of events.entries()) {
        const place = { position, index };
        if (event === null || !isWanted(event, listening.filter) || !isAfter(place, listening.after)) continue;
        if (!this.#send(client, (texts[index] ??= messageText(event, place)))) break;
      }
    }
  }

  cut(client: FeedClient): void {
    this.#forget(client);
    client.destroy();
  }

  #send(client: FeedClient, text: string): boolean {
    if (client.writableLength > UNSENT_BYTES_MAX) {
      this.metrics.streamCut.inc();
      this.cut(client);
      return false;
    }
    client.write(text);
    return true;
  }

  #forget(client: FeedClient): void {
    this.#clients.delete(client);
    this.metrics.streamClients.set(this.#clients.size);
  }
}

/** One event as Server-Sent Events have it; a client gives the id back to go on after it. */
export function messageText(event: EventView, place: StreamPlace): string {
  return `id: ${encodePlace(place)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
