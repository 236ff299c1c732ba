import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Counter } from 'prom-client';
import { workInRounds } from '#rounds';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import type { CityRow } from '../persistence/city.row.js';
import { Database } from '../persistence/database.js';
import { EXPIRING_STOPS } from './single-stops.js';

const DAY_MS = 86_400_000;
const ROUND_MS = 3_600_000;
const RETRY_MS = 10_000;
/** Rows go in steps, so that no transaction is long. */
const REMOVED_AT_ONCE_MAX = 10_000;

const AUDIT_LINES = { table: 'audit_log', isOlder: 'city_id = $1 and at < $2', key: 'id' } as const;

/** Removes what a city keeps no longer: visits and all else that tells of a single stop, and its audit log. Sums stay. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #expired: Counter<'table'>;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) metrics: Pick<HubMetrics, 'registry'>,
  ) {
    this.#expired = new Counter({
      name: 'kerbline_expired_rows_total',
      help: 'Rows removed because their city keeps them no longer, by table; raw events are counted by themselves',
      labelNames: ['table'],
      registers: [metrics.registry],
    });
  }

  onApplicationBootstrap(): void {
    void this.#keepForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** Removes what is over as of `nowMs`. Any number of hubs may do so at once. */
  async keep(nowMs: number): Promise<void> {
    for (const city of await this.database.query<CityRow>('select * from cities order by id')) {
      const visitsBefore = new Date(nowMs - city.visit_days * DAY_MS);
      for (const stops of EXPIRING_STOPS) await this.#remove(stops, city.id, visitsBefore);
      await this.#remove(AUDIT_LINES, city.id, new Date(nowMs - city.audit_days * DAY_MS));
    }
  }

  async #remove(
    { table, isOlder, key }: { readonly table: string; readonly isOlder: string; readonly key: string },
    cityId: string,
    before: Date,
  ): Promise<void> {
    const statement = `
      with removed as (
        delete from ${table} where (${key}) in (
          select ${key} from ${table} where ${isOlder} limit ${REMOVED_AT_ONCE_MAX})
        returning 1)
      select count(*)::int as count from removed`;
    while (!this.#closing.signal.aborted) {
      const [removed] = await this.database.query<{ count: number }>(statement, [cityId, before]);
      const count = removed?.count ?? 0;
      this.#expired.inc({ table }, count);
      if (count > 0) this.log.info('rows removed that their city keeps no longer', { city: cityId, table, count });
      if (count < REMOVED_AT_ONCE_MAX) return;
    }
  }

  async #keepForEver(): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) => this.log.warn('old rows not removed, trying again', errorFields(error));
    const rounds = { signal: this.#closing.signal, restMs: ROUND_MS, retryMs: RETRY_MS, onFailure };
    await workInRounds(rounds, () => this.keep(Date.now()));
  }
}
