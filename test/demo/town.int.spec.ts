import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TurnoverReport } from '#curb';
import { boxKeyFile, readOrMakeUserKey, writeBoxIdentity } from '#identity';
import { HeadlessBox } from '../../apps/edge-node/src/records/headless-box.js';
import { addCity, setCity } from '../../apps/hub/src/administration/city-commands.js';
import { ApiKeys } from '../../apps/hub/src/access/api-keys.js';
import { importCurbs } from '../../apps/hub/src/cds/import/import-curbs.js';
import { readCurbsFile } from '../../apps/hub/src/cds/import/curbs-file.js';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { ReportNight } from '../../apps/hub/src/reports/report-night.js';
import { tellTown } from '../../apps/simulator/src/town/main.js';
import type { OpenTownBox } from '../../apps/simulator/src/town/main.js';
import { TOWN } from '../../apps/simulator/src/town/town.js';
import { townCurbs } from '../../apps/simulator/src/town/town-curbs.js';
import { dateAfter, dateAt, localDay } from '../../apps/simulator/src/town/calendar.js';
import { ClosedHub } from '../identity/support/closed-hub.js';
import { SilentLog } from '../outbox/support/silent-log.js';

const CITY = 'simulated';
/** The first in which no midnight comes while this runs: both put their clocks on and back. */
const TIME_ZONE = isBeforeMidnight('Europe/Amsterdam') ? 'America/New_York' : 'Europe/Amsterdam';

