import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cities } from '../../apps/hub/src/cities/cities.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type { Database } from '../../apps/hub/src/persistence/database.js';
import { citiesIn } from './support/cities-under-test.js';
import { DatabaseUnderTest } from './support/database-under-test.js';
import { CAMERA, Stop, delivery, laneFlow, lost, report } from './support/records.js';

const nineMs = Date.parse('2026-05-14T09:10:00Z');

describe('the cities of one hub', () => {
  let server: DatabaseUnderTest;
  let database: Database;
  let cities: Cities;

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    database = await server.open();
    await database.query(`insert into cities (id, name, time_zone) values ('pune', 'Pune', 'Asia/Kolkata')`);
    await database.query(`insert into devices (id, city_id) values ('box-pune', 'pune')`);
    cities = citiesIn(database);
  });
  afterAll(() => server.stop());

  it('own the boxes that somebody put into them; any other box is the home city’s from its first record on', async () => {
    const found = await cities.ofDevices(new Set(['box-pune', 'box-new']));
    expect([...found].map(([device, { id }]) => [device, id])).toEqual([
      ['box-pune', 'pune'],
      ['box-new', 'demo'],
    ]);
    expect(await database.query(`select city_id from devices where id = 'box-new'`)).toEqual([{ city_id: 'demo' }]);
  });

  it('may have cameras, visits and records of the same names, which are counted apart, each by its own clock', async () => {
    const ledger = new RecordLedger(database, cities);
    const stop = new Stop(nineMs);
    const records = [
      stop.started(),
      stop.ended(nineMs + 60_000),
      lost(nineMs),
      report(nineMs),
      laneFlow(nineMs, { lane_1: 3 }),
    ].map(delivery);
    await ledger.commit(records);
    expect(await ledger.commit(records.map((each) => ({ ...each, deviceId: 'box-pune' })))).toHaveLength(
      records.length,
    );
    for (const table of ['events', 'visits', 'camera_faults', 'lane_flows', 'zone_hours']) {
      const counts = await database.query(
        `select city_id, count(*)::int as count from ${table} where camera_id = $1 group by city_id order by city_id`,
        [CAMERA],
      );
      const count = table === 'events' ? records.length : 1;
      expect(counts, table).toEqual([
        { city_id: 'demo', count },
        { city_id: 'pune', count },
      ]);
    }
    expect(await database.query('select city_id, hour from zone_hours order by city_id')).toEqual([
      { city_id: 'demo', hour: new Date('2026-05-14T09:00:00Z') },
      { city_id: 'pune', hour: new Date('2026-05-14T08:30:00Z') },
    ]);
  });
});
