import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CurbRecord } from '#events';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { citiesIn } from './support/cities-under-test.js';
import { DatabaseUnderTest } from './support/database-under-test.js';
import { delivery } from './support/records.js';
import { streetRecords } from './support/street-records.js';
import { hourStarts, recountStreet } from './support/street-recount.js';
import type { HourSums } from './support/street-recount.js';

const DAY_MS = 86_400_000;
const TABLES = ['events', 'visits', 'zone_hours', 'camera_hours', 'camera_faults', 'lane_flows', 'lane_hours'];
/** Days of 23, 24 and 25 hours, an hour that is cut short, and clocks that are 30 and 45 minutes off. */
const DAYS = [
  { id: 'quiet', timeZone: 'UTC', day: '2026-05-14' },
  { id: 'short', timeZone: 'America/New_York', day: '2026-03-08' },
  { id: 'long', timeZone: 'Europe/Berlin', day: '2026-10-25' },
  { id: 'cut', timeZone: 'Australia/Lord_Howe', day: '2026-04-04' },
  { id: 'half', timeZone: 'Asia/Kolkata', day: '2026-05-14' },
  { id: 'three-quarters', timeZone: 'Asia/Kathmandu', day: '2026-05-14' },
] as const;

/** The same records as they may arrive: in any order, some of them again and again, in groups of any size, by two hubs. */
interface Arrival {
  readonly records: readonly CurbRecord[];
  readonly groups: readonly { readonly hub: 0 | 1; readonly records: readonly CurbRecord[] }[];
}

function arrivals(dayMs: number): fc.Arbitrary<Arrival> {
  return streetRecords(dayMs).chain((records) => {
    const repeated = fc
      .array(fc.nat({ max: records.length - 1 }), { maxLength: 30 })
      .map((again) => [...records, ...again.flatMap((index) => records[index] ?? [])]);
    const shuffled = repeated.chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
    const cuts = fc.array(fc.record({ hub: fc.constantFrom<0 | 1>(0, 1), size: fc.integer({ min: 1, max: 20 }) }), {
      minLength: 70,
      maxLength: 70,
    });
    return fc.tuple(shuffled, cuts).map(([all, sizes]) => {
      const left = [...all];
      const groups = sizes.map(({ hub, size }) => ({ hub, records: left.splice(0, size) }));
      groups.push({ hub: 0, records: left });
      return { records, groups: groups.filter((group) => group.records.length > 0) };
    });
  });
}

describe('counting', () => {
  let server: DatabaseUnderTest;
  let database: Database;
  let otherSource: DataSource;
  let ledgers: readonly [RecordLedger, RecordLedger];

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    database = await server.open();
    otherSource = await server.another().initialize();
    const other = new Database(otherSource, new HubLog('silent'));
    await other.whenOpen();
    for (const { id, timeZone } of DAYS) {
      await database.query('insert into cities (id, name, time_zone) values ($1, $1, $2)', [id, timeZone]);
      await database.query('insert into devices (id, city_id) values ($1, $1)', [id]);
    }
    ledgers = [new RecordLedger(database, citiesIn(database)), new RecordLedger(other, citiesIn(other))];
  });
  afterAll(async () => {
    await otherSource.destroy();
    await server.stop();
  });

  const sumsIn = async (table: 'zone_hours' | 'lane_hours', columns: readonly string[]) => {
    const rows = await database.query<{ camera_id: string; zone_id: string; hour: Date } & HourSums>(
      `select * from ${table} where ${columns.map((name) => `${name} <> 0`).join(' or ')}`,
    );
    return new Map(
      rows.map((row) => {
        const sums = columns.filter((name) => row[name] !== 0).map((name) => [name, row[name]]);
        const { camera_id, zone_id, hour } = row;
        return [`${camera_id}/${zone_id}/${hour.toISOString()}`, Object.fromEntries(sums) as HourSums];
      }),
    );
  };
  const zoneColumns = [
    'arrivals',
    'departures',
    'measured_visits',
    'measured_dwell_ms',
    'occupied_ms',
    'double_parking',
  ];

  it.each(DAYS)(
    'gives in the city $id ($timeZone) what a plain recount gives, however often, late and mixed records come to two hubs',
    async ({ id, timeZone, day }) => {
      const dayMs = Date.parse(`${day}T00:00:00Z`);
      const hours = hourStarts(timeZone, dayMs - DAY_MS, dayMs + 4 * DAY_MS);
      await fc.assert(
        fc.asyncProperty(arrivals(dayMs), async ({ records, groups }) => {
          await database.query(`truncate ${TABLES.join(', ')}`);
          const of = (hub: 0 | 1) => groups.filter((group) => group.hub === hub);
          const write = async (hub: 0 | 1) => {
            let fresh = 0;
            for (const group of of(hub)) {
              const deliveries = group.records.map((record) => ({ ...delivery(record), deviceId: id }));
              fresh += (await ledgers[hub].commit(deliveries)).length;
            }
            return fresh;
          };
          const fresh = await Promise.all([write(0), write(1)]);
          expect(fresh[0] + fresh[1]).toBe(records.length);
          const expected = recountStreet(records, hours);
          expect(await sumsIn('zone_hours', [...zoneColumns, 'blocked_ms'])).toEqual(expected.zones);
          expect(await sumsIn('lane_hours', ['vehicles', 'blocked_ms', 'observed_ms'])).toEqual(expected.lanes);
          const [counted] = await database.query<{ events: number; seen: number }>(
            'select sum(events)::int as events, sum(observed_ms)::bigint as seen from camera_hours',
          );
          const seen = records.map(({ body }) => (body.type === 'scheduled_report' ? body.observedMs : 0));
          expect(counted).toEqual({ events: records.length, seen: seen.reduce((sum, each) => sum + each, 0) });
        }),
        { numRuns: Number(process.env['COUNTING_RUNS'] ?? 8), seed: 20_261_122 },
      );
    },
    400_000,
  );
});
