import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DataSource } from 'typeorm';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { RAW_EVENT_DAYS_DEFAULT } from '../../apps/hub/src/persistence/city.row.js';
import { eventView } from '../../apps/hub/src/api/event.view.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { shownEventRow } from '../../apps/hub/src/ingest/record-rows.js';
import { Database, migrate } from '../../apps/hub/src/persistence/database.js';
import { citiesIn } from './support/cities-under-test.js';
import { DatabaseUnderTest } from './support/database-under-test.js';
import { Stop, delivery, laneFlow } from './support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };

/** Every table whose rows belong to a city, with one row as a hub of before wrote it. */
const OLD_ROWS = {
  events: `(id, device_id, camera_id, kind, at, recorded_at, received_at, bytes, payload)
    values (gen_random_uuid(), 'box-1', 'main-street', 'scheduled_report', now(), now(), now(), 1, '\\x01')`,
  visits: `(id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at, start_censored, end_censored, blind_ms,
    image_x, image_y) values (gen_random_uuid(), 'main-street', 'parking_a', 'dwell', 'car', 80, now(), false, false, 0, 0, 0)`,
  zone_hours: `values ('main-street', 'parking_a', now(), 1, 1, 1, 1, 1, 0, 0)`,
  camera_hours: `values ('main-street', now(), 1, 1, 1, 1, 1, 1, 1)`,
  lane_flows: `values ('main-street', 'lane_1', now(), 300000, 1, 300000)`,
  cameras: `values ('main-street', 'box-1', 'Main Street', 1280, 720, 'onnx', 5, 30000, 20000, null, 1, now())`,
  camera_states: `values ('main-street', now(), null)`,
  camera_faults: `values (gen_random_uuid(), 'main-street', 'black', now(), null)`,
  zones: `values ('main-street', 'parking_a', 'parking', '[]', null, true)`,
  api_keys: `values (gen_random_uuid(), 'page', '\\x01', now(), null)`,
} as const;
const TABLES_OF_CITIES = Object.keys(OLD_ROWS) as (keyof typeof OLD_ROWS)[];

const COLUMNS = `
  select table_name, column_name, data_type, is_nullable from information_schema.columns
  where table_schema = 'public' order by table_name, column_name`;
const INDICES = `select indexdef from pg_indexes where schemaname = 'public' order by indexdef`;

describe('the migrations', () => {
  let server: DatabaseUnderTest;
  let source: DataSource;

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    source = await server.source.initialize();
  });
  afterAll(() => server.stop());

  const schema = async () => ({
    columns: await source.query<unknown[]>(COLUMNS),
    indices: await source.query<unknown[]>(INDICES),
  });

  const goBackBefore = async (name: string) => {
    const ran = await source.query<{ name: string }[]>('select name from schema_migrations order by id');
    const later = ran.length - ran.findIndex((migration) => migration.name === name);
    for (let left = later; left > 0; left--) await source.undoLastMigration();
  };
  /** The rows of a database of before there were cities; puts one into each table that has none. */
  const oldRows = async () => {
    const tables: Record<string, unknown[]> = {};
    for (const table of TABLES_OF_CITIES) {
      const [row] = await source.query<unknown[]>(`select * from ${table}`);
      if (row === undefined) await source.query(`insert into ${table} ${OLD_ROWS[table]}`);
      tables[table] = await source.query(`select * from ${table}`);
    }
    return tables;
  };

  it('run once, however many hubs start at the same time', async () => {
    const others = await Promise.all([server.another().initialize(), server.another().initialize()]);
    await Promise.all([source, ...others].map(migrate));
    await Promise.all(others.map((other) => other.destroy()));
    const runs = await source.query<unknown[]>('select name from schema_migrations');
    expect(runs).toHaveLength(source.migrations.length);
  });

  it('make just the tables that the row schemas speak of', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('give what was counted before there were cities to the configured one, and take it back unchanged', async () => {
    await goBackBefore('CreateCities1764000000000');
    const old = await oldRows();
    const springfield = server.another({ id: 'springfield', name: 'Springfield', timeZone: 'America/Chicago' });
    await migrate(await springfield.initialize());
    await springfield.destroy();
    expect(await source.query('select id, name, time_zone, currency, raw_event_days from cities')).toEqual([
      {
        id: 'springfield',
        name: 'Springfield',
        time_zone: 'America/Chicago',
        currency: 'USD',
        raw_event_days: RAW_EVENT_DAYS_DEFAULT,
      },
    ]);
    expect(await source.query('select id, city_id from devices')).toEqual([{ id: 'box-1', city_id: 'springfield' }]);
    for (const table of TABLES_OF_CITIES) {
      const rows = await source.query<{ city_id: string }[]>(`select city_id from ${table}`);
      expect(rows, table).toEqual([{ city_id: 'springfield' }]);
    }
    await goBackBefore('CreateCities1764000000000');
    expect(await oldRows()).toEqual(old);
    for (const table of TABLES_OF_CITIES) await source.query(`truncate ${table}`);
    await migrate(source);
  });

  it('have the stream’s log name its events by their keys, and write them out again on the way back', async () => {
    const database = new Database(source, new HubLog('silent'));
    await database.whenOpen();
    const stop = new Stop(Date.UTC(2026, 4, 14, 9, 10, 0, 7));
    const flow = laneFlow(Date.UTC(2026, 4, 14, 9), { lane_1: 3 });
    const deliveries = [stop.started(), stop.ended(stop.startMs + 60_001), flow].map(delivery);
    const written = deliveries.map((each) => eventView(shownEventRow(each)));
    const ledger = new RecordLedger(database, citiesIn(database));
    await ledger.commit(deliveries);
    const keys = () => source.query<unknown[]>('select event_count, camera_ids, times, ids from stream_log');
    const asKeys = await keys();
    expect(asKeys).toHaveLength(1);
    await goBackBefore('ReferToEvents1765000000000');
    expect(await source.query('select city_id, event_count, events from stream_log')).toEqual([
      { city_id: 'demo', event_count: written.length, events: written },
    ]);
    await migrate(source);
    expect(await keys()).toEqual(asKeys);
    await source.query(
      'truncate stream_log, events, visits, zone_hours, lane_flows, lane_hours, camera_hours, camera_states',
    );
  });

  it('leave nothing behind when the database breaks off in the middle, and are done at the next start', async () => {
    await goBackBefore('PartitionEvents1764000100000');
    const before = await schema();
    const holder = source.createQueryRunner();
    await holder.startTransaction();
    // The second statement of the migration cannot get its table.
    await holder.query('lock table events in access share mode');
    const broken = migrate(source).catch((error: unknown) => error);
    await vi.waitFor(async () => {
      const ended = await source.query<unknown[]>(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'kerbline-migration' and wait_event_type = 'Lock'`,
      );
      expect(ended).not.toEqual([]);
    }, PATIENCE);
    expect(await broken).toBeInstanceOf(Error);
    await holder.rollbackTransaction();
    await holder.release();
    expect(await schema()).toEqual(before);
    await migrate(source);
    expect(await schema()).not.toEqual(before);
  });

  it('go down to nothing and up again to the same', async () => {
    const before = await schema();
    for (let left = source.migrations.length; left > 0; left--) await source.undoLastMigration();
    const left = await source.query<unknown[]>(
      `select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'`,
    );
    expect(left).toEqual([]);
    await migrate(source);
    expect(await schema()).toEqual(before);
  });
});
