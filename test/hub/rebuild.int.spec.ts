import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type { Database } from '../../apps/hub/src/persistence/database.js';
import { runRebuild } from '../../apps/hub/src/rebuild/run-rebuild.js';
import { citiesIn } from './support/cities-under-test.js';
import { DatabaseUnderTest } from './support/database-under-test.js';
import { Stop, delivery, laneFlow, report } from './support/records.js';
import { streetRecords } from './support/street-records.js';

const TABLES = ['visits', 'zone_hours', 'camera_hours', 'lane_flows', 'lane_hours'];
const fromMs = Date.parse('2026-05-14T00:00:00Z');
const iso = (atMs: number) => new Date(atMs).toISOString();

describe('counting again from raw events', () => {
  let server: DatabaseUnderTest;
  let database: Database;
  let ledger: RecordLedger;

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    database = await server.open();
    ledger = new RecordLedger(database, citiesIn(database));
  });
  afterAll(() => server.stop());
  beforeEach(() => database.query(`truncate events, camera_states, ${TABLES.join(', ')}`));

  const rebuild = async (options: { fix?: boolean; from?: string; city?: string; to?: string } = {}) => {
    const lines: string[] = [];
    const count = await runRebuild({
      from: iso(fromMs),
      to: iso(fromMs + 86_400_000),
      databaseUrl: server.url,
      nowMs: fromMs + 86_400_000,
      say: (line) => lines.push(line),
      progress: () => undefined,
      ...options,
    });
    return { count, lines };
  };
  const tables = async () => {
    const found: Record<string, unknown[]> = {};
    for (const table of TABLES) found[table] = await database.query(`select * from ${table} order by ${table}::text`);
    return found;
  };
  const writeSome = () =>
    ledger.commit(
      [
        new Stop(fromMs + 3_500_000).started(),
        new Stop(fromMs + 3_500_000).ended(fromMs + 9_000_000),
        new Stop(fromMs + 80_000_000).started(),
        new Stop(fromMs + 1_000, { zoneId: 'lane_1', type: 'double_parking' }).ended(fromMs + 61_000),
        report(fromMs + 7_200_000 + 20_000),
        laneFlow(fromMs + 3_600_000, { lane_1: 4 }),
      ].map(delivery),
    );

  it('finds nothing to correct in whatever records came in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(streetRecords(fromMs), async (records) => {
        await database.query(`truncate events, camera_states, ${TABLES.join(', ')}`);
        await ledger.commit(records.map(delivery));
        expect((await rebuild()).lines).toEqual(['every number is what its raw events amount to']);
      }),
      { numRuns: 15, seed: 20_261_122 },
    );
  });

  it('tells each row that is wrong, and changes nothing unless asked to', async () => {
    await writeSome();
    await database.query(`update zone_hours set arrivals = arrivals + 1 where zone_id = 'parking_a' and arrivals = 1`);
    await database.query('delete from lane_hours');
    const before = await tables();
    const { count, lines } = await rebuild();
    expect(count).toBe(4);
    expect(lines).toContain(
      `zone_hours demo main-street "parking_a" ${iso(fromMs)}: is {"arrivals":2}, should be {"arrivals":1}`,
    );
    expect(lines.at(-1)).toBe('4 rows are wrong; --fix corrects them');
    expect(await tables()).toEqual(before);
  });

  it('corrects what is wrong, and nothing outside of its time', async () => {
    await writeSome();
    const right = await tables();
    await database.query('update zone_hours set occupied_ms = occupied_ms + 7');
    await database.query('update camera_hours set video_bytes = 0');
    await database.query(`update visits set end_at = null`);
    await database.query('delete from lane_flows');
    expect((await rebuild({ fix: true })).count).toBeGreaterThan(0);
    expect(await tables()).toEqual(right);
    expect((await rebuild()).count).toBe(0);

    await database.query('update zone_hours set occupied_ms = occupied_ms + 7');
    const wrong = (await rebuild()).count;
    const oneHour = { from: iso(fromMs + 3_600_000), to: iso(fromMs + 3_600_001) };
    expect((await rebuild({ ...oneHour, fix: true })).count).toBe(1);
    expect((await rebuild()).count).toBe(wrong - 1);
  });

  it('refuses a time whose raw events are not kept any longer, and a city that is not there', async () => {
    await expect(rebuild({ from: '2025-01-01' })).rejects.toMatchObject({
      message: expect.stringMatching(/^--from is too early for demo: its raw events are kept from/) as unknown,
      exitCode: 2,
    });
    await expect(rebuild({ city: 'atlantis' })).rejects.toThrow('--city is "atlantis", which this hub does not know');
    await expect(rebuild({ from: 'yesterday' })).rejects.toThrow('--from is "yesterday", expected an ISO 8601 time');
  });
});
