import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TurnoverReport } from '#curb';
import { forget } from '../../apps/hub/src/administration/forget.js';
import { ReportNight } from '../../apps/hub/src/reports/report-night.js';
import type { ReportList } from '../../apps/hub/src/reports/report.view.js';
import { curbsFile, publish } from '../cds/support/street.js';
import { CAMERA, Stop, delivery, report } from '../hub/support/records.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import { ELSEWHERE, HOME, TwoCities } from '../trust/support/two-cities.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAY = '2026-05-13';
const DAY_START_MS = Date.parse(`${DAY}T00:00:00Z`);

describe('the reports of several cities', () => {
  let cities: TwoCities;
  const keys = new Map<string, string>();

  beforeAll(async () => {
    cities = await TwoCities.start();
    for (const city of [HOME, ELSEWHERE]) keys.set(city, await cities.key(city, 'read'));
    await cities.database.query(`update cities set created_at = $1`, [new Date(DAY_START_MS)]);
    await cities.database.query(`insert into devices (id, city_id) values ('box-elsewhere', $1)`, [ELSEWHERE]);
    await cities.database.query(
      `insert into cameras (city_id, id, device_id, name, width_px, height_px, engine, sample_fps, min_dwell_ms,
         double_parking_ms, config_hash, described_at)
       select id, $1, 'box', 'Main Street of ' || name, 1280, 720, 'onnx', 5, 30000, 20000, 0, now() from cities`,
      [CAMERA],
    );
    await cities.database.query(
      `insert into zones (city_id, camera_id, id, kind, polygon, ground_polygon, is_current)
       select id, $1, 'parking_a', 'parking', '[]', null, true from cities`,
      [CAMERA],
    );
    for (const [deviceId, stays] of [
      ['box-1', 2],
      ['box-elsewhere', 3],
    ] as const) {
      const stops = Array.from({ length: stays }, (_, index) => new Stop(DAY_START_MS + (10 + index) * HOUR_MS));
      const seen = Array.from({ length: 24 }, (_, index) =>
        report(DAY_START_MS + (index + 1) * HOUR_MS, { periodMs: HOUR_MS }),
      );
      // The last stays for two hours and a half.
      const ended = stops.flatMap((stop, index) => [
        stop.started(),
        stop.ended(stop.startMs + (index + 1 === stays ? 2.5 : 0.5) * HOUR_MS),
      ]);
      await cities.hub.app
        .get(RecordLedger)
        .commit([...ended, ...seen].map((record) => ({ ...delivery(record), deviceId })));
    }
    // Only the other city says what is allowed: an hour.
    await publish(cities.hub, curbsFile(), { cityId: ELSEWHERE });
  });
  afterAll(() => cities.stop());

  const night = (iso: string) => cities.hub.app.get(ReportNight).makeDue(Date.parse(iso));
  const listOf = async (city: string) => {
    const { text } = await cities.ask('GET', `/api/v1/reports?from=${DAY}&to=${DAY}`, keys.get(city) ?? '');
    return (JSON.parse(text) as ReportList).data;
  };
  const contentOf = async (city: string) => {
    const [listed] = await listOf(city);
    const { text } = await cities.ask('GET', listed?.links.json ?? '', keys.get(city) ?? '');
    return JSON.parse(text) as TurnoverReport;
  };

  it('are made at each city’s own hour, and not at all where it wants none', async () => {
    await cities.database.query(`update cities set report_hour = 5, makes_reports = false where id = $1`, [ELSEWHERE]);
    await night('2026-05-14T05:00:00Z');
    expect([(await listOf(HOME)).length, (await listOf(ELSEWHERE)).length]).toEqual([1, 0]);
    await cities.database.query(`update cities set makes_reports = true where id = $1`, [ELSEWHERE]);
    await night('2026-05-14T04:59:59Z');
    expect(await listOf(ELSEWHERE)).toEqual([]);
    await night('2026-05-14T05:00:00Z');
    expect((await listOf(ELSEWHERE)).map(({ city, day }) => [city, day])).toEqual([[ELSEWHERE, DAY]]);
  });

  it('are listed and fetched by each city, its own and no other', async () => {
    expect((await contentOf(HOME)).curb?.sessions).toBe(2);
    expect((await contentOf(ELSEWHERE)).curb?.sessions).toBe(3);
    const [foreign] = await listOf(HOME);
    for (const link of Object.values(foreign?.links ?? {})) {
      expect((await cities.ask('GET', link, keys.get(ELSEWHERE) ?? '')).status).toBe(404);
    }
  });

  it('count what the rules that a city has published forbid, by the name of the rule', async () => {
    expect((await contentOf(HOME)).violations).toEqual([]);
    expect((await contentOf(ELSEWHERE)).violations).toEqual([
      { rule: 'Parking for an hour', count: 1, ms: 1.5 * HOUR_MS },
    ]);
  });

  it('compare two periods of the caller’s city alone', async () => {
    const periods = 'before_from=2026-05-11&before_to=2026-05-12&after_from=2026-05-13&after_to=2026-05-14';
    const compare = (city: string, named: string) =>
      cities.ask('GET', `/api/v1/impact?${periods}&city=${named}`, keys.get(city) ?? '');
    expect(JSON.parse((await compare(ELSEWHERE, ELSEWHERE)).text)).toMatchObject({
      city: { id: ELSEWHERE, name: 'Shelbyville', timeZone: 'UTC' },
    });
    expect((await compare(ELSEWHERE, HOME)).status).toBe(404);
  });

  it('follow the calendar of each city', async () => {
    await cities.database.query(`update cities set time_zone = 'America/New_York', report_hour = null where id = $1`, [
      ELSEWHERE,
    ]);
    const after = new Date(DAY_START_MS + 2 * DAY_MS + 5.99 * HOUR_MS).toISOString();
    await night(after);
    const days = await cities.database.query<{ city_id: string }>(
      `select city_id from turnover_reports where day = '2026-05-14' order by city_id`,
    );
    expect(days.map(({ city_id }) => city_id)).toEqual([HOME]);
    await night('2026-05-15T06:00:00Z');
    const now = await cities.database.query(`select 1 from turnover_reports where day = '2026-05-14'`);
    expect(now).toHaveLength(2);
  });

  it('stay as they were once the stops of their days are deleted, and others go on', async () => {
    const env = { DATABASE_URL: cities.hub.postgres.url };
    await forget({ city: HOME, before: '2026-05-14' }, env, () => undefined);
    await night('2026-05-16T02:00:00Z');
    expect((await listOf(HOME)).map(({ revision }) => revision)).toEqual([1]);
    expect((await contentOf(HOME)).curb?.sessions).toBe(2);
    const newest = await cities.database.query(
      `select 1 from turnover_reports where city_id = $1 and day = '2026-05-15'`,
      [HOME],
    );
    expect(newest).toHaveLength(1);
  });
});