/** The demo's second city, told through its own enrolled box at a broker that asks for keys. */
describe('the simulated city of the demo', () => {
  let hub: ClosedHub;
  let key = '';
  let told = 0;
  const yesterday = dateAfter(dateAt(Date.now(), TIME_ZONE), -1);

  beforeAll(async () => {
    hub = await ClosedHub.start({ KERBLINE_TIME_ZONE: TIME_ZONE, KERBLINE_REQUESTS_PER_SECOND: '0' });
    const env = { DATABASE_URL: hub.settings.databaseUrl };
    await addCity(CITY, { name: 'Simulated city', timeZone: TIME_ZONE, reports: 'off' }, env, () => undefined);
    const identity = join(hub.directory, 'town', 'identity');
    const { publicKey } = readOrMakeUserKey(boxKeyFile(identity));
    writeBoxIdentity(identity, { deviceId: TOWN.deviceId, servers: [hub.settings.natsUrl], ca: null });
    await hub.registry.add(TOWN.deviceId, CITY);
    await hub.registry.setKey(TOWN.deviceId, publicKey);
    const wish = { cityId: CITY, name: 'test', scopes: ['read'] as const, expiresAtMs: null, nowMs: Date.now() };
    key = (await hub.app.get(ApiKeys).add(wish)).key;
    told = await tell();
    const ruleDay = dateAfter(yesterday, 1 - TOWN.days + TOWN.ruleAfterDays);
    const file = readCurbsFile(JSON.stringify(townCurbs(localDay(ruleDay, TIME_ZONE).startMs)));
    await hub.app
      .get(Database)
      .transaction((manager) => importCurbs(manager, { cityId: CITY, file, nowMs: Date.now() }));
    await setCity(CITY, { reports: 'on' }, env, () => undefined);
    // On from the hour at which yesterday's report is due, whenever this runs.
    await hub.app.get(ReportNight).makeDue(Math.max(Date.now(), localDay(yesterday, TIME_ZONE).endMs + 3 * 3_600_000));
  }, 900_000);
  afterAll(() => hub.stop());

  /** Tells all there is to tell; how many records that was. */
  async function tell(): Promise<number> {
    let records = 0;
    const openBox: OpenTownBox = (options) => {
      const box = new HeadlessBox({ ...options, bytesMax: 64_000_000, log: new SilentLog() });
      const put = box.put.bind(box);
      return Object.assign(box, { put: (...args: Parameters<typeof put>) => (records++, put(...args)) });
    };
    const options = { folder: join(hub.directory, 'town'), natsUrl: hub.settings.natsUrl, timeZone: TIME_ZONE };
    const once = { follow: false, stopping: new AbortController().signal };
    await tellTown({ ...options, rate: 1_000_000, patienceMs: 600_000, ...once }, openBox, () => undefined);
    return records;
  }
  const ask = async (path: string) => {
    const response = await fetch(`${hub.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    expect([path, response.status]).toEqual([path, 200]);
    return response.text();
  };
  const read = async <T>(path: string) => JSON.parse(await ask(path)) as T;

  it('has six weeks of history, every record of it once, and none of it again at the next start', async () => {
    expect(told).toBeGreaterThan(100_000);
    const again = await tell();
    expect(again).toBeLessThan(1_000);
    const events = await hub.app
      .get(Database)
      .query<{ count: number }>('select count(*)::int as count from events where city_id = $1', [CITY]);
    expect(events[0]?.count).toBe(told + again);
  });

  it('says in its name, and in those of its streets, that it is simulated', async () => {
    const { data } = await read<{ data: { id: string; name: string }[] }>('/api/v1/cameras');
    expect(data).toHaveLength(4);
    for (const { id, name } of data)
      expect([id, name]).toEqual([expect.stringMatching(/^sim-/), expect.stringMatching(/\(simulated\)$/)]);
    expect(await read('/api/v1/city')).toMatchObject({ id: CITY, name: 'Simulated city' });
  });

  it('leaves the home city as it was', async () => {
    const rows = await hub.app.get(Database).query(`select 1 from visits where city_id <> $1`, [CITY]);
    expect(rows).toEqual([]);
  });

  it('has a report of every night, with figures of each street, violations, and weeks to compare with', async () => {
    const { data } = await read<{ data: { day: string; links: Record<string, string> }[] }>(
      '/api/v1/reports?limit=100',
    );
    expect(data[0]?.day).toBe(yesterday);
    expect(data.length).toBe(31);
    // A week of them: on a Sunday many a street has no double parking.
    const week = await Promise.all(data.slice(0, 7).map(({ links }) => read<TurnoverReport>(links['json'] ?? '')));
    const blocked = new Map<string, number>();
    for (const { streets } of week) {
      expect(streets).toHaveLength(4);
      for (const { id, curb, lane } of streets) {
        expect(curb?.sessions).toBeGreaterThan(0);
        blocked.set(id, (blocked.get(id) ?? 0) + (lane?.doubleParking ?? 0));
      }
    }
    expect([...blocked.values()].filter((count) => count === 0)).toEqual([]);
    expect(new Set(week.flatMap(({ violations }) => violations.map(({ rule }) => rule))).size).toBeGreaterThan(1);
    expect(
      week[0]?.comparison.find(({ measure }) => measure === 'sessions')?.earlier.map(({ value }) => value),
    ).not.toContain(null);
  });

  it('has something to show for its new rule', async () => {
    const day = (back: number) => dateAfter(yesterday, -back);
    const periods = `before_from=${day(41)}&before_to=${day(21)}&after_from=${day(20)}&after_to=${day(0)}`;
    const { claims } = await read<{ claims: string[] }>(`/api/v1/impact?${periods}`);
    expect(claims[0]).toMatch(/^Parking turnover rose by/);
    expect(claims[1]).toMatch(/fell by/);
  });

  it('answers in the words of the standard', async () => {
    const zones = await read<{ data: { zones: object[] } }>(`/cds/${CITY}/curbs/zones`);
    expect(zones.data.zones).toHaveLength(9);
    const noon = new Date(localDay(yesterday, TIME_ZONE).startMs + 12 * 3_600_000).toISOString().slice(0, 13);
    const events = await read<{ data: { events: { event_type: string }[] } }>(
      `/cds/${CITY}/events/events?event_time=${noon}`,
    );
    expect(new Set(events.data.events.map(({ event_type }) => event_type))).toContain('park_start');
    const sessions = await ask(`/cds/${CITY}/metrics/sessions`);
    expect(sessions.split('\n').length).toBeGreaterThan(1_000);
  });

  it('goes on from where it was until it is told to stop', async () => {
    const stopping = new AbortController();
    const box = vi.fn<OpenTownBox>(
      (options) => new HeadlessBox({ ...options, bytesMax: 1_000_000, log: new SilentLog() }),
    );
    const options = { folder: join(hub.directory, 'town'), natsUrl: hub.settings.natsUrl, timeZone: TIME_ZONE };
    const going = tellTown(
      { ...options, rate: 10_000, patienceMs: 60_000, follow: true, stopping: stopping.signal },
      box,
      () => undefined,
    );
    await vi.waitFor(() => expect(box).toHaveBeenCalledTimes(1), { timeout: 30_000, interval: 25 });
    stopping.abort();
    await going;
  });
});

function isBeforeMidnight(timeZone: string): boolean {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  return hour.format() === '23';
}
