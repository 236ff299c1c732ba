import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CameraBucket } from '#events/nats';
import type { LaneView } from '../../apps/hub/src/api/lane.view.js';
import type { ProblemView } from '../../apps/hub/src/api/problem.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type {
  ComparisonView,
  CoverageView,
  DwellDistributionView,
  HeatMapView,
  HotSpotList,
} from '../../apps/hub/src/insights/insight.view.js';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { CitySums } from '../../apps/hub/src/sums/city-sums.js';
import { HubUnderTest } from '../hub/support/hub-under-test.js';
import { CAMERA, Stop, delivery, description, laneFlow, report } from '../hub/support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Helsinki's clock is two hours ahead of this in winter: the Monday's first hour there. */
const MONDAY_MS = Date.parse('2026-01-04T22:00:00Z');
const WEEK = 'from=2026-01-04T22:00:00Z&to=2026-01-11T22:00:00Z';
const ALL_SUMMED = `
  select from summed_cities as city where summed_from = '-infinity' and summed_before > '2026-02-01'
    and not exists (select from changed_hours where city_id = city.city_id)`;
const ROUTES = ['heat-map', 'dwell-distribution', 'hot-spots', 'coverage'] as const;

describe("the city's insights", () => {
  let hub: HubUnderTest;

  beforeAll(async () => {
    hub = await HubUnderTest.start({ KERBLINE_TIME_ZONE: 'Europe/Helsinki' });
    await (await CameraBucket.open(hub.connection)).put(description());
    const zone = `/api/v1/zones/${CAMERA}.parking_a`;
    await vi.waitFor(async () => expect((await hub.get(zone)).status).toBe(200), PATIENCE);
    const saw = (hours: number, observedMs = HOUR_MS) =>
      delivery(report(MONDAY_MS + (hours + 1) * HOUR_MS, { periodMs: HOUR_MS, observedMs }));
    const stop = (atMs: number, minutes: number, lane = false) => {
      const place = lane ? { zoneId: 'lane_1', type: 'double_parking' as const } : {};
      return delivery(new Stop(MONDAY_MS + atMs, place).ended(MONDAY_MS + atMs + minutes * MINUTE_MS));
    };
    await hub.app.get(RecordLedger).commit([
      // Monday 00:00 and 01:00 seen whole, 02:00 by half, 03:00 by less, 04:00 not at all, and Tuesday 00:00 again.
      saw(0),
      saw(1),
      saw(2, HOUR_MS / 2),
      saw(3, HOUR_MS / 2 - 1),
      saw(24),
      stop(5 * MINUTE_MS, 30),
      stop(40 * MINUTE_MS, 4),
      stop(2 * HOUR_MS, 15),
      stop(3 * HOUR_MS + MINUTE_MS, 45),
      stop(HOUR_MS, 10, true),
      stop(HOUR_MS + 20 * MINUTE_MS, 5, true),
      stop(DAY_MS, 6, true),
    ]);
  });
  afterAll(() => hub.stop());

  async function problemAt(path: string, status: number): Promise<ProblemView> {
    const response = await hub.get(path);
    expect(response.status).toBe(status);
    return (await response.json()) as ProblemView;
  }
  const heat = (measure: string, more = '') =>
    hub.read<HeatMapView>(`/api/v1/insights/heat-map?${WEEK}&measure=${measure}${more}`);
  const cellAt = ({ cells }: HeatMapView, weekday: number, hour: number) =>
    cells.find((cell) => cell.weekday === weekday && cell.hour === hour);

  describe('as a heat map', () => {
    it("lie by the weekday and hour of the city's own clock", async () => {
      const map = await heat('arrivals');
      expect(map.cells).toHaveLength(168);
      expect(cellAt(map, 1, 0)).toEqual({ weekday: 1, hour: 0, value: 2, seenHours: 1, blindHours: 0 });
      expect(cellAt(map, 2, 0)).toMatchObject({ value: 0, seenHours: 1 });
    });

    it('count an hour of which half was seen at its rate, and leave out one of which less was', async () => {
      const map = await heat('arrivals', `&zone=${CAMERA}.parking_a`);
      expect(cellAt(map, 1, 2)).toMatchObject({ value: 2, seenHours: 1, blindHours: 0 });
      expect(cellAt(map, 1, 3)).toMatchObject({ value: null, seenHours: 0, blindHours: 1 });
      expect(cellAt(map, 1, 4)).toMatchObject({ value: null, seenHours: 0, blindHours: 1 });
      expect({ seen: map.seenHours, blind: map.blindHours }).toEqual({ seen: 4, blind: 164 });
    });

    it('show how many stand on average, and double parking of the lanes alone', async () => {
      expect(cellAt(await heat('occupancy'), 1, 0)?.value).toBeCloseTo(34 / 60, 4);
      expect(cellAt(await heat('double_parking'), 1, 1)?.value).toBe(2);
      expect(cellAt(await heat('double_parking', `&zone=${CAMERA}.parking_a`), 1, 1)?.value).toBe(0);
    });
  });

  it('put stops into classes of length', async () => {
    const path = `/api/v1/insights/dwell-distribution?${WEEK}`;
    const { measured, unmeasured, classes, medianMinutes } = await hub.read<DwellDistributionView>(path);
    expect({ measured, unmeasured, medianMinutes }).toEqual({ measured: 4, unmeasured: 0, medianMinutes: 15 });
    expect(classes.map(({ visits }) => visits)).toEqual([1, 0, 0, 1, 2, 0, 0, 0, 0]);
    const blocking = await hub.read<DwellDistributionView>(`${path}&type=double_parking`);
    expect(blocking).toMatchObject({ measured: 3, medianMinutes: 6 });
  });

  it('name the lanes that were blocked, with their worst hours', async () => {
    const { data } = await hub.read<HotSpotList>(`/api/v1/insights/hot-spots?${WEEK}`);
    expect(data).toMatchObject([
      { lane: `${CAMERA}.lane_1`, kind: 'travel_lane', count: 3, blockedMs: 21 * MINUTE_MS, seenHours: 4 },
    ]);
    expect(data[0]?.worstHours).toEqual([
      { hour: 1, count: 2, blockedMs: 15 * MINUTE_MS, observedMs: HOUR_MS },
      { hour: 0, count: 1, blockedMs: 6 * MINUTE_MS, observedMs: 2 * HOUR_MS },
    ]);
  });

  it('tell hours that were not seen from hours that are not reported yet', async () => {
    const coverage = await hub.read<CoverageView>(`/api/v1/insights/coverage?${WEEK}`);
    // Tuesday's first hour was told of to its end, and so the second has begun.
    expect(coverage).toMatchObject({
      seenHours: 4,
      blindHours: 164,
      unreportedHours: 168 - 26,
      reportedUntil: new Date(MONDAY_MS + DAY_MS + HOUR_MS).toISOString(),
    });
    const before = 'from=2025-12-28T22:00:00Z&to=2026-01-04T22:00:00Z';
    const earlier = await hub.read<CoverageView>(`/api/v1/insights/coverage?${before}`);
    expect(earlier).toMatchObject({ seenHours: 0, blindHours: 0, unreportedHours: 0 });
  });

  it('set two periods beside each other as rates over the time seen', async () => {
    const monday = 'before_from=2026-01-04T22:00:00Z&before_to=2026-01-05T22:00:00Z';
    const tuesday = 'after_from=2026-01-05T22:00:00Z&after_to=2026-01-06T22:00:00Z';
    const compared = await hub.read<ComparisonView>(`/api/v1/insights/compare?${monday}&${tuesday}`);
    const of = (measure: string) => compared.differences.find((difference) => difference.measure === measure);
    expect(compared.before).toMatchObject({ seenHours: 6, blindHours: 42 });
    // Three arrivals in two and a half hours seen; a blind hour's arrival is left out.
    expect(of('arrivals')).toMatchObject({ before: 1.2, after: 0, difference: -1.2, change: -1 });
    expect(of('double_parking')).toMatchObject({ before: 0.8, after: 1, difference: 0.2, change: 0.25 });
    expect(of('average_dwell')).toMatchObject({ after: null, difference: null, change: null });
  });

  it('are the same from the rows of each zone and from the sums of the city', async () => {
    const monday = 'before_from=2026-01-04T22:00:00Z&before_to=2026-01-05T22:00:00Z';
    const tuesday = 'after_from=2026-01-05T22:00:00Z&after_to=2026-01-06T22:00:00Z';
    const paths = [
      ...['occupancy', 'arrivals', 'double_parking'].map((measure) => `heat-map?${WEEK}&measure=${measure}`),
      `hot-spots?${WEEK}`,
      `compare?${monday}&${tuesday}`,
    ];
    const answers = () => Promise.all(paths.map((path) => hub.read<unknown>(`/api/v1/insights/${path}`)));
    const database = hub.app.get(Database);
    const sums = hub.app.get(CitySums);
    await vi.waitFor(async () => {
      while (await sums.sum(Date.now()));
      expect(await database.query(ALL_SUMMED)).toHaveLength(1);
    }, PATIENCE);
    const fromSums = await answers();
    // Every hour is marked: none of the sums counts.
    await database.query('insert into changed_hours (city_id) select city_id from summed_cities');
    expect(await answers()).toEqual(fromSums);
  });

  it('are not sent again to who has them', async () => {
    const paths = [
      ...ROUTES.map((route) => `insights/${route}?${WEEK}`),
      `zones/${CAMERA}.parking_a/hours?${WEEK}`,
      'lanes',
    ];
    for (const path of paths) {
      const first = await hub.get(`/api/v1/${path}`);
      const headers = { authorization: 'Bearer a-key-for-the-tests-only' };
      const etag = first.headers.get('etag') ?? '';
      expect(first.headers.get('cache-control')).toBe('private, no-cache');
      const again = await hub.get(`/api/v1/${path}`, { ...headers, 'if-none-match': etag });
      expect({ path, status: again.status, body: await again.text() }).toEqual({ path, status: 304, body: '' });
      expect((await hub.get(`/api/v1/${path}`, { ...headers, 'if-none-match': '"another"' })).status).toBe(200);
    }
  });

  describe('refuse', () => {
    it('a range without an end, naming each', async () => {
      for (const route of ROUTES) {
        const { errors } = await problemAt(`/api/v1/insights/${route}`, 400);
        expect(errors.map(({ field }) => field)).toEqual(['from', 'to']);
      }
      const { errors } = await problemAt('/api/v1/insights/compare', 400);
      expect(errors.map(({ field }) => field)).toEqual(['before_from', 'before_to', 'after_from', 'after_to']);
    });

    it('a range that is empty, and one longer than 400 days', async () => {
      const from = '2025-01-01T00:00:00Z';
      const path = (to: string) => `/api/v1/insights/heat-map?from=${from}&to=${to}`;
      expect((await hub.get(path('2026-02-05T00:00:00Z'))).status).toBe(200);
      const long = await problemAt(path('2026-02-05T00:00:01Z'), 400);
      expect(long.errors).toMatchObject([
        { field: 'to', problem: 'expected at most 400 days after from, which is 2025-01-01T00:00:00.000Z' },
      ]);
      expect((await problemAt(path(from), 400)).errors).toMatchObject([{ field: 'to' }]);
    });

    it('a measure and a place that there are not', async () => {
      const measured = await problemAt(`/api/v1/insights/heat-map?${WEEK}&measure=noise`, 400);
      expect(measured.errors).toMatchObject([{ field: 'measure', value: 'noise' }]);
      expect((await problemAt(`/api/v1/insights/hot-spots?${WEEK}&camera=nowhere`, 404)).errors[0]?.field).toBe(
        'camera',
      );
    });

    it('whoever has no key', async () => {
      for (const route of [...ROUTES, 'compare']) {
        expect((await hub.get(`/api/v1/insights/${route}?${WEEK}`, {})).status).toBe(401);
      }
    });
  });

  it('show the lanes alone, with what happens there today', async () => {
    const nowMs = Date.now();
    const ledger = hub.app.get(RecordLedger);
    await ledger.commit([
      delivery(laneFlow(nowMs, { lane_1: 12 })),
      delivery(new Stop(nowMs, { zoneId: 'lane_1', type: 'double_parking' }).started()),
    ]);
    const { data } = await hub.read<{ data: LaneView[] }>(`/api/v1/lanes?camera=${CAMERA}`);
    expect(data).toMatchObject([{ id: `${CAMERA}.lane_1`, kind: 'travel_lane', standing: 1 }]);
    expect(data[0]?.today).toMatchObject({ vehicles: 12, doubleParking: 1, observedMs: 300_000 });
  });
});
