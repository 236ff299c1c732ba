import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CameraBucket } from '#events/nats';
import { faultId, recordId } from '#events';
import type { CurbRecord } from '#events';
import { ApiKeys } from '../../apps/hub/src/access/api-keys.js';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type { HubUnderTest } from '../hub/support/hub-under-test.js';
import { CAMERA, Stop, delivery, description, lost, report, restored } from '../hub/support/records.js';
import { CdsClient, failureOf } from './support/cds-client.js';
import type { EventFields, Fields } from './support/cds-client.js';
import { expectList } from './support/schemas.js';
import { ORIGIN, curbsFile, publish, startCity } from './support/street.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

describe("the standard's events", () => {
  let hub: HubUnderTest;
  let cds: CdsClient;
  const nowMs = Date.now();
  /** A full hour of yesterday. */
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - 24 * HOUR_MS;
  const hour = new Date(hourMs).toISOString().slice(0, 13);
  const commit = (...records: CurbRecord[]) => hub.app.get(RecordLedger).commit(records.map(delivery));
  const lane = { zoneId: 'lane_1', type: 'double_parking' } as const;

  const parked = new Stop(hourMs + 2 * MINUTE_MS);
  const double = new Stop(hourMs + 10 * MINUTE_MS, { ...lane, vehicleType: 'bus' });
  const found = new Stop(hourMs + 20 * MINUTE_MS, { startCensored: true });
  const unseen = new Stop(hourMs + 30 * MINUTE_MS);
  const forbidden = new Stop(hourMs + 40 * MINUTE_MS, { zoneId: 'clearway_a' });

  beforeAll(async () => {
    hub = await startCity();
    cds = new CdsClient(hub);
    await publish(hub, curbsFile(), { nowMs: nowMs - 100 * HOUR_MS });
    await (await CameraBucket.open(hub.connection)).put(description());
    await vi.waitFor(async () => expect((await hub.get(`/api/v1/zones/${CAMERA}.lane_1`)).status).toBe(200), {
      timeout: 30_000,
      interval: 25,
    });
    await commit(
      parked.started(),
      parked.ended(hourMs + 12 * MINUTE_MS),
      double.started(),
      double.ended(hourMs + 15 * MINUTE_MS),
      found.started(),
      found.ended(hourMs + 25 * MINUTE_MS),
      unseen.started(),
      unseen.ended(hourMs + 33 * MINUTE_MS, { endCensored: true }),
      forbidden.started(),
      forbidden.ended(hourMs + 41 * MINUTE_MS),
      lost(hourMs + 45 * MINUTE_MS),
      restored(hourMs + 45 * MINUTE_MS, hourMs + 50 * MINUTE_MS),
      report(nowMs - MINUTE_MS),
    );
  });
  afterAll(() => hub.stop());

  const inHour = (version: '1.0' | '1.1' = '1.1', query = '') => cds.events(`event_time=${hour}${query}`, version);
  const ofVisit = async (stop: Stop, version: '1.0' | '1.1' = '1.1') =>
    (await inHour(version)).filter((event) => event['event_session_id'] === stop.visit.id);
  const types = (events: readonly EventFields[]) => events.map(({ event_type }) => event_type);

  it('are as the standard describes them, in both versions', async () => {
    for (const version of ['1.0', '1.1'] as const) {
      const body = await cds.get<{ events: EventFields[] }>(`/events/events?event_time=${hour}`, version);
      expectList('events', body, version);
      expectList('status', await cds.get('/events/status', version), version);
    }
    expect(types(await inHour('1.0'))).toHaveLength(10);
    expect(types(await inHour('1.1'))).toHaveLength(15);
  });

  it('come newest first, a vehicle’s own in the order in which they happened', async () => {
    const events = await inHour();
    const times = events.map(({ event_time }) => event_time);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(types(await ofVisit(double))).toEqual([
      'park_end',
      'vehicle_violation_end',
      'vehicle_violation_start',
      'park_start',
    ]);
  });

  it('are nobody’s without a key', async () => {
    for (const path of ['/events/events', '/events/status']) {
      for (const authorization of ['', 'Bearer wrong-key-of-some-length']) {
        const failure = await cds.failure(path, 401, { authorization });
        expect(failure.error).toBe('unauthorized');
      }
    }
    await failureOf(await cds.post([], { authorization: '' }), 401);
  });

  it('of a double-parked vehicle name the lane it blocks, with a violation of its own that begins and ends', async () => {
    const events = await ofVisit(double);
    expect(events).toHaveLength(4);
    for (const event of events) {
      expect(event).toMatchObject({ vehicle_blocked_lane_types: ['travel_lane'], vehicle_type: 'bus' });
      expect(event).not.toHaveProperty('curb_zone_id');
    }
    const violations = events.filter((event) => 'enforcement' in event).map((event) => event['enforcement'] as Fields);
    expect(new Set(violations.map((each) => each['enforcement_id'])).size).toBe(1);
    expect(violations).toHaveLength(2);
    expect(violations[0]?.['violations']).toEqual([
      { violation_code: 'double_parking', violation_name: 'double parking in a travel lane' },
    ]);
    expect(types(await ofVisit(double, '1.0'))).toEqual(['park_end', 'park_start']);
    expect((await ofVisit(double, '1.0'))[0]).toMatchObject({ vehicle_type: 'other' });
  });

  it('of a vehicle at the curb tell its zone, where on Earth it stood, and who stood there', async () => {
    const [end, start] = await ofVisit(parked);
    expect(start).toMatchObject({
      event_type: 'park_start',
      event_id: recordId(CAMERA, 'park_start', parked.visit.id),
      event_time: parked.startMs,
      event_publication_time: parked.startMs + 550,
      data_source_type: 'camera',
      data_source_device_name: 'POLE-7',
      vehicle_blocked_lane_types: [],
      vehicle_type_confidence: 87,
      curb_occupants: [{ type: 'car' }],
    });
    expect(end).toMatchObject({ event_type: 'park_end', curb_occupants: [], curb_zone_id: start?.['curb_zone_id'] });
    // 3.25 m west and 17.5 m north of where the camera's ground begins.
    const { coordinates } = start?.['event_location'] as { coordinates: [number, number] };
    expect((coordinates[1] - ORIGIN.lat) * 111_041).toBeCloseTo(17.5, 1);
    expect((coordinates[0] - ORIGIN.lng) * 84_769).toBeCloseTo(-3.25, 1);
    expect((await ofVisit(parked, '1.0'))[1]?.['event_location']).toEqual({
      type: 'Feature',
      geometry: { type: 'Point', coordinates },
      properties: { timestamp: parked.startMs },
    });
  });

  it('say detected of a vehicle that was there before, and nothing of an end that nobody saw', async () => {
    expect(types(await ofVisit(found))).toEqual(['park_end', 'vehicle_detected']);
    expect(types(await ofVisit(found, '1.0'))).toEqual(['park_end']);
    expect(types(await ofVisit(unseen))).toEqual(['park_start']);
  });

  it('tell when a camera was lost and came back', async () => {
    const events = (await inHour()).filter(({ event_type }) => event_type.startsWith('comms_'));
    expect(events).toMatchObject([
      { event_type: 'comms_restored', event_time: hourMs + 50 * MINUTE_MS, sensor_status_is_online: true },
      { event_type: 'comms_lost', event_time: hourMs + 45 * MINUTE_MS, sensor_status_is_online: false },
    ]);
    expect(events[1]?.event_id).toBe(
      recordId(CAMERA, 'comms_lost', faultId(CAMERA, 'no_video', hourMs + 45 * MINUTE_MS)),
    );
  });

  it('tell of a stop where stopping is forbidden, by the name of the rule', async () => {
    const events = await ofVisit(forbidden);
    expect(types(events)).toEqual(['park_end', 'vehicle_violation_end', 'vehicle_violation_start', 'park_start']);
    expect(events[1]).toMatchObject({
      event_time: hourMs + 41 * MINUTE_MS,
      enforcement: { violations: [{ violation_code: 'no_stopping', violation_name: 'no stopping' }] },
    });
  });

  it('tell of a stay longer than allowed once it is, whether or not the vehicle has left', async () => {
    const startMs = nowMs - 3 * HOUR_MS;
    const overdue = new Stop(startMs, { vehicleType: 'truck' });
    await commit(overdue.started());
    const of = async (query: string) =>
      (await cds.events(query)).filter((event) => event['event_session_id'] === overdue.visit.id);
    const around = `start_time=${startMs + 59 * MINUTE_MS}&end_time=${startMs + 61 * MINUTE_MS}`;
    expect(await of(around)).toMatchObject([
      {
        event_type: 'vehicle_violation_start',
        event_time: startMs + HOUR_MS,
        enforcement: { violations: [{ violation_code: 'max_stay', violation_name: 'Parking for an hour' }] },
      },
    ]);
    expect(await of('')).toEqual([]);
    await commit(overdue.ended(nowMs - 2 * MINUTE_MS));
    expect(types(await of(''))).toEqual(['park_end', 'vehicle_violation_end']);
  });

  describe('are asked for', () => {
    it('by an hour in UTC, which begins with its first millisecond and ends before the next hour’s', async () => {
      const edges = [hourMs - HOUR_MS * 5, hourMs - HOUR_MS * 4 - 1, hourMs - HOUR_MS * 4].map(
        (startMs) => new Stop(startMs, { zoneId: 'edge' }),
      );
      await commit(...edges.map((stop) => stop.started()));
      const early = new Date(hourMs - HOUR_MS * 5).toISOString().slice(0, 13);
      expect((await cds.events(`event_time=${early}`)).map(({ event_time }) => event_time)).toEqual([
        hourMs - HOUR_MS * 4 - 1,
        hourMs - HOUR_MS * 5,
      ]);
    });

    it('by a range, which begins with its first millisecond and ends before its last, violations too', async () => {
      const within = async (fromMs: number, toMs: number) =>
        types(await cds.events(`start_time=${fromMs}&end_time=${toMs}`));
      const { startMs } = double;
      expect(await within(startMs - 1, startMs)).toEqual([]);
      expect(await within(startMs, startMs + 1)).toEqual(['vehicle_violation_start', 'park_start']);
      expect(await within(startMs + 1, startMs + 2)).toEqual([]);
    });

    it('of the last 60 minutes in 1.1, and of all there is in 1.0, without any', async () => {
      const ago = (minutes: number) => new Stop(Date.now() - minutes * MINUTE_MS, { zoneId: 'recent' });
      const [recent, older] = [ago(59), ago(61)];
      await commit(recent.started(), older.started());
      const ids = (await cds.events('')).map((event) => event['event_session_id']);
      expect(ids).toContain(recent.visit.id);
      expect(ids).not.toContain(older.visit.id);
      const all = (await cds.events('limit=500', '1.0')).map((event) => event['event_session_id']);
      for (const stop of [recent, older, parked]) expect(all).toContain(stop.visit.id);
    });

    it('by zone, by area and by object', async () => {
      const [, start] = await ofVisit(parked);
      const zoneId = String(start?.['curb_zone_id']);
      const ofZone = await inHour('1.1', `&curb_zone_id=${zoneId}`);
      expect(ofZone).toHaveLength(5);
      expect(ofZone.every((event) => event['curb_zone_id'] === zoneId)).toBe(true);
      const [areaId] = start?.['curb_area_ids'] as string[];
      expect(await inHour('1.1', `&curb_area_id=${areaId}`)).toHaveLength(9);
      const objects = await cds.get<{ objects: { curb_object_id: string }[] }>('/curbs/objects');
      const objectId = objects.data.objects[0]?.curb_object_id ?? '';
      expect(types(await inHour('1.1', `&curb_object_id=${objectId}`))).toEqual(['comms_restored', 'comms_lost']);
    });

    it('page by page, each event once, and the last page says so', async () => {
      const whole = (await inHour()).map(({ event_id }) => event_id);
      for (const limit of [1, 2, 4, 15]) {
        const ids: string[] = [];
        let path: string | null = `/events/events?event_time=${hour}&limit=${limit}`;
        while (path !== null) {
          const page: { data: { events: EventFields[] }; links?: { next: string | null } } = await cds.get(path);
          expect(page.data.events.length).toBeLessThanOrEqual(limit);
          ids.push(...page.data.events.map(({ event_id }) => event_id));
          path = page.links?.next ?? null;
        }
        expect(ids).toEqual(whole);
      }
    });

    it('in no other way, and told what is wrong', async () => {
      const unknown = '00000000-0000-4000-8000-000000000000';
      await cds.failure(`/events/events?curb_zone_id=${unknown}`, 404);
      await cds.failure(`/events/events?curb_object_id=${unknown}`, 404);
      for (const query of [
        'event_time=2026-05-14',
        'event_time=2026-05-14T24',
        'event_time=2026-02-30T10',
        'start_time=2000000000000&end_time=1000000000000',
        'start_time=1&end_time=2000000000000',
        `event_time=${hour}&start_time=${hourMs}`,
        `curb_zone_id=${unknown}&curb_area_id=${unknown}`,
        'curb_zone_id=main-street',
        'cursor=x',
        'zone=a',
        'limit=1e3',
      ]) {
        expect((await cds.failure(`/events/events?${query}`, 400)).error, query).toBe('bad_param');
      }
    });
  });

  describe('of others', () => {
    const posted = (change: object = {}) => ({
      event_id: randomUUID(),
      event_type: 'park_start',
      event_time: hourMs - 10 * HOUR_MS,
      event_publication_time: hourMs - 10 * HOUR_MS + 1,
      event_location: { type: 'Point', coordinates: [ORIGIN.lng, ORIGIN.lat] },
      data_source_type: 'meter',
      data_source_device_id: randomUUID(),
      ...change,
    });
    const then = `start_time=${hourMs - 11 * HOUR_MS}&end_time=${hourMs - 9 * HOUR_MS}`;

    it('are taken once, however often the batch comes', async () => {
      const batch = [posted(), posted({ event_type: 'citation_issued' })];
      const first = await cds.post(batch);
      expect(first.status).toBe(201);
      expect(await first.json()).toEqual({ success: 2, total: 2, failures: [] });
      const again = await cds.post([...batch, batch[0]]);
      expect(again.status).toBe(200);
      expect(await again.json()).toEqual({ success: 3, total: 3, failures: [] });
      const events = await cds.events(then);
      expect(events.map(({ event_id }) => event_id).sort()).toEqual(batch.map(({ event_id }) => event_id).sort());
      expectList('events', await cds.get(`/events/events?${then}`), '1.1');
      expectList('events', await cds.get(`/events/events?${then}`, '1.0'), '1.0');
      expect(await cds.events(then, '1.0')).toHaveLength(1);
    });

    it('are taken once also where the batch comes again with another token of the same key', async () => {
      const scopes = ['read', 'operate'] as const;
      const wish = { cityId: 'demo', name: 'meters', scopes, expiresAtMs: null, nowMs };
      const { key, row } = await hub.app.get(ApiKeys).add(wish);
      const token = async (scope: string) => {
        const client = { client_id: row.id, client_secret: key };
        const body = new URLSearchParams({ grant_type: 'client_credentials', ...client, scope });
        const response = await fetch(`${hub.url}/oauth/token`, { method: 'POST', body });
        return ((await response.json()) as { access_token: string }).access_token;
      };
      const batch = [posted()];
      const statuses: number[] = [];
      for (const credential of [await token('operate'), await token('read operate'), key]) {
        statuses.push((await cds.post(batch, { authorization: `Bearer ${credential}` })).status);
      }
      expect(statuses).toEqual([201, 200, 200]);
      const other = await hub.app.get(ApiKeys).add(wish);
      expect((await cds.post(batch, { authorization: `Bearer ${other.key}` })).status).toBe(201);
    });

    it('are taken with the standard’s own slips: numbers as text, places as Features', async () => {
      const event = posted({
        event_time: String(hourMs - 10 * HOUR_MS),
        vehicle_length: '520',
        event_location: {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [1, 2] },
          properties: { timestamp: 1 },
        },
      });
      expect((await cds.post([event])).status).toBe(201);
      const stored = (await cds.events(then)).find(({ event_id }) => event_id === event.event_id);
      expect(stored).toMatchObject({ vehicle_length: 520, event_location: { type: 'Point', coordinates: [1, 2] } });
    });

    it('are as sure as 1 to 100 of what they name, and not taken beyond', async () => {
      for (const field of [
        'vehicle_type_confidence',
        'vehicle_license_plate_confidence',
        'vehicle_color_confidence',
        'vehicle_company_name_confidence',
        'vehicle_run_id_confidence',
      ]) {
        const taken = [1, 100].map((confidence) => posted({ [field]: confidence }));
        const refused = [0, 101].map((confidence) => posted({ [field]: confidence }));
        const response = await cds.post([...taken, ...refused]);
        const { success, failures } = (await response.json()) as { success: number; failures: Fields[] };
        expect([field, success, failures.map(({ item }) => item)]).toEqual([field, 2, refused]);
        for (const failure of failures) expect(failure).toMatchObject({ error: 'bad_param' });
        expect(String(failures[0]?.['error_details'])).toContain(field);
      }
    });

    it('come back whole where they cannot be taken, and the rest of the batch is', async () => {
      const good = posted();
      const changed = { ...good, data_source_type: 'other' };
      const bad = posted({ event_type: 'double_parking', vehicle_type_confidence: 101 });
      const nowhere = posted({ curb_zone_id: '00000000-0000-4000-8000-000000000000' });
      const response = await cds.post([good, bad, nowhere, 'nonsense', changed]);
      expect(response.status).toBe(201);
      const result = (await response.json()) as { success: number; total: number; failures: Fields[] };
      expect(result).toMatchObject({ success: 1, total: 5 });
      expect(result.failures.map(({ item, error }) => [item, error])).toEqual([
        [bad, 'bad_param'],
        ['nonsense', 'bad_param'],
        [nowhere, 'not_found'],
        [changed, 'conflict'],
      ]);
      expect(result.failures[0]?.['error_details']).toHaveLength(2);
    });

    it('are refused as a whole where they are no batch', async () => {
      await failureOf(await cds.post('{"event_id":'), 400);
      await failureOf(await cds.post({ events: [] }), 400);
      expect((await cds.post(Array.from({ length: 1_000 }, () => 0))).status).toBe(200);
      await failureOf(await cds.post(Array.from({ length: 1_001 }, () => 0)), 413);
      await failureOf(await cds.post(`[${'"x",'.repeat(500_001)}"x"]`), 413);
      await failureOf(await cds.post([], { accept: 'application/json' }), 406);
      await failureOf(await cds.post([], { accept: 'application/vnd.cds+json;version=1.0' }), 501);
      expect((await cds.post([])).status).toBe(200);
    });
  });
});
