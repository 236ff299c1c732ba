import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { dataSourceOptions } from '../../apps/hub/src/persistence/data-source-options.js';
import { CityReader } from '../../apps/hub/src/persistence/city-reader.js';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { ToxicProxy } from '../../bench/support/chaos/toxic-proxy.js';
import { DatabaseUnderTest } from './support/database-under-test.js';

/** Less than the 10 s and more that statements and idle transactions may take: by those alone this would not end in time. */
const WAIT = { timeout: 8_000, interval: 50 };
/** Less than four dead connections take that are found one after the other, each after a second and more. */
const TOGETHER = { timeout: 3_500, interval: 20 };
/** The waits above tell a failure, not the runner's own limit. */
const TEST_MS_MAX = 30_000;
const LOCK = 'select pg_advisory_xact_lock(7)';

let server: DatabaseUnderTest;
let link: ToxicProxy;
let source: DataSource;
let database: Database;

beforeAll(async () => {
  server = await DatabaseUnderTest.start();
  link = await ToxicProxy.start(Number(new URL(server.url).port));
  source = new DataSource(dataSourceOptions(link.through(server.url), () => undefined));
  database = new Database(source, new HubLog('silent'));
  await database.whenOpen();
});

afterAll(async () => {
  await source.destroy();
  await link.stop();
  await server.stop();
});

describe('a connection to the database that has died without a word', () => {
  it(
    'is dropped in the middle of a transaction, and the server lets its locks go',
    async () => {
      const stuck = database.transaction(async (manager) => {
        await manager.query(LOCK);
        link.strand();
        await manager.query('select 1');
      });
      await expect(stuck).rejects.toThrow(/terminated/);
      const other = await server.open();
      await vi.waitFor(() => other.transaction((manager) => manager.query(LOCK)), WAIT);
    },
    TEST_MS_MAX,
  );

  it(
    'takes with it those that lay idle: none is found dead after another',
    async () => {
      await Promise.all(Array.from({ length: 5 }, () => database.queryAsHub('select pg_sleep(0.05)')));
      link.strand();
      await expect(database.queryAsHub('select 1')).rejects.toThrow(/terminated/);
      await vi.waitFor(() => database.queryAsHub('select 1'), TOGETHER);
    },
    TEST_MS_MAX,
  );

  it(
    'is not one whose statement merely takes long',
    async () => {
      await expect(database.queryAsHub('select pg_sleep(4)')).resolves.toHaveLength(1);
    },
    TEST_MS_MAX,
  );

  it(
    'is dropped in the middle of a question of the API, and the next is answered',
    async () => {
      const reader = new CityReader(source.options, { onPoolError: () => undefined, onDropped: () => undefined });
      const ask = () => reader.readTogether('demo', [{ sql: 'select 1 as one', parameters: [] }]);
      await ask();
      link.strand();
      // The driver's own limit would call it a timeout.
      await expect(ask()).rejects.toThrow(/terminated/);
      await vi.waitFor(ask, WAIT);
      await reader.close();
    },
    TEST_MS_MAX,
  );
});
