import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { EventView } from '../api/event.view.js';
import { HubMetrics } from '../observability/hub-metrics.js';

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

/** Hands committed events to everybody who listens, each at their own pace within bounds. */
@Injectable()
export class EventFeed implements OnApplicationBootstrap, OnModuleDestroy {
  /** Each client with the city whose events it may hear. */
  readonly #clients = new Map<FeedClient, string>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(@Inject(HubMetrics) private readonly metrics: HubMetrics) {}

  onApplicationBootstrap(): void {
    this.#heartbeat = setInterval(() => this.#send(': heartbeat\n\n'), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#heartbeat);
    for (const client of [...this.#clients.keys()]) this.#drop(client);
  }

  /** False when there are too many clients already. */
  attach(client: FeedClient, cityId: string): boolean {
    if (this.#clients.size >= STREAM_CLIENTS_MAX) return false;
    this.#clients.set(client, cityId);
    this.metrics.streamClients.set(this.#clients.size);
    client.once('close', () => {
      this.#clients.delete(client);
      this.metrics.streamClients.set(this.#clients.size);
    });
    return true;
  }

  /** Whether anybody listens: nothing need be put into words for nobody. */
  isHeard(): boolean {
    return this.#clients.size > 0;
  }

  /** Tells the listeners of this city. */
  publish(event: EventView, cityId: string): void {
    if (this.#clients.size === 0) return;
    this.#send(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`, cityId);
  }

  #send(text: string, cityId: string | null = null): void {
    for (const [client, ofCity] of this.#clients) {
      if (cityId !== null && cityId !== ofCity) continue;
      if (client.writableLength > UNSENT_BYTES_MAX) {
        this.metrics.streamCut.inc();
        this.#drop(client);
      } else {
        client.write(text);
      }
    }
  }

  #drop(client: FeedClient): void {
    this.#clients.delete(client);
    this.metrics.streamClients.set(this.#clients.size);
    client.destroy();
  }
}
