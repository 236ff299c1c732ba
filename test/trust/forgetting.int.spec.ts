import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forget } from '../../apps/hub/src/administration/forget.js';
import { LOOK_MS } from '../../apps/hub/src/cities/forgettings.js';
import type { DwellDistributionView } from '../../apps/hub/src/insights/insight.view.js';
import { countDay } from './support/counted-day.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';

const DAY_MS = 86_400_000;

describe('what was forgotten', () => {
  const todayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const dayMs = todayMs - 3 * DAY_MS;
  const iso = (ms: number) => new Date(ms).toISOString();
  let cities: TwoCities;
  const keys = new Map<string, string>();

  beforeAll(async () => {
    cities = await TwoCities.start();
    for (const city of [HOME, ELSEWHERE]) {
      keys.set(city, await cities.key(city, 'read'));
      await countDay(cities.database, { cityId: city, dayMs, sessions: [2] });
    }
  });
  afterAll(() => cities.stop());

  const read = async (city: string, path: string) => {
    const { status, text } = await cities.ask('GET', path, keys.get(city) ?? null);
    expect([path, status, text]).toEqual([path, 200, text]);
    return JSON.parse(text) as unknown;
  };
  /** How many stops the standard's events and our own insights tell of that day. */
  const told = async (city: string) => {
    const of = `start_time=${dayMs}&end_time=${dayMs + DAY_MS}`;
    const { data } = (await read(city, `/cds/${city}/events/events?${of}`)) as { data: { events: unknown[] } };
    const between = `from=${iso(dayMs)}&to=${iso(dayMs + DAY_MS)}`;
    const dwell = (await read(city, `/api/v1/insights/dwell-distribution?${between}`)) as DwellDistributionView;
    return [data.events.length, dwell.measured];
  };
  const addStops = (city: string) =>
    countDay(cities.database, { cityId: city, dayMs: dayMs + DAY_MS / 2, sessions: [1] });

  it('is not told any more by a hub that runs and had kept its answers, and another city’s answers are kept on', async () => {
    for (const city of [HOME, ELSEWHERE]) {
      const before = await told(city);
      expect(before).toEqual([4, 2]);
      // They are kept, or there would be nothing to see here.
      await addStops(city);
      expect(await told(city)).toEqual(before);
    }
    const env = { DATABASE_URL: cities.hub.postgres.url };
    await forget({ city: HOME, before: iso(todayMs).slice(0, 10) }, env, () => undefined);
    await expect.poll(() => told(HOME), { timeout: 5 * LOOK_MS, interval: 50 }).toEqual([0, 0]);
    expect(await told(ELSEWHERE)).toEqual([4, 2]);
  });
});
