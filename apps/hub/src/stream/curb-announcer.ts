import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { eventView } from '../api/event.view.js';
import type { EventView } from '../api/event.view.js';
import { Broker } from '../broker/broker.js';
import { CurbNewsDesk } from '../cds/events/curb-news.js';
import type { LocatedRecord } from '../ingest/located-record.js';
import { shownEventRow } from '../ingest/record-rows.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';

/** Records waiting to be put into words, as while the hub is behind; more are not announced, because ingest comes first. */
const WAITING_MAX = 10_000;
/** So many are put into words together: what they need is read at once, and more of it the more time they span. */
const WORDED_AT_ONCE_MAX = 500;

/** Where subscribers in the trust domain hear a city's events of one type, as CDS 1.1 writes them. */
export function announcementSubject(cityId: string, eventType: string): string {
  return `kerbline.v1.city.${cityId}.events.${eventType}`;
}

/**
 * Says on the broker what this hub has committed, for whoever listens at that moment: at most once, nothing is kept and
 * no commit waits for it. Who may miss nothing follows the event stream or has a webhook.
 */
@Injectable()
export class CurbAnnouncer {
  #waiting = new Map<string, EventView[]>();
  #waitingCount = 0;
  #isAtWork = false;
  #isBehind = false;
  readonly #unannounced: Counter;

  constructor(
    @Inject(Broker) private readonly broker: Broker,
    @Inject(CurbNewsDesk) private readonly news: CurbNewsDesk,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) metrics: Pick<HubMetrics, 'registry'>,
  ) {
    this.#unannounced = new Counter({
      name: 'kerbline_records_unannounced_total',
      help: 'Committed records that subscribers of the broker were not told of',
      registers: [metrics.registry],
    });
  }

  /** While the hub is behind, what was committed waits until it has caught up. */
  announce(fresh: readonly LocatedRecord[], isBehind: boolean): void {
    for (const { delivery, city } of fresh) {
      const { type } = delivery.record.body;
      if (type === 'scheduled_report' || type === 'lane_flow') continue;
      if (!this.broker.isConnected() || this.#waitingCount >= WAITING_MAX) {
        this.#unannounced.inc();
        continue;
      }
      this.#waitingCount += 1;
      const event = eventView(shownEventRow(delivery));
      const waiting = this.#waiting.get(city.id);
      if (waiting) waiting.push(event);
      else this.#waiting.set(city.id, [event]);
    }
    this.#isBehind = isBehind;
    if (!isBehind && !this.#isAtWork) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    for (let next = this.#take(); next; next = this.#take()) {
      const [cityId, events] = next;
      try {
        const connection = await this.broker.connection();
        for (const { type, view } of await this.news.of(cityId, events)) {
          connection.publish(announcementSubject(cityId, type), JSON.stringify(view));
        }
      } catch (error) {
        this.#unannounced.inc(events.length);
        this.log.warn('events not announced', { city: cityId, ...errorFields(error) });
      }
    }
    this.#isAtWork = false;
  }

  #take(): readonly [string, EventView[]] | null {
    const [next] = this.#waiting;
    if (!next || this.#isBehind) return null;
    const [cityId, waiting] = next;
    const events = waiting.splice(0, WORDED_AT_ONCE_MAX);
    if (waiting.length === 0) this.#waiting.delete(cityId);
    this.#waitingCount -= events.length;
    return [cityId, events];
  }
}
