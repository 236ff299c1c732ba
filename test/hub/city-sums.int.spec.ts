import { Registry } from 'prom-client';
import type { EntityManager, QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetRows } from '../../apps/hub/src/administration/forget.js';
import { HubLog } from '../../apps/hub/src/log/hub-log.js';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { CitySums, beginStep, takeStep } from '../../apps/hub/src/sums/city-sums.js';
import { MARK_HOURS } from '../../apps/hub/src/sums/sum-statements.js';
import { CITIES, LAST_MS, PUT_SEEN, draws, fillCities, putHour, putZone } from './support/cities-with-hours.js';
import type { CityDays } from './support/cities-with-hours.js';
import { cityAnswers } from './support/city-answers.js';
import { DatabaseUnderTest } from './support/database-under-test.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const [CITY] = CITIES as [CityDays, ...CityDays[]];
/** In the middle of what is summed. */
const OLD_HOUR = new Date(CITY.fromMs + 50 * HOUR_MS);
/** One that the camera in the north has seen. */
const LATE_HOUR = new Date(CITY.fromMs + 70 * HOUR_MS);
/** A vehicle that is told of late. */
const A_RECORD = [
  `insert into zone_hours (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits, measured_dwell_ms,
     occupied_ms, double_parking, blocked_ms)
   values ($1, 'north', 'parking', $2, 1, 0, 0, 0, 1, 0, 0)
   on conflict (city_id, camera_id, zone_id, hour) do update set arrivals = zone_hours.arrivals + 1`,
  [CITY.id, LATE_HOUR],
] as const;

