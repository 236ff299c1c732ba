import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showAudit } from '../../apps/hub/src/administration/audit-commands.js';
import { setCity } from '../../apps/hub/src/administration/city-commands.js';
import type { ListedCity } from '../../apps/hub/src/cities/city-register.js';
import { PublicFeedReader } from '../../apps/hub/src/public-feed/public-feed-reader.js';
import type { PublicDays, PublicHours } from '../../apps/hub/src/public-feed/public-feed.view.js';
import { noonDay } from '../support/noon.js';
import { countDay } from './support/counted-day.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';

const DAY_MS = 86_400_000;
/** Quiet until six, then a small hour among larger ones, an hour nobody saw, and a busy day. */
const SESSIONS = [0, 0, 0, 0, 0, 0, 3, 7, 9, 12, -1, 14, 11, 10, 9, 8, 12, 15, 11, 9, 6, 5, 8, 7];
const TOTAL = SESSIONS.reduce((sum, count) => sum + Math.max(count, 0), 0);

describe("a city's public feed", () => {
  const { timeZone, startMs: todayMs, dateOf } = noonDay();
  let cities: TwoCities;
  let env: Record<string, string>;

  beforeAll(async () => {
    cities = await TwoCities.start({ KERBLINE_REQUESTS_PER_SECOND: '50', KERBLINE_TIME_ZONE: timeZone });
    env = { DATABASE_URL: cities.hub.postgres.url };
    for (const cityId of [HOME, ELSEWHERE]) {
      await countDay(cities.database, { cityId, dayMs: todayMs - DAY_MS, sessions: SESSIONS });
      await countDay(cities.database, {
        cityId,
        dayMs: todayMs - 2 * DAY_MS,
        sessions: [1, 0, 2, 1, ...Array<number>(20).fill(0)],
      });
    }
  });
  afterAll(() => cities.stop());

  const feed = (path: string, key: string | null = null, city = HOME) =>
    cities.ask('GET', `/api/v1/public/${city}/${path}`, key);
  const read = async <T>(path: string): Promise<T> => {
    const { status, text } = await feed(path);
    expect([status, text]).toEqual([200, text]);
    return JSON.parse(text) as T;
  };
  const change = async (city: string, body: object) =>
    fetch(`${cities.hub.url}/api/v1/city`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${await cities.key(city, 'admin')}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is not there until the city switches it on, whoever asks', async () => {
    for (const key of [null, await cities.key(HOME, 'admin'), await cities.key(ELSEWHERE, 'admin')]) {
      for (const path of ['hours', 'days']) expect((await feed(path, key)).status).toBe(404);
    }
    const unknown = await feed('hours', null, 'ogdenville');
    const off = await feed('hours');
    expect(off.text).toBe(unknown.text.replaceAll('ogdenville', HOME));
  });

  it('is switched on by an administrator of the city, for that city alone, and the log tells', async () => {
    const refused = await change(HOME, { publicFeed: true, publicGroupMin: 1 });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('publicGroupMin');
    expect((await feed('hours')).status).toBe(404);

    expect((await change(HOME, { publicFeed: true })).status).toBe(200);
    for (const key of [null, await cities.key(ELSEWHERE, 'read')]) expect((await feed('hours', key)).status).toBe(200);
    expect((await feed('hours', null, ELSEWHERE)).status).toBe(404);
    const lines: string[] = [];
    await showAudit({ city: HOME }, env, (line) => lines.push(line));
    expect(lines.join('\n')).toMatch(/status 200 .*PATCH \/api\/v1\/city {2}publicFeed true/);
  });

  it('gives the hours and the sum of a day that is over, and withholds what is too small and what would tell it', async () => {
    const { city, date, data } = await read<PublicHours>('hours');
    expect([city.id, city.groupMin, date]).toEqual([HOME, 5, dateOf(1)]);
    const hours = data[0]?.hours ?? [];
    expect(hours.map(({ state }) => state).slice(0, 12)).toEqual([
      // The six quiet hours, the small one, and one more: together they are ten.
      ...Array<string>(8).fill('withheld'),
      ...['published', 'published', 'not_seen', 'published'],
    ]);
    const shown = hours.flatMap(({ sessions }) => sessions ?? []);
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(5);
    // A group of exactly the size that the city wants, and its median.
    expect(hours[21]).toMatchObject({
      state: 'published',
      sessions: 5,
      medianDwellMinutes: expect.any(Number) as number,
    });
    expect(hours[9]).toMatchObject({ sessions: 12, turnover: 12, medianDwellMinutes: 16, occupancy: 2 });

    const { data: days } = await read<PublicDays>('days');
    const last = days[0]?.days.at(-1);
    expect(last).toMatchObject({ date: dateOf(1), state: 'published', sessions: TOTAL });
    expect(TOTAL - shown.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2 * 5 - 1);
    expect(days[0]?.days.at(-2)).toEqual({
      ...{
        date: dateOf(2),
        state: 'withheld',
        sessions: null,
        turnover: null,
        medianDwellMinutes: null,
        occupancy: null,
      },
    });
    expect(days[0]?.days.at(-3)).toMatchObject({ state: 'not_seen' });
  });

  it('withholds more where the city wants larger groups', async () => {
    await change(HOME, { publicGroupMin: 10 });
    const { data } = await read<PublicHours>('hours');
    const shown = (data[0]?.hours ?? []).flatMap(({ sessions }) => sessions ?? []);
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(10);
    await change(HOME, { publicGroupMin: 5 });
  });

  it('says nothing of a day that is not over, nor of more than a week at once', async () => {
    for (const path of [
      `hours?date=${dateOf(0)}`,
      `days?to=${dateOf(0)}`,
      `days?from=${dateOf(8)}`,
      'hours?date=soon',
    ]) {
      expect([path, (await feed(path)).status]).toEqual([path, 400]);
    }
    expect((await feed(`days?from=${dateOf(7)}&to=${dateOf(1)}`)).status).toBe(200);
  });

  it('ends with the last day that is over on the city’s own calendar, from its midnight on', () => {
    const feedReader = cities.hub.app.get(PublicFeedReader);
    const settings = { publicGroupMin: 5 } as ListedCity['settings'];
    const lastDay = (timeZone: string, now: string) =>
      feedReader.lastDay({ id: HOME, name: HOME, timeZone, settings }, Date.parse(now));
    expect(lastDay('America/New_York', '2026-07-02T03:59:59.999Z')).toBe('2026-06-30');
    expect(lastDay('America/New_York', '2026-07-02T04:00:00Z')).toBe('2026-07-01');
    expect(lastDay('Asia/Tokyo', '2026-07-01T14:59:59.999Z')).toBe('2026-06-30');
    expect(lastDay('Asia/Tokyo', '2026-07-01T15:00:00Z')).toBe('2026-07-01');
  });

  it('holds no median once its visits are kept no longer, and the rest as before', async () => {
    const { data: before } = await read<PublicHours>('hours');
    await cities.database.query('delete from visits where city_id = $1', [HOME]);
    const { data: after } = await read<PublicHours>('hours');
    const without = (hours: PublicHours['data']) =>
      hours[0]?.hours.map((hour) => ({ ...hour, medianDwellMinutes: null }));
    expect(after[0]?.hours).toEqual(without(before));
  });

  it('may be kept by anybody for an hour', async () => {
    const url = `${cities.hub.url}/api/v1/public/${HOME}/hours`;
    const first = await fetch(url);
    expect(first.headers.get('cache-control')).toBe('public, max-age=3600');
    const again = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('is switched off again on the command line, and the log tells', async () => {
    await setCity(HOME, { publicFeed: 'off' }, env, () => undefined);
    expect((await feed('hours')).status).toBe(404);
    const lines: string[] = [];
    await showAudit({ city: HOME }, env, (line) => lines.push(line));
    expect(lines[0]).toMatch(/status 0 {2}\S+ \(command line\) {2}city set {2}publicFeed false$/);
    await expect(setCity(HOME, { publicFeed: 'maybe' }, env, () => undefined)).rejects.toThrow(
      '--public-feed is "maybe", expected true or false',
    );
  });

  it('tells an address that asks too much when to come again', async () => {
    const statuses: number[] = [];
    while (!statuses.includes(429) && statuses.length < 100) {
      const response = await fetch(`${cities.hub.url}/api/v1/public/${HOME}/hours`);
      await response.text();
      statuses.push(response.status);
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});
