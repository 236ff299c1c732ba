import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { workInRounds } from '#rounds';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import type { CityRow } from './city.row.js';
import { Database } from './database.js';
import { partitionBefore, weeksToMake } from './event-weeks.js';
import type { EventPartition } from './event-weeks.js';

const DAY_MS = 86_400_000;
const ROUND_MS = 3_600_000;
const RETRY_MS = 10_000;
/** Rows of a city that keeps less than others are removed in steps, so that no transaction is long. */
const REMOVED_AT_ONCE_MAX = 10_000;
/** The hubs' clocks may differ: what one of them still takes, no other has removed. */
const MARGIN_MS = DAY_MS;
/** Any number: one hub at a time makes and drops partitions. */
const PARTITION_LOCK = 7_204_915_117;

const PARTITIONS = `
  select child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bound
  from pg_inherits join pg_class as child on child.oid = inhrelid
  where inhparent = 'events'::regclass`;
const REMOVE = `
  with removed as (
    delete from events where (city_id, camera_id, at, id) in
      (select city_id, camera_id, at, id from events where city_id = $1 and at < $2 limit ${REMOVED_AT_ONCE_MAX})
    returning 1)
  select count(*)::int as count from removed`;

/**
 * The weeks of the raw events: makes each partition long before it is needed, and removes what its city does not keep
 * any longer. What was counted from it stays.
 */
@Injectable()
export class EventPartitions implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) private readonly metrics: HubMetrics,
  ) {}

  onApplicationBootstrap(): void {
    void this.#keepForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** Makes what will be needed and removes what is over, as of `nowMs`. Any number of hubs may do so at once. */
  async keep(nowMs: number): Promise<void> {
    await this.database.transaction((manager) => this.#keepPartitions(manager, nowMs));
    const cities = await this.database.query<CityRow>('select * from cities');
    for (const city of cities) await this.#removeRows(city, nowMs);
  }

  async #keepForEver(): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) => this.log.warn('raw events not tidied, trying again', errorFields(error));
    const rounds = { signal: this.#closing.signal, restMs: ROUND_MS, retryMs: RETRY_MS, onFailure };
    await workInRounds(rounds, () => this.keep(Date.now()));
  }

  async #keepPartitions(manager: EntityManager, nowMs: number): Promise<void> {
    await manager.query('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    const partitions: EventPartition[] = await manager.query(PARTITIONS);
    for (const { name, from, to } of weeksToMake(partitions, nowMs)) {
      await manager.query(`create table ${name} partition of events for values from ('${from}') to ('${to}')`);
      this.log.info('partition of raw events made', { name });
    }
    const [longest]: { days: number | null }[] = await manager.query('select max(raw_event_days) as days from cities');
    const keepMs = (longest?.days ?? null) === null ? null : Number(longest?.days) * DAY_MS + MARGIN_MS;
    if (keepMs === null) return;
    for (const name of partitionBefore(partitions, nowMs - keepMs)) {
      await manager.query(`drop table ${name}`);
      this.metrics.rawEventPartitionsDropped.inc();
      this.log.info('partition of raw events dropped', { name });
    }
  }

  async #removeRows({ id, raw_event_days }: CityRow, nowMs: number): Promise<void> {
    const before = new Date(nowMs - raw_event_days * DAY_MS - MARGIN_MS);
    while (!this.#closing.signal.aborted) {
      const [removed] = await this.database.query<{ count: number }>(REMOVE, [id, before]);
      const count = removed?.count ?? 0;
      this.metrics.rawEventsRemoved.inc(count);
      if (count < REMOVED_AT_ONCE_MAX) return;
    }
  }
}
