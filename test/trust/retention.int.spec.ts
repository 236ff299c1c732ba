import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forget } from '../../apps/hub/src/administration/forget.js';
import { listCities, setCity } from '../../apps/hub/src/administration/city-commands.js';
import { Retention } from '../../apps/hub/src/retention/retention.js';
import { EXPIRING_STOPS, SINGLE_STOPS } from '../../apps/hub/src/retention/single-stops.js';
import { CAMERA } from '../hub/support/records.js';
import { countDay } from './support/counted-day.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';

const DAY_MS = 86_400_000;

describe('what a city keeps', () => {
  const nowMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  let cities: TwoCities;
  let env: Record<string, string>;

  beforeAll(async () => {
    cities = await TwoCities.start();
    env = { DATABASE_URL: cities.hub.postgres.url };
    for (const cityId of [HOME, ELSEWHERE]) {
      for (const daysAgo of [31, 29]) {
        await countDay(cities.database, { cityId, dayMs: nowMs - daysAgo * DAY_MS, sessions: [2] });
        await others(cityId, new Date(nowMs - daysAgo * DAY_MS));
      }
    }
  });
  afterAll(() => cities.stop());

  /** Everything but visits that tells of a stop, and a line of the log. */
  async function others(cityId: string, at: Date) {
    const query = (sql: string, ...values: unknown[]) => cities.database.query(sql, [cityId, at, ...values]);
    await query(
      `insert into camera_faults (city_id, camera_id, id, code, lost_at) values ($1, '${CAMERA}', gen_random_uuid(), 'black', $2)`,
    );
    await query(
      `insert into posted_events (id, city_id, publisher_id, event_id, event_type, event_time, received_at, curb_area_ids, event)
       values (gen_random_uuid(), $1, gen_random_uuid(), gen_random_uuid(), 'park_start', $2, now(), '{}', '{}')`,
    );
    // Delivered today, of a stop of then.
    await query(
      `insert into webhook_deliveries (id, city_id, webhook_id, event_type, body, created_at, due_at, attempts, is_delivered)
       values (gen_random_uuid(), $1, gen_random_uuid(), 'park_start', $3, greatest($2::timestamptz, now()), now(), 0, true)`,
      JSON.stringify({ event_time: at.getTime() }),
    );
    await query(
      `insert into audit_log (city_id, id, at, actor, action, subject) values ($1, gen_random_uuid(), $2, 'a', 'b', 'c')`,
    );
  }
  const count = async (table: string, cityId: string) =>
    (await cities.database.query(`select 1 from ${table} where city_id = $1`, [cityId])).length;
  const keep = (atMs: number) => cities.hub.app.get(Retention).keep(atMs);

  it('is a year and more of single stops, unless it decides otherwise', async () => {
    await keep(nowMs);
    for (const { table } of EXPIRING_STOPS) expect([table, await count(table, HOME)]).not.toEqual([table, 0]);
    const lines: string[] = [];
    await listCities(env, (line) => lines.push(line));
    expect(lines[0]).toContain('raw events 400 d, visits 400 d, audit 1100 d');
    expect(lines[0]).toContain('nothing public');
  });

  it('cannot be visits for less long than raw events, which tell of the same stops', async () => {
    await expect(setCity(HOME, { visitDays: '30' }, env, () => undefined)).rejects.toThrow(
      '--visit-days is 30, expected at least rawEventDays, which is 400',
    );
  });

  it('is nothing of a single stop beyond its days, and every hour that was counted', async () => {
    await setCity(HOME, { visitDays: '30', rawEventDays: '30', auditDays: '28' }, env, () => undefined);
    const tables = [...EXPIRING_STOPS.map(({ table }) => table), 'audit_log'];
    const before = new Map<string, readonly [number, number]>();
    for (const table of tables) before.set(table, [await count(table, HOME), await count(table, ELSEWHERE)]);
    const hours = await count('zone_hours', HOME);
    await keep(nowMs);
    for (const table of tables) {
      const [here = 0, elsewhere = 0] = before.get(table) ?? [];
      // Two stops of one hour, and lines of the log from 31 and from 29 days ago.
      const gone = table === 'visits' || table === 'audit_log' ? 2 : 1;
      expect([table, await count(table, HOME)]).toEqual([table, here - gone]);
      expect([table, await count(table, ELSEWHERE)]).toEqual([table, elsewhere]);
    }
    expect(await count('zone_hours', HOME)).toBe(hours);
  });

  it('is a stop that began before and ended within its days', async () => {
    await cities.database.query(
      `insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at, start_censored,
         end_at, end_censored, blind_ms, image_x, image_y)
       select $1, gen_random_uuid(), '${CAMERA}', 'parking_a', 'dwell', 'car', 90, $2, false, ended, false, 0, 0.5, 0.5
       from unnest($3::timestamptz[]) as ended`,
      [HOME, new Date(nowMs - 31 * DAY_MS), [new Date(nowMs - 30 * DAY_MS), new Date(nowMs - 30 * DAY_MS - 1), null]],
    );
    const before = await count('visits', HOME);
    await keep(nowMs);
    // One ended before, and one that never did is as old as its start.
    expect(await count('visits', HOME)).toBe(before - 2);
    await cities.database.query('delete from visits where city_id = $1 and end_at = $2', [
      HOME,
      new Date(nowMs - 30 * DAY_MS),
    ]);
  });

  it('keeps what ends within its days, to the moment', async () => {
    const left = await count('posted_events', HOME);
    await keep(nowMs + DAY_MS);
    expect(await count('posted_events', HOME)).toBe(left);
    await keep(nowMs + DAY_MS + 1);
    expect(await count('posted_events', HOME)).toBe(left - 1);
  });

  it('is forgotten wherever it tells of a stop, and the command proves it table by table', async () => {
    const said: string[] = [];
    await forget({ city: ELSEWHERE, before: new Date(nowMs - 30 * DAY_MS).toISOString().slice(0, 10) }, env, (line) =>
      said.push(line),
    );
    for (const { table } of SINGLE_STOPS.filter((stops) => stops.table !== 'events')) {
      expect(said.join('\n')).toMatch(new RegExp(`^${table} +[12] before, 0 after;`, 'm'));
    }
  });

  it.each([
    ['a row that should go is left', `old.city_id = '${ELSEWHERE}'`, 'null', '1 rows are left'],
    ['a row of another city went with it', `old.city_id = '${ELSEWHERE}'`, 'old', 'others'],
  ])('is not said to be forgotten where %s, and then nothing is', async (_what, when, returns, problem) => {
    const { database } = cities;
    const dayMs = nowMs - 31 * DAY_MS;
    for (const city of [HOME, ELSEWHERE]) {
      await database.query(`delete from camera_faults where city_id = $1`, [city]);
      await others(city, new Date(dayMs));
    }
    // The last of the tables but two, so that there is something to be taken back.
    await database.query(`
      create function spoil() returns trigger language plpgsql as $spoil$ begin
        ${returns === 'old' ? `delete from camera_faults where city_id = '${HOME}';` : ''}
        return ${returns};
      end $spoil$`);
    await database.query(
      `create trigger spoil before delete on camera_faults for each row when (${when}) execute function spoil()`,
    );
    const rows = async () => [
      await count('camera_faults', HOME),
      await count('posted_events', ELSEWHERE),
      await stops(),
    ];
    const stops = () => count('visits', ELSEWHERE);
    await countDay(database, { cityId: ELSEWHERE, dayMs: dayMs + DAY_MS / 2, sessions: [1] });
    const before = await rows();
    const city = async () =>
      (await database.query<object>('select forgotten_before, forgettings from cities where id = $1', [ELSEWHERE]))[0];
    const cityBefore = await city();
    try {
      const until = new Date(nowMs - 30 * DAY_MS).toISOString().slice(0, 10);
      await expect(forget({ city: ELSEWHERE, before: until }, env, () => undefined)).rejects.toThrow(problem);
      expect(await rows()).toEqual(before);
      expect(await city()).toEqual(cityBefore);
    } finally {
      await database.query('drop trigger spoil on camera_faults');
      await database.query('drop function spoil');
      await database.query(`delete from zone_hours where city_id = $1`, [ELSEWHERE]);
      await database.query(`delete from camera_hours where city_id = $1`, [ELSEWHERE]);
    }
  });
});
