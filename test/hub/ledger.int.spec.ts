import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeRecord } from '#events';
import type { CurbRecord } from '#events';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { citiesIn } from './support/cities-under-test.js';
import { DatabaseUnderTest } from './support/database-under-test.js';
import { CAMERA, Stop, delivery, laneFlow, lost, report, restored } from './support/records.js';

const TABLES = [
  'events',
  'visits',
  'zone_hours',
  'camera_hours',
  'camera_faults',
  'camera_states',
  'lane_flows',
  'lane_hours',
] as const;
const ms = (time: string) => Date.parse(`2026-05-14T${time}Z`);

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** A morning at the curb: ended, standing, censored, double-parked, over several hours; a fault, and reports. */
function morning(): CurbRecord[] {
  const early = new Stop(ms('08:50'));
  const short = new Stop(ms('09:10'), { vehicleType: 'truck' });
  const censored = new Stop(ms('08:30'), { zoneId: 'loading', startCensored: true });
  const blocking = new Stop(ms('09:59'), { zoneId: 'lane_1', type: 'double_parking', vehicleType: 'truck' });
  const standing = new Stop(ms('10:20'));
  return [
    early.started(),
    early.ended(ms('11:20'), { blindMs: 4_000 }),
    short.started(),
    short.ended(ms('09:12')),
    censored.ended(ms('10:00'), { endCensored: true }),
    blocking.started(),
    blocking.ended(ms('10:04')),
    standing.started(),
    lost(ms('09:30')),
    restored(ms('09:30'), ms('09:45')),
    report(ms('09:00'), { periodMs: 600_000, observedMs: 600_000 }),
    report(ms('10:03'), { periodMs: 300_000, observedMs: 123_457 }),
    laneFlow(ms('10:00'), { lane_1: 41, lane_2: 0 }),
    laneFlow(ms('10:05'), { lane_1: 12, lane_2: 7 }),
    laneFlow(ms('10:05'), { lane_1: 9, lane_2: 30 }, { observedMs: 200_000 }),
  ];
}

describe('the record ledger', () => {
  let database: DatabaseUnderTest;
  let ledger: RecordLedger;

  beforeAll(async () => {
    database = await DatabaseUnderTest.start();
    const opened = await database.open();
    ledger = new RecordLedger(opened, citiesIn(opened));
  });
  afterAll(() => database.stop());
  beforeEach(() => database.source.query(`truncate ${TABLES.join(', ')}`));

  async function everything(): Promise<Record<string, unknown[]>> {
    const tables: Record<string, unknown[]> = {};
    for (const table of TABLES) {
      tables[table] = await database.source.query(`select * from ${table} order by ${table}::text`);
    }
    return tables;
  }
  const hoursOf = (zoneId: string) =>
    database.source.query<unknown[]>(
      `select to_char(hour at time zone 'UTC', 'HH24') as hour, arrivals, departures, occupied_ms / 60000 as occupied_min,
         double_parking, blocked_ms / 60000 as blocked_min
       from zone_hours where zone_id = $1 order by hour`,
      [zoneId],
    );

  it('counts a morning as the street saw it', async () => {
    const fresh = await ledger.commit(morning().map(delivery));
    expect(fresh).toHaveLength(morning().length);
    const hour = (name: string, counts: object) => ({
      hour: name,
      arrivals: 0,
      departures: 0,
      occupied_min: 0,
      double_parking: 0,
      blocked_min: 0,
      ...counts,
    });
    expect(await hoursOf('parking_a')).toEqual([
      hour('08', { arrivals: 1, occupied_min: 10 }),
      hour('09', { arrivals: 1, departures: 1, occupied_min: 62 }),
      hour('10', { arrivals: 1, occupied_min: 60 }),
      hour('11', { departures: 1, occupied_min: 20 }),
    ]);
    expect(await hoursOf('loading')).toEqual([
      hour('08', { occupied_min: 30 }),
      hour('09', { occupied_min: 60 }),
      hour('10', { departures: 1 }),
    ]);
    expect(await hoursOf('lane_1')).toEqual([
      hour('09', { double_parking: 1, blocked_min: 1 }),
      hour('10', { blocked_min: 4 }),
    ]);
  });

  it('has the same tables after any order of the same records, with any number of repetitions', async () => {
    const records = morning();
    await ledger.commit(records.map(delivery));
    const expected = await everything();
    for (let seed = 1; seed <= 20; seed++) {
      const random = seeded(seed);
      await database.source.query(`truncate ${TABLES.join(', ')}`);
      const repeated = records.flatMap((record) => Array<CurbRecord>(1 + Math.floor(random() * 3)).fill(record));
      const arriving = shuffled(repeated, random);
      while (arriving.length > 0) {
        const batch = arriving.splice(0, 1 + Math.floor(random() * 5));
        await ledger.commit(batch.map(delivery));
      }
      expect(await everything(), `seed ${seed}`).toEqual(expected);
    }
  });

  it('has the same tables when several hubs write the same records at the same time', async () => {
    const records = morning();
    await ledger.commit(records.map(delivery));
    const expected = await everything();
    await database.source.query(`truncate ${TABLES.join(', ')}`);
    const orders = [1, 2, 3, 4].map((seed) => shuffled(records, seeded(seed)));
    const fresh = await Promise.all(
      orders.flatMap((order) => order.map((record) => ledger.commit([delivery(record)]))),
    );
    expect(fresh.flat()).toHaveLength(records.length);
    expect(await everything()).toEqual(expected);
  });

  it('gives back only what was new, so that nothing is announced twice', async () => {
    const [first, second] = morning();
    if (!first || !second) throw new Error('a morning has records');
    await ledger.commit([delivery(first)]);
    const fresh = await ledger.commit([delivery(first), delivery(second), delivery(second)]);
    expect(fresh.map(({ delivery: { record } }) => record.id)).toEqual([second.id]);
  });

  it('keeps each record’s bytes', async () => {
    const stop = new Stop(ms('09:00'));
    await ledger.commit([delivery(stop.started())]);
    const rows = await database.source.query<{ payload: Buffer }[]>('select payload from events');
    expect([...(rows[0]?.payload ?? [])]).toEqual([...encodeRecord(stop.started())]);
  });

  it('counts a record that comes days late in the hour it is about', async () => {
    await ledger.commit([delivery(new Stop(ms('09:10')).ended(ms('09:20')))]);
    const lateMs = ms('09:10') - 5 * 86_400_000;
    await ledger.commit([delivery(new Stop(lateMs).ended(lateMs + 60_000))]);
    const rows = await database.source.query<unknown[]>(
      'select hour, arrivals, departures from zone_hours where camera_id = $1 order by hour',
      [CAMERA],
    );
    expect(rows).toEqual([
      { hour: new Date(lateMs - 600_000), arrivals: 1, departures: 1 },
      { hour: new Date(ms('09:00')), arrivals: 1, departures: 1 },
    ]);
  });

  it('writes nothing at all when one record of a batch cannot be written', async () => {
    const impossible = delivery(report(ms('09:00')));
    const batch = [delivery(new Stop(ms('09:10')).started()), { ...impossible, bytes: 2 ** 40 }];
    await expect(ledger.commit(batch)).rejects.toThrow(/out of range/);
    expect(await everything()).toEqual(Object.fromEntries(TABLES.map((table) => [table, []])));
  });
});