describe("the sums of a city's hours", () => {
  let server: DatabaseUnderTest;
  let database: Database;
  let sums: CitySums;
  /** Ten minutes later at each look: whatever waits for its time is due. */
  let nowMs = LAST_MS + DAY_MS;

  const record = (by: Pick<Database, 'query'> | EntityManager = database) => by.query(A_RECORD[0], [...A_RECORD[1]]);
  const hub = (of: Database) => new CitySums(of, new HubLog('silent'), { registry: new Registry() });
  const sumAll = async (by = sums) => {
    while (await by.sum(nowMs)) nowMs += 10 * MINUTE_MS;
  };
  const state = async (cityId = CITY.id) => {
    const [row] = await database.query<{ is_all: boolean; is_none: boolean; marks: number }>(
      `select summed_from = '-infinity' and summed_before = marked_before and summed_from < summed_before as is_all,
         summed_from >= summed_before as is_none,
         (select count(*)::int from changed_hours where city_id = $1) as marks
       from summed_cities where city_id = $1`,
      [cityId],
    );
    return row;
  };
  const expectTheSame = async (city = CITY) => {
    const { fromRows, fromSums } = await cityAnswers(database, city);
    expect(fromSums, city.id).toEqual(fromRows);
    return fromSums;
  };

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    database = await server.open();
    await fillCities(database, 7);
    await database.query(PUT_SEEN, [CITY.id, 'north', LATE_HOUR, HOUR_MS]);
    sums = hub(database);
  });
  afterAll(() => server.stop());

  it('give the same answers before there are any', async () => {
    for (const city of CITIES) await expectTheSame(city);
    expect(await state()).toBeUndefined();
  });

  it('give the same answers after each step of making them, and in the end hold for all time', async () => {
    while (await sums.sum(nowMs)) for (const city of CITIES) await expectTheSame(city);
    for (const { id } of CITIES) expect(await state(id), id).toEqual({ is_all: true, is_none: false, marks: 0 });
    const [kept] = await database.query<{ count: number }>('select count(*)::int from city_hours');
    expect(kept?.count).toBeGreaterThan(CITIES.length * 2 * 100);
  });

  it('are what the answers are made from', async () => {
    const before = await expectTheSame();
    await database.query('update city_hours set arrivals = arrivals + 1 where city_id = $1 and hour = $2', [
      CITY.id,
      OLD_HOUR,
    ]);
    const { fromRows, fromSums } = await cityAnswers(database, CITY);
    expect(fromRows).toEqual(before);
    expect(fromSums.curbWeek).not.toEqual(before.curbWeek);
    // Whoever changes the hour has it summed again, which puts it right.
    await database.query('update zone_hours set arrivals = arrivals where city_id = $1 and hour = $2', [
      CITY.id,
      OLD_HOUR,
    ]);
    await sumAll();
    await expectTheSame();
  });

  it('give the same answers of every part of the time, also where it begins or ends within an hour', async () => {
    for (const city of CITIES) {
      for (const [skipMs, lengthMs] of [
        [0, HOUR_MS],
        [90 * MINUTE_MS, 26.5 * HOUR_MS],
        [-3 * DAY_MS, 4 * DAY_MS],
        [4 * DAY_MS, 9 * DAY_MS],
        [20 * DAY_MS, DAY_MS],
      ] as const) {
        const fromMs = city.fromMs + skipMs;
        await expectTheSame({ ...city, fromMs, toMs: fromMs + lengthMs });
      }
    }
  });

  it('give way at once to a record that comes late', async () => {
    const before = await expectTheSame();
    await record();
    expect((await expectTheSame()).curbWeek).not.toEqual(before.curbWeek);
  });

  it('give way at once to what changed, inserted, updated or deleted, and hold again once it is summed', async () => {
    const changes = [
      ['update zone_hours set arrivals = arrivals + 1000 where city_id = $1 and hour = $2', [CITY.id, OLD_HOUR]],
      [
        `insert into zone_hours (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits,
           measured_dwell_ms, occupied_ms, double_parking, blocked_ms)
         values ($1, 'north', 'parking', $2, 7, 7, 7, 7, 7, 7, 7)`,
        [CITY.id, new Date(CITY.fromMs - HOUR_MS)],
      ],
      [PUT_SEEN, [CITY.id, 'north', new Date(CITY.fromMs - HOUR_MS), HOUR_MS]],
      [
        `update camera_hours set observed_ms = 3600000 - observed_ms where city_id = $1 and hour = $2`,
        [CITY.id, OLD_HOUR],
      ],
      [`delete from camera_hours where city_id = $1 and camera_id = 'east' and hour >= $2`, [CITY.id, OLD_HOUR]],
      [`delete from zone_hours where city_id = $1 and camera_id = 'north' and hour <= $2`, [CITY.id, OLD_HOUR]],
      [`update zone_hours set hour = hour + interval '200 days' where city_id = $1 and hour = $2`, [CITY.id, OLD_HOUR]],
    ] as const;
    for (const [statement, parameters] of changes) {
      await database.query(statement, [...parameters]);
      expect((await state())?.marks, statement).toBeGreaterThan(0);
      await expectTheSame();
      await sumAll();
      expect(await state()).toEqual({ is_all: true, is_none: false, marks: 0 });
      await expectTheSame();
    }
  });

  it('are not marked by what happens in hours that are not summed', async () => {
    await database.query(PUT_SEEN, [CITY.id, 'north', new Date(nowMs), HOUR_MS]);
    expect((await state())?.marks).toBe(0);
    await expectTheSame({ ...CITY, toMs: nowMs + DAY_MS });
  });

  it('give way at once where a zone leaves use, comes into use or is of another kind, and are made anew', async () => {
    const zone = { cameraId: 'north', zoneId: 'parking', kind: 'parking', isCurrent: true };
    const before = await expectTheSame();
    for (const change of [{ isCurrent: false }, { isCurrent: true }, { kind: 'bus_lane' }, { kind: 'parking' }]) {
      const last = await expectTheSame();
      await putZone(database, CITY.id, { ...zone, ...change });
      expect(await expectTheSame()).not.toEqual(last);
      await sumAll();
      expect(await state()).toEqual({ is_all: true, is_none: false, marks: 0 });
      await expectTheSame();
    }
    expect(await expectTheSame()).toEqual(before);
  });

  it('stay where a zone is described again as it was', async () => {
    await putZone(database, CITY.id, { cameraId: 'north', zoneId: 'parking', kind: 'parking', isCurrent: true });
    expect((await state())?.marks).toBe(0);
  });

  it('are not made anew again within five minutes, and until then do not count', async () => {
    const flip = (isCurrent: boolean) =>
      putZone(database, CITY.id, { cameraId: 'east', zoneId: 'lane', kind: 'travel_lane', isCurrent });
    await flip(false);
    const begunMs = nowMs;
    while (await sums.sum(begunMs));
    expect(await state()).toMatchObject({ is_all: true, marks: 0 });
    await flip(true);
    expect(await sums.sum(begunMs + 5 * MINUTE_MS - 1)).toBe(false);
    expect(await state()).toMatchObject({ is_all: true, marks: 1 });
    await expectTheSame();
    expect(await sums.sum(begunMs + 5 * MINUTE_MS)).toBe(true);
    await sumAll();
    await expectTheSame();
  });

  it('are made once, however many hubs make them', async () => {
    const others = await Promise.all([server.another().initialize(), server.another().initialize()]);
    const hubs = others.map((source) => new Database(source, new HubLog('silent')));
    await Promise.all(hubs.map((each) => each.whenOpen()));
    await putZone(database, CITY.id, { cameraId: 'east', zoneId: 'lane', kind: 'bus_lane', isCurrent: true });
    await Promise.all([sums, ...hubs.map(hub)].map((by) => sumAll(by)));
    await sumAll();
    expect(await state()).toEqual({ is_all: true, is_none: false, marks: 0 });
    await expectTheSame();
    await Promise.all(others.map((source) => source.destroy()));
  });

  describe('made from a state that is older than a commit', () => {
    const stepAfter = async (change: () => Promise<unknown>) => {
      const builder = database.transaction(async (manager) => {
        await beginStep(manager);
        await manager.query('select');
        await change();
        return takeStep(manager, CITY.id, '0', nowMs);
      });
      await builder;
    };

    it('do not count where the commit changed one of their hours', async () => {
      await record();
      await stepAfter(async () => {
        await record();
        await database.query(`delete from zone_hours where city_id = $1 and camera_id = 'south' and hour = $2`, [
          CITY.id,
          OLD_HOUR,
        ]);
      });
      expect((await state())?.marks).toBeGreaterThan(0);
      await expectTheSame();
      await sumAll();
      await expectTheSame();
    });

    it('do not count where the commit changed the zones', async () => {
      await record();
      await stepAfter(() =>
        putZone(database, CITY.id, { cameraId: 'south', zoneId: 'loading', kind: 'loading', isCurrent: true }),
      );
      await expectTheSame();
      await sumAll();
      await expectTheSame();
    });

    it('are given up where another hub took a step meanwhile', async () => {
      await record();
      await expect(
        stepAfter(async () => {
          await record();
          await sums.sum(nowMs);
        }),
      ).rejects.toThrow(/could not serialize access/);
      await sumAll();
      await expectTheSame();
    });
  });

  it('wait for whoever wrote before it was known that hours are to be marked', async () => {
    const others = await Promise.all([server.another().initialize(), server.another().initialize()]);
    const [marker, writer] = others.map((source) => source.createQueryRunner()) as [QueryRunner, QueryRunner];
    const hour = new Date(nowMs);
    nowMs += 2 * DAY_MS;
    const later: CityDays = { ...CITY, toMs: nowMs };
    await marker.startTransaction();
    await marker.query(MARK_HOURS, [new Date(nowMs)]);
    await writer.startTransaction();
    await writer.query(PUT_SEEN, [CITY.id, 'north', hour, HOUR_MS / 2]);
    await marker.commitTransaction();
    await sumAll();
    expect(await state()).toMatchObject({ is_all: false });
    await writer.commitTransaction();
    expect((await state())?.marks).toBe(0);
    await expectTheSame(later);
    await sumAll();
    expect(await state()).toMatchObject({ is_all: true });
    await expectTheSame(later);
    await Promise.all([marker, writer].map((runner) => runner.release()));
    await Promise.all(others.map((source) => source.destroy()));
  });

  it('are marked by who reads an older state, too', async () => {
    await database.transaction(async (manager) => {
      await manager.query('set transaction isolation level repeatable read');
      await record(manager);
    });
    expect((await state())?.marks).toBeGreaterThan(0);
    await expectTheSame();
    await sumAll();
    await expectTheSame();
  });

  it('hold for no hour any more once a table is emptied, and go with what is forgotten', async () => {
    const before = new Date(CITY.fromMs + 2 * DAY_MS);
    const forgotten = await forgetRows({ database }, { cityId: CITY.id, before, everything: true });
    const rowsOf = (name: string) => forgotten.find(({ table }) => table === name);
    expect(rowsOf('city_hours')?.before).toBeGreaterThan(0);
    expect(rowsOf('city_hours')?.after).toBe(0);
    expect(rowsOf('blocked_hours')?.after).toBe(0);
    await expectTheSame();
    await sumAll();
    await expectTheSame();
    expect(
      await database.query('select from city_hours where city_id = $1 and hour < $2', [CITY.id, before]),
    ).toHaveLength(0);
    await database.query('truncate zone_hours');
    await expectTheSame();
    await sumAll();
    await expectTheSame();
  });

  it('give the same answers whatever is written and summed in whichever order', async () => {
    const draw = draws(11);
    const cameras = ['north', 'east', 'south', 'west'];
    for (let round = 0; round < 150; round++) {
      const cameraId = cameras[draw(4)] ?? 'north';
      const hourMs = CITY.fromMs + (draw(150) - 20) * HOUR_MS;
      switch (draw(5)) {
        case 0:
          await putZone(database, CITY.id, { cameraId, zoneId: 'lane', kind: 'bus_lane', isCurrent: draw(2) === 0 });
          break;
        case 1:
          await database.query('delete from camera_hours where city_id = $1 and camera_id = $2 and hour = $3', [
            ...[CITY.id, cameraId, new Date(hourMs)],
          ]);
          break;
        case 2:
          await putHour(database, CITY.id, { cameraId, hourMs }, draw);
          break;
        default:
          nowMs += draw(4) * MINUTE_MS;
          await sums.sum(nowMs);
      }
      await expectTheSame();
    }
  });
});
