import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { ReportLedger } from '../../apps/hub/src/reports/report-ledger.js';
import type { ReportList } from '../../apps/hub/src/reports/report.view.js';
import { HubUnderTest } from '../hub/support/hub-under-test.js';
import { simulatedDay } from './support/simulated-city.js';
import { storeDay, storeVisits } from './support/stored-day.js';

const CITY = { id: 'demo', name: 'Demo', timeZone: 'UTC' };
const DAYS = ['2026-05-01', '2026-05-02', '2026-05-03'];

describe('reports over HTTP', () => {
  let hub: HubUnderTest;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
    await hub.app.get(Database).whenOpen();
    await storeDay(hub.database, simulatedDay({ zones: 8, date: '2026-05-02' }));
    const ledger = hub.app.get(ReportLedger);
    for (const day of DAYS) await ledger.settle(CITY, day);
    const startMs = Date.parse('2026-05-02T10:00:00Z');
    const visit = {
      zoneId: 'camera-1.loading',
      type: 'dwell',
      startCensored: false,
      endCensored: false,
      at: null,
    } as const;
    await storeVisits(hub.database, 'demo', [{ ...visit, startMs, endMs: startMs + 600_000 }]);
    await ledger.settle(CITY, '2026-05-02');
  });
  afterAll(() => hub.stop());

  const list = (query = '') => hub.read<ReportList>(`/api/v1/reports?to=2026-05-31${query}`);
  const linksOf = async (day: string, revision = 1) => {
    const report = (await list()).data.find((listed) => listed.day === day && listed.revision === revision);
    if (!report) throw new Error(`no report of ${day}`);
    return report.links;
  };

  it('are listed newest day first, with every edition', async () => {
    const { data } = await list();
    expect(data.map(({ day, revision }) => `${day}/${revision}`)).toEqual([
      '2026-05-03/1',
      '2026-05-02/2',
      '2026-05-02/1',
      '2026-05-01/1',
    ]);
    expect(data[1]?.changes).toBeGreaterThan(0);
  });

  it('are listed page by page and from day to day', async () => {
    const first = await list('&limit=2');
    const second = await list(`&limit=2&cursor=${first.next}`);
    expect([...first.data, ...second.data].map(({ day }) => day)).toEqual([
      '2026-05-03',
      '2026-05-02',
      '2026-05-02',
      '2026-05-01',
    ]);
    expect(second.next).toBeNull();
    expect((await list('&from=2026-05-03')).data).toHaveLength(1);
  });

  it('come as a page that needs nothing but itself', async () => {
    const response = await hub.get((await linksOf('2026-05-02')).html);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).toContain('Saturday, 2 May 2026');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
  });

  it('come as the same PDF each time', async () => {
    const { pdf } = await linksOf('2026-05-02');
    const [first, second] = await Promise.all(
      [pdf, pdf].map(async (path) => Buffer.from(await (await hub.get(path)).arrayBuffer())),
    );
    expect(first?.subarray(0, 5).toString()).toBe('%PDF-');
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });

  it('come as a table with a row for the city, each street and each zone', async () => {
    const rows = (await (await hub.get((await linksOf('2026-05-02')).csv)).text()).trim().split('\r\n');
    expect(rows[0]).toMatch(/^date,scope,id,name,kind,hour,/);
    // The city, two streets, eight zones: each for the day and for its 24 hours.
    expect(rows).toHaveLength(1 + 11 * 25);
  });

  it('come as JSON with what changed since the edition before', async () => {
    const report = await hub.read<{ revision: number; changes: object[] }>((await linksOf('2026-05-02', 2)).json);
    expect(report).toMatchObject({ revision: 2, date: '2026-05-02', city: CITY });
    expect(report.changes.length).toBeGreaterThan(0);
  });

  it('say of a day without data that nothing is known', async () => {
    const page = await (await hub.get((await linksOf('2026-05-03')).html)).text();
    expect(page).toContain('what happened there is not known');
  });

  it('are refused in a form, or under an id, that there is not', async () => {
    const { html } = await linksOf('2026-05-01');
    for (const path of [html.replace('.html', '.docx'), '/api/v1/reports/1.pdf']) {
      expect((await hub.get(path)).status).toBe(404);
    }
    expect((await hub.get('/api/v1/reports?from=yesterday')).status).toBe(400);
    expect((await hub.get(html, {})).status).toBe(401);
  });
});

describe('the impact report over HTTP', () => {
  let hub: HubUnderTest;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
    await hub.app.get(Database).whenOpen();
    await storeDay(hub.database, simulatedDay({ zones: 4, date: '2026-03-02' }));
    // Four weeks before and four after: of ten sessions an hour and lane, three are left.
    await hub.database.query(`
      insert into camera_hours (city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed, frames_skipped,
        video_bytes, events, event_bytes)
      select 'demo', 'camera-1', hour, 3600000, 0, 0, 0, 0, 0, 0
      from generate_series('2026-03-02'::timestamptz, '2026-04-26 23:00'::timestamptz, '1 hour') as hour
      on conflict do nothing`);
    await hub.database.query(`
      insert into zone_hours (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits,
        measured_dwell_ms, occupied_ms, double_parking, blocked_ms)
      select 'demo', 'camera-1', 'parking_a', hour, 0, per_hour, 0, 0, 0, 0, 0
      from generate_series('2026-03-02'::timestamptz, '2026-04-26 23:00'::timestamptz, '1 hour') as hour,
        lateral (select (case when hour < '2026-03-30' then 10 else 3 end)
          + (extract(doy from hour)::int * 7 % 5 > 2)::int as per_hour) as counts`);
  });
  afterAll(() => hub.stop());

  const PERIODS = 'before_from=2026-03-02&before_to=2026-03-29&after_from=2026-03-30&after_to=2026-04-26';

  it('states a change that the data show, and refuses one that they do not', async () => {
    const report = await hub.read<{ claims: string[]; before: { seenShare: number; days: number } }>(
      `/api/v1/impact?city=demo&${PERIODS}`,
    );
    expect(report.before).toMatchObject({ seenShare: 1, days: 28 });
    expect(report.claims[0]).toMatch(/^Parking turnover fell by 6\d/);
    expect(report.claims[3]).toContain('a change is not shown: too little was counted of lanes that were blocked');
  });

  it('comes as the same PDF each time', async () => {
    const path = `/api/v1/impact?${PERIODS}&format=pdf`;
    const read = async () => Buffer.from(await (await hub.get(path)).arrayBuffer());
    const first = await read();
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await read()).equals(first)).toBe(true);
  });

  it('comes as a page', async () => {
    const page = await (await hub.get(`/api/v1/impact?${PERIODS}&format=html`)).text();
    expect(page).toContain('<h1>What changed: Demo</h1>');
    expect(page).toContain('Emissions are an estimate and not a measurement');
  });

  it('is refused for days that are missing, in the wrong order, or of another city', async () => {
    expect((await hub.get('/api/v1/impact?before_from=2026-03-02')).status).toBe(400);
    expect((await hub.get(`/api/v1/impact?${PERIODS.replace('03-30', '03-29')}`)).status).toBe(400);
    expect((await hub.get(`/api/v1/impact?${PERIODS}&city=elsewhere`)).status).toBe(404);
  });
});
