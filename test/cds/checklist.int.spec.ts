import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type { HubUnderTest } from '../hub/support/hub-under-test.js';
import { CAMERA, Stop, delivery, report } from '../hub/support/records.js';
import { CdsClient } from './support/cds-client.js';
import type { EventFields, Fields } from './support/cds-client.js';
import { expectList } from './support/schemas.js';
import { ORIGIN, curbsFile, publish, rectangle, startCity } from './support/street.js';

// The 18 points that an implementation of the standard is asked about, as one printed list:
//   npx vitest run test/cds/checklist.int.spec.ts --reporter=verbose

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const NOBODY = '00000000-0000-4000-8000-000000000000';

type Row = Readonly<Record<string, string>>;

describe('The checklist of the Curb Data Specification', () => {
  let hub: HubUnderTest;
  let cds: CdsClient;
  const dayMs = Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS - 24 * HOUR_MS;
  const nineMs = dayMs + 9 * HOUR_MS;
  const range = `start_time=${dayMs + 8 * HOUR_MS}&end_time=${dayMs + 13 * HOUR_MS}`;
  const hourQuery = `event_time=${new Date(nineMs).toISOString().slice(0, 13)}`;

  beforeAll(async () => {
    hub = await startCity();
    cds = new CdsClient(hub);
    await publish(hub, curbsFile(), { nowMs: dayMs });
    const at = (minutes: number, change = {}) => new Stop(nineMs + minutes * MINUTE_MS, change);
    const across = at(50);
    const quick = at(0);
    const there = at(3, { startCensored: true });
    const goes = at(5);
    const double = at(20, { zoneId: 'lane_1', type: 'double_parking' });
    const seen = [9, 10, 11].map((hour) => report(dayMs + (hour + 1) * HOUR_MS, { periodMs: HOUR_MS }));
    await hub.app
      .get(RecordLedger)
      .commit(
        [
          across.started(),
          across.ended(nineMs + 80 * MINUTE_MS),
          quick.started(),
          quick.ended(nineMs + 10 * MINUTE_MS),
          there.started(),
          there.ended(nineMs + 8 * MINUTE_MS),
          goes.started(),
          goes.ended(nineMs + 9 * MINUTE_MS, { endCensored: true }),
          double.started(),
          double.ended(nineMs + 23 * MINUTE_MS),
          ...seen,
        ].map(delivery),
      );
  });
  afterAll(() => hub.stop());

  const events = () => cds.events(hourQuery);
  const zoneIdOf = async (street: string) => {
    const { data } = await cds.get<{ zones: Fields[] }>('/curbs/zones');
    return String(data.zones.find((zone) => zone['street_name'] === street)?.['curb_zone_id']);
  };
  const parkingZone = () => zoneIdOf('Main Street');
  const json = (version: string) => ({ accept: `application/vnd.cds+json;version=${version}` });

  it('1 every JSON answer has the envelope', async () => {
    for (const version of ['1.0', '1.1'] as const) {
      expectList('zones', await cds.get('/curbs/zones', version), version);
      expectList('policies', await cds.get('/curbs/policies', version), version);
      expectList('areas', await cds.get('/curbs/areas', version), version);
      expectList('events', await cds.get(`/events/events?${hourQuery}`, version), version);
      expectList('status', await cds.get('/events/status', version), version);
    }
  });

  it('2 the content type names the version exactly', async () => {
    for (const version of ['1.0', '1.1']) {
      const answer = await cds.request('/curbs/zones', json(version));
      expect(answer.headers.get('content-type')).toBe(`application/vnd.cds+json;version=${version}`);
      const csv = await cds.request('/metrics/sessions', { accept: `application/vnd.cds+csv;version=${version}` });
      expect(csv.headers.get('content-type')).toBe(`application/vnd.cds+csv;version=${version}`);
      await csv.body?.cancel();
    }
  });

  it('3 another type or version is not acceptable', async () => {
    for (const accept of ['application/json', 'text/csv', 'application/vnd.cds+json;version=0.9']) {
      for (const path of ['/curbs/zones', '/events/events', '/metrics/aggregates']) {
        expect((await cds.failure(path, 406, { accept })).error).toBe('not_acceptable');
      }
    }
    expect((await cds.request('/curbs/zones', { accept: '*/*' })).status).toBe(200);
  });

  it('4 optional endpoints that a city does not offer answer 501', async () => {
    await cds.failure('/curbs/spaces', 501);
    await cds.failure('/curbs/objects', 501, json('1.0'));
  });

  it('5 events and metrics want a key', async () => {
    for (const path of ['/events/events', '/events/status', '/metrics/sessions', '/metrics/aggregates']) {
      for (const authorization of ['', 'Bearer not-the-key-of-this-city']) {
        await cds.failure(path, 401, { authorization });
      }
    }
    expect((await fetch(`${hub.url}/cds/demo/curbs/zones`)).status).toBe(200);
  });

  it('6 half a box and half a circle are bad requests', async () => {
    for (const query of ['min_lat=40', 'min_lat=40&min_lng=1&max_lat=41', 'lat=40&lng=-74', 'radius=100']) {
      await cds.failure(`/curbs/zones?${query}`, 400);
      await cds.failure(`/metrics/sessions?${query}`, 400);
    }
  });

  it('7 a radius is in centimetres, and the nearest come first', async () => {
    const near = async (radius: number) =>
      (await cds.get<{ zones: Fields[] }>(`/curbs/zones?lat=${ORIGIN.lat}&lng=${ORIGIN.lng}&radius=${radius}`)).data
        .zones;
    // Both zones begin 10 m north and 3 m to either side: 1,044 cm away.
    expect(await near(1_040)).toHaveLength(0);
    expect(await near(1_048)).toHaveLength(2);
    expect((await near(30_000)).at(-1)?.['curb_policy_ids']).toEqual([]);
  });

  it('8 events come newest first', async () => {
    const times = (await events()).map(({ event_time }) => event_time);
    expect(times.length).toBeGreaterThan(5);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('9 an hour of events is half-open, and the last 60 minutes without one', async () => {
    for (const { event_time } of await events()) {
      expect(event_time).toBeGreaterThanOrEqual(nineMs);
      expect(event_time).toBeLessThan(nineMs + HOUR_MS);
    }
    const exact = await cds.events(`start_time=${nineMs}&end_time=${nineMs + 1}`);
    expect(exact.map(({ event_type }) => event_type)).toEqual(['park_start']);
    expect(await cds.events(`start_time=${nineMs + 1}&end_time=${nineMs + 2}`)).toEqual([]);
    expect(await cds.events(`start_time=${nineMs - 1}&end_time=${nineMs}`)).toEqual([]);
    const recent = new Stop(Date.now() - 59 * MINUTE_MS, { zoneId: 'recent' });
    const older = new Stop(Date.now() - 61 * MINUTE_MS, { zoneId: 'recent' });
    await hub.app.get(RecordLedger).commit([delivery(recent.started()), delivery(older.started())]);
    const sessions = (await cds.events('')).map((event) => event['event_session_id']);
    expect(sessions).toEqual([recent.visit.id]);
  });

  it('10 a batch that comes twice is taken once', async () => {
    const batch = [0, 1].map((each) => ({
      event_id: randomUUID(),
      event_type: 'park_start',
      event_time: dayMs + each,
      event_publication_time: dayMs + 10,
      data_source_type: 'meter',
      data_source_device_id: randomUUID(),
    }));
    const counts: number[] = [];
    for (let time = 0; time < 2; time++) {
      const result = (await (await cds.post([...batch, 'spoiled'])).json()) as {
        success: number;
        total: number;
        failures: object[];
      };
      expect(result.success + result.failures.length).toBe(result.total);
      counts.push((await cds.events(`start_time=${dayMs}&end_time=${dayMs + 10}`)).length);
    }
    expect(counts).toEqual([2, 2]);
  });

  it('11 every event is as its schema has it', async () => {
    for (const version of ['1.0', '1.1'] as const) {
      const body = await cds.get<{ events: EventFields[] }>(`/events/events?${hourQuery}`, version);
      expect(body.data.events.length).toBeGreaterThan(4);
      expectList('events', body, version);
    }
  });

  it('12 every park_start of a camera tells which lanes are blocked', async () => {
    const starts = (await events()).filter(({ event_type }) => event_type === 'park_start');
    const lanes = starts.map((event) => event['vehicle_blocked_lane_types'] as string[]);
    expect(lanes.every((each) => Array.isArray(each))).toBe(true);
    expect(lanes.filter((each) => each.length > 0)).toHaveLength(1);
  });

  it('13 sessions of which one end was seen are told with the other empty', async () => {
    const rows = await cds.csv(`/metrics/sessions?${range}`);
    expect(rows).toHaveLength(5);
    const [onlyEnd, ...no] = rows.filter((row) => row['event_time_start'] === '');
    expect(no).toEqual([]);
    expect(onlyEnd).toMatchObject({ event_id_start: '', event_location_start_latitude: '' });
    expect(onlyEnd?.['event_time_end']).toBe(String(nineMs + 8 * MINUTE_MS));
    const onlyStart = rows.find((row) => row['event_time_end'] === '');
    expect(onlyStart).toMatchObject({ event_id_end: '', event_time_start: String(nineMs + 5 * MINUTE_MS) });
  });

  it('14 the hourly numbers follow from the sessions to the digit', async () => {
    const zone = await parkingZone();
    const sessions = (await cds.csv(`/metrics/sessions?${range}`)).filter((row) => row['curb_zone_id'] === zone);
    const numbers = await cds.csv(`/metrics/aggregates?${range}&curb_place_type=zone&curb_place_id=${zone}`);
    const raw = await cds.csv(
      `/metrics/aggregates?${range}&curb_place_type=zone&curb_place_id=${zone}&metric_type=occupancy_percent&occupancy=raw`,
    );
    for (const hour of [9, 10, 11]) {
      const expected = fromSessions(sessions, dayMs + hour * HOUR_MS);
      for (const [metric, value] of Object.entries(expected.values)) {
        expect(valueOf(numbers, metric, hour), `${metric} at ${hour}`).toBe(value);
      }
      expect(valueOf(raw, 'occupancy_percent', hour)).toBe(round(expected.occupiedMs / HOUR_MS));
    }
    // Whoever parked before the range stands in it all the same.
    const later = await cds.csv(
      `/metrics/aggregates?start_time=${dayMs + 10 * HOUR_MS}&end_time=${dayMs + 11 * HOUR_MS}` +
        `&curb_place_type=zone&curb_place_id=${zone}`,
    );
    expect(valueOf(later, 'occupancy_percent', 10)).toBe(valueOf(numbers, 'occupancy_percent', 10));
    expect(valueOf(later, 'occupancy_percent', 10)).toBeGreaterThan(0);
    expect(valueOf(numbers, 'total_sessions', 9)).toBe(3);
    expect(valueOf(numbers, 'average_dwell_time', 9)).toBe(20);
  });

  it('15 a blind hour is -1, a quiet one 0', async () => {
    const zone = await parkingZone();
    const numbers = await cds.csv(`/metrics/aggregates?${range}&curb_place_type=zone&curb_place_id=${zone}`);
    for (const metric of ['total_sessions', 'turnover', 'average_dwell_time', 'occupancy_percent']) {
      expect(valueOf(numbers, metric, 8), metric).toBe(-1);
      expect(valueOf(numbers, metric, 12), metric).toBe(-1);
      expect(valueOf(numbers, metric, 11), metric).toBe(0);
    }
    for (const bad of ['start_time=2&end_time=1', 'start_time=0', 'curb_place_type=zone', 'metric_type=speed']) {
      await cds.failure(`/metrics/aggregates?${bad}`, 400);
    }
    await cds.failure(`/metrics/aggregates?curb_place_type=zone&curb_place_id=${NOBODY}`, 404);
  });

  it('16 the last page says that it is the last', async () => {
    const first = await cds.get<{ events: EventFields[] }>(`/events/events?${hourQuery}&limit=3`);
    expect(first.links?.next).toMatch(/^http/);
    let next = first.links?.next ?? null;
    let pages = 1;
    while (next !== null) {
      next = (await cds.get(next)).links?.next ?? null;
      pages += 1;
    }
    expect(pages).toBe(Math.ceil((await events()).length / 3));
    expect((await cds.get(`/events/events?${hourQuery}`)).links).toEqual({ next: null });
  });

  it('17 a zone whose street has changed gets a new id, and the old one stays history', async () => {
    const before = await parkingZone();
    const file = curbsFile();
    const changedMs = Date.now() - 1_000;
    file.zones = file.zones.map((zone) =>
      zone['key'] === 'parking_a'
        ? { ...zone, revision: 2, geometry: rectangle([-6, -3], [10, 24]), start_date: changedMs }
        : zone,
    );
    await publish(hub, file);
    const after = await parkingZone();
    expect(after).not.toBe(before);
    await cds.failure(`/curbs/zones/${before}`, 404);
    const { data } = await cds.get<Fields>(`/curbs/zones/${before}?show_historic=true`);
    expect(data).toMatchObject({ curb_zone_id: before, end_date: changedMs });
    await expect(publish(hub, curbsFile())).rejects.toThrow(/no id is used again/);
    expect((await cds.events(`${hourQuery}&curb_zone_id=${before}`)).length).toBeGreaterThan(0);
  });

  it('18 of several policies the lowest priority governs, on the city’s clock, past midnight too', async () => {
    // The rules one by one, and daylight saving, are specified beside the code: libs/curb/src/policies.
    const file = curbsFile();
    file.policies.push(
      {
        key: 'night',
        priority: 1,
        rules: [{ activity: 'no stopping', name: 'Night clearway', user_classes: ['car'] }],
        time_spans: [{ time_of_day_start: '22:00', time_of_day_end: '02:00' }],
      },
      { key: 'free', priority: 2, rules: [{ activity: 'parking' }] },
    );
    file.zones = [
      {
        key: 'night_zone',
        camera: CAMERA,
        zone: 'night_zone',
        geometry: rectangle([-6, -3], [60, 80]),
        policies: ['free', 'night'],
        start_date: dayMs - 48 * HOUR_MS,
      },
    ];
    file.areas = [];
    file.objects = [];
    await publish(hub, file);
    const midnightMs = dayMs;
    const stops = [
      new Stop(midnightMs - 2 * HOUR_MS - 1, { zoneId: 'night_zone' }),
      new Stop(midnightMs + 2 * HOUR_MS - 1, { zoneId: 'night_zone' }),
      new Stop(midnightMs + 2 * HOUR_MS, { zoneId: 'night_zone' }),
      new Stop(midnightMs + HOUR_MS, { zoneId: 'night_zone', vehicleType: 'bus' }),
    ];
    const records = stops.flatMap((stop) => [stop.started(), stop.ended(stop.startMs + 2)]);
    await hub.app.get(RecordLedger).commit(records.map(delivery));
    const found = await cds.events(`start_time=${midnightMs - 3 * HOUR_MS}&end_time=${midnightMs + 3 * HOUR_MS}`);
    const violations = found.filter(({ event_type }) => event_type.startsWith('vehicle_violation'));
    expect(violations.map(({ event_type, event_time }) => [event_type, event_time - midnightMs])).toEqual([
      ['vehicle_violation_end', 2 * HOUR_MS],
      ['vehicle_violation_start', 2 * HOUR_MS - 1],
      ['vehicle_violation_end', -2 * HOUR_MS + 1],
      ['vehicle_violation_start', -2 * HOUR_MS],
    ]);
    expect(violations[0]?.['enforcement']).toMatchObject({ violations: [{ violation_name: 'Night clearway' }] });
  });
});

/** The standard's formulas, from the rows of the sessions alone. The zone has three spaces. */
function fromSessions(sessions: readonly Row[], hourMs: number) {
  const time = (row: Row, field: string) => (row[field] === '' ? null : Number(row[field]));
  const isIn = (timeMs: number | null) => timeMs !== null && timeMs >= hourMs && timeMs < hourMs + HOUR_MS;
  const pairs = sessions.map((row) => ({ start: time(row, 'event_time_start'), end: time(row, 'event_time_end') }));
  const begun = pairs.filter(({ start }) => isIn(start));
  const dwells = begun.flatMap(({ start, end }) => (start === null || end === null ? [] : [end - start]));
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const occupiedMs = total(
    pairs.map(({ start, end }) =>
      start === null || end === null ? 0 : Math.max(0, Math.min(end, hourMs + HOUR_MS) - Math.max(start, hourMs)),
    ),
  );
  return {
    occupiedMs,
    values: {
      total_sessions: begun.length,
      turnover: begun.length,
      average_dwell_time: dwells.length === 0 ? 0 : round(total(dwells) / dwells.length / MINUTE_MS),
      occupancy_percent: round(occupiedMs / HOUR_MS / 3),
      total_events: begun.length + pairs.filter(({ end }) => isIn(end)).length,
    },
  };
}

function valueOf(rows: readonly Row[], metric: string, hour: number): number {
  return Number(rows.find((row) => row['metric_type'] === metric && row['hour'] === String(hour))?.['value']);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
