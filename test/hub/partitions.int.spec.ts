import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { HubMetrics } from '../../apps/hub/src/observability/hub-metrics.js';
import type { Database } from '../../apps/hub/src/persistence/database.js';
import { databaseTrouble } from '../../apps/hub/src/persistence/database-trouble.js';
import { EventPartitions } from '../../apps/hub/src/persistence/event-partitions.js';
import { WEEKS_AHEAD } from '../../apps/hub/src/persistence/event-weeks.js';
import { citiesIn } from './support/cities-under-test.js';
import { DatabaseUnderTest } from './support/database-under-test.js';
import { Stop, delivery } from './support/records.js';

const DAY_MS = 86_400_000;

describe('raw events by the week', () => {
  const nowMs = Date.now();
  let server: DatabaseUnderTest;
  let database: Database;
  let ledger: RecordLedger;
  let partitions: EventPartitions;
  const metrics = new HubMetrics();

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    database = await server.open();
    ledger = new RecordLedger(database, citiesIn(database));
    partitions = new EventPartitions(database, new HubLog('silent'), metrics);
  });
  afterAll(() => server.stop());

  const write = (atMs: number, deviceId = 'box-1') =>
    ledger.commit([{ ...delivery(new Stop(atMs).started()), deviceId }]);
  const names = async () => {
    const rows = await database.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by name`,
    );
    return rows.map(({ name }) => name);
  };
  const citiesOfEvents = async () => {
    const rows = await database.query<{ city_id: string }>('select city_id from events order by city_id');
    return rows.map(({ city_id }) => city_id);
  };

  it('find a place from the migration on, however old they are', async () => {
    expect(await names()).toEqual(['events_before']);
    await write(nowMs);
    await write(Date.UTC(2001, 0, 1));
    expect(await citiesOfEvents()).toHaveLength(2);
    await database.query('truncate events, visits, zone_hours');
  });

  it('have their partitions made weeks ahead, once, however many hubs do it', async () => {
    await Promise.all([partitions.keep(nowMs), partitions.keep(nowMs), partitions.keep(nowMs)]);
    const made = await names();
    expect(made.length).toBeGreaterThan(1);
    await partitions.keep(nowMs);
    expect(await names()).toEqual(made);
    await write(nowMs + WEEKS_AHEAD * 7 * DAY_MS - 1);
  });

  it('of a time for which nothing is made are refused without blaming the record', async () => {
    const failure = write(nowMs + 366 * DAY_MS).catch((error: unknown) => error);
    expect(databaseTrouble(await failure)).toBe('other');
  });

  it('go when their city does not keep them any longer; what was counted from them stays', async () => {
    await database.query(
      `insert into cities (id, name, time_zone, raw_event_days) values ('brief', 'Brief', 'UTC', 1)`,
    );
    await database.query(`insert into devices (id, city_id) values ('box-brief', 'brief')`);
    await database.query('truncate events, visits, zone_hours');
    for (const device of ['box-1', 'box-brief']) {
      await write(nowMs - 3 * DAY_MS, device);
      await write(nowMs - DAY_MS, device);
    }
    await partitions.keep(nowMs);
    expect(await citiesOfEvents()).toEqual(['brief', 'demo', 'demo']);
    expect((await metrics.rawEventsRemoved.get()).values[0]?.value).toBe(1);
    expect(await database.query('select count(*)::int as count from visits')).toEqual([{ count: 4 }]);
  });

  it('go by whole weeks once no city keeps them', async () => {
    const laterMs = nowMs + 450 * DAY_MS;
    const before = await names();
    await partitions.keep(laterMs);
    const after = await names();
    expect(after).not.toContain('events_before');
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    await ledger.commit([delivery(new Stop(laterMs).started())]);
    expect(await database.query('select sum(arrivals)::int as arrivals from zone_hours')).toEqual([{ arrivals: 5 }]);
  });
});
