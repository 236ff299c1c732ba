import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CameraBucket } from '#events/nats';
import type { CurbRecord } from '#events';
import { RecordLedger } from '../../apps/hub/src/ingest/record-ledger.js';
import type { EventView } from '../../apps/hub/src/api/event.view.js';
import { CurbNewsDesk } from '../../apps/hub/src/cds/events/curb-news.js';
import { ViolationSource } from '../../apps/hub/src/reports/violation-source.js';
import type { DayVisit } from '../../apps/hub/src/reports/violation-source.js';
import type { HubUnderTest } from '../hub/support/hub-under-test.js';
import { CAMERA, Stop, delivery, description } from '../hub/support/records.js';
import { CdsClient } from './support/cds-client.js';
import type { Fields } from './support/cds-client.js';
import { curbsFile, publish, startCity } from './support/street.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const START_DATE = '2025-01-01T00:00:00Z';
/** When the city forbade what it had allowed, and when it allowed it again. */
const FORBIDDEN_MS = Date.parse('2025-03-04T12:00:00Z');
const ALLOWED_MS = Date.parse('2025-03-06T12:00:00Z');

/** When it wrote the hour anew, with another rule for buses, and when it made two hours of it. */
const REWRITTEN_MS = Date.parse('2025-04-01T16:20:00Z');
const LENGTHENED_MS = Date.parse('2025-04-02T16:20:00Z');

/** Main Street with its lane, under these policies, and a school street that nobody may stop in from 8 to 10. */
function streetUnder(...policies: string[]) {
  const file = curbsFile();
  file.policies.push({ key: 'buses', priority: 1, rules: [{ activity: 'stopping', user_classes: ['bus'] }] });
  const parking = { activity: 'parking', max_stay_unit: 'hour' };
  const anHour = { ...parking, max_stay: 1, name: 'Parking for an hour' };
  file.policies.push({ key: 'one-hour-rewritten', priority: 20, name: 'As the council decided', rules: [anHour] });
  file.policies.push({ key: 'two-hours', priority: 20, rules: [{ ...parking, max_stay: 2 }] });
  file.policies.push({
    key: 'school',
    priority: 1,
    rules: [{ activity: 'no stopping' }],
    time_spans: [{ time_of_day_start: '08:00', time_of_day_end: '10:00' }],
  });
  const changes: Readonly<Record<string, object>> = {
    parking_a: { policies, adjacent_lanes: ['lane_1'] },
    clearway_a: { policies: ['school'] },
  };
  file.zones = file.zones.map((zone) => ({ ...zone, start_date: START_DATE, ...changes[String(zone['key'])] }));
  return file;
}

describe('what a city ruled', () => {
  let hub: HubUnderTest;
  let cds: CdsClient;

  beforeAll(async () => {
    hub = await startCity({ KERBLINE_TIME_ZONE: 'America/New_York' });
    cds = new CdsClient(hub);
    await (await CameraBucket.open(hub.connection)).put(description());
    await vi.waitFor(async () => expect((await hub.get(`/api/v1/zones/${CAMERA}.lane_1`)).status).toBe(200), {
      timeout: 30_000,
      interval: 25,
    });
    await publish(hub, streetUnder('one-hour'), { nowMs: Date.parse(START_DATE) });
    await publish(hub, streetUnder('clearway'), { nowMs: FORBIDDEN_MS });
    await publish(hub, streetUnder('one-hour'), { nowMs: ALLOWED_MS });
    await publish(hub, streetUnder('buses', 'one-hour-rewritten'), { nowMs: REWRITTEN_MS });
    await publish(hub, streetUnder('two-hours'), { nowMs: LENGTHENED_MS });
  });
  afterAll(() => hub.stop());

  const commit = (...records: CurbRecord[]) => hub.app.get(RecordLedger).commit(records.map(delivery));
  /** What is told of one stop: each violation's code, and when it began and ended. */
  const violationsOf = async (startMs: number, dwellMs: number, zoneId = 'parking_a') => {
    const stop = new Stop(startMs, { zoneId });
    await commit(stop.started(), stop.ended(startMs + dwellMs));
    const told = await cds.events(`start_time=${startMs}&end_time=${startMs + dwellMs + 1}`);
    return told
      .filter((event) => event['event_session_id'] === stop.visit.id && 'enforcement' in event)
      .map(({ event_type, event_time, ...event }) => {
        const [violation] = (event['enforcement'] as { violations: Fields[] }).violations;
        return [violation?.['violation_code'], event_type.replace('vehicle_violation_', ''), event_time];
      });
  };

  describe('holds for its own time', () => {
    it('and not for a stop of the day before, which is judged by what held then', async () => {
      const startMs = FORBIDDEN_MS - 24 * HOUR_MS;
      expect(await violationsOf(startMs, HOUR_MS)).toEqual([]);
      const longMs = startMs + 2 * HOUR_MS;
      expect(await violationsOf(longMs, HOUR_MS + 1)).toEqual([
        ['max_stay', 'end', longMs + HOUR_MS + 1],
        ['max_stay', 'start', longMs + HOUR_MS],
      ]);
    });

    it('from its first moment, and no longer than until the next', async () => {
      expect(await violationsOf(FORBIDDEN_MS - 2 * MINUTE_MS, 2 * MINUTE_MS)).toEqual([]);
      expect(await violationsOf(FORBIDDEN_MS, 1)).toEqual([
        ['no_stopping', 'end', FORBIDDEN_MS + 1],
        ['no_stopping', 'start', FORBIDDEN_MS],
      ]);
      expect(await violationsOf(ALLOWED_MS - 1, 1)).toEqual([
        ['no_stopping', 'end', ALLOWED_MS],
        ['no_stopping', 'start', ALLOWED_MS - 1],
      ]);
      expect(await violationsOf(ALLOWED_MS, MINUTE_MS)).toEqual([]);
    });

    it('within a stop that was there before and stayed on after', async () => {
      expect(await violationsOf(FORBIDDEN_MS - 10 * MINUTE_MS, 20 * MINUTE_MS)).toEqual([
        ['no_stopping', 'end', FORBIDDEN_MS + 10 * MINUTE_MS],
        ['no_stopping', 'start', FORBIDDEN_MS],
      ]);
      expect(await violationsOf(ALLOWED_MS - 10 * MINUTE_MS, 20 * MINUTE_MS)).toEqual([
        ['no_stopping', 'end', ALLOWED_MS],
        ['no_stopping', 'start', ALLOWED_MS - 10 * MINUTE_MS],
      ]);
    });
  });

  it('for hours of the day is read on its own clock, in winter and in summer, from the first moment to the last', async () => {
    for (const eightMs of [Date.parse('2025-01-15T13:00:00Z'), Date.parse('2025-07-15T12:00:00Z')]) {
      const at = (startMs: number) => violationsOf(startMs, 1, 'clearway_a');
      const tenMs = eightMs + 2 * HOUR_MS;
      expect(await at(eightMs - 1)).toEqual([]);
      expect(await at(eightMs)).toHaveLength(2);
      expect(await at(tenMs - 1)).toHaveLength(2);
      expect(await at(tenMs)).toEqual([]);
      // The whole of it, of a stop that is there before and after.
      expect(await violationsOf(eightMs - HOUR_MS, 4 * HOUR_MS, 'clearway_a')).toEqual([
        ['no_stopping', 'end', tenMs],
        ['no_stopping', 'start', eightMs],
      ]);
    }
  });

  /** What subscribers are told of a stop once it has ended, and what a report that is made some hours later says. */
  const toldOf = async (startMs: number, dwellMs: number, zoneId: string) => {
    const stop = new Stop(startMs, { zoneId });
    const end = stop.ended(startMs + dwellMs);
    await commit(stop.started(), end);
    const told = { id: end.id, type: 'park_end', camera: CAMERA, time: new Date(end.atMs).toISOString() };
    const record = { ...told, visit: stop.visit.id, fault: null } as EventView;
    const news = await hub.app.get(CurbNewsDesk).of('demo', [record]);
    const visits = await hub.database.query<DayVisit[]>('select * from visits where id = $1', [stop.visit.id]);
    const city = { id: 'demo', name: 'Demo', timeZone: 'America/New_York' };
    const reported = await hub.app.get(ViolationSource).among(city, visits, end.atMs + 12 * HOUR_MS);
    return {
      news: news
        .filter(({ type }) => type.startsWith('vehicle_violation'))
        .map(({ type, view }) => [type.replace('vehicle_violation_', ''), view['event_time']]),
      reported: reported.map((violation) => [violation.rule, violation.startMs, violation.endMs]),
    };
  };

  it('for hours of the day is read on that clock in what subscribers and reports are told, too', async () => {
    const eightMs = Date.parse('2025-01-16T13:00:00Z');
    for (const [startMs, isForbidden] of [
      [eightMs - 1, false],
      [eightMs, true],
      [eightMs + 2 * HOUR_MS - 1, true],
      [eightMs + 2 * HOUR_MS, false],
    ] as const) {
      const told = await toldOf(startMs, 1, 'clearway_a');
      expect(told).toEqual({
        news: isForbidden
          ? [
              ['start', startMs],
              ['end', startMs + 1],
            ]
          : [],
        reported: isForbidden ? [['no stopping', startMs, startMs + 1]] : [],
      });
    }
  });

  it('of how long one may stay counts on from the arrival while a policy is written anew, wherever it is told', async () => {
    const startMs = REWRITTEN_MS - 20 * MINUTE_MS;
    expect(await violationsOf(startMs, HOUR_MS)).toEqual([]);
    expect(await toldOf(startMs, HOUR_MS, 'parking_a')).toEqual({ news: [], reported: [] });
    const [overMs, endMs] = [startMs + HOUR_MS, startMs + HOUR_MS + 1];
    expect(await violationsOf(startMs, HOUR_MS + 1)).toEqual([
      ['max_stay', 'end', endMs],
      ['max_stay', 'start', overMs],
    ]);
    expect(await toldOf(startMs, HOUR_MS + 1, 'parking_a')).toEqual({
      news: [
        ['start', overMs],
        ['end', endMs],
      ],
      reported: [['Parking for an hour', overMs, endMs]],
    });
  });

  it('of how long one may stay counts another limit from when it came into force', async () => {
    const overMs = LENGTHENED_MS + 2 * HOUR_MS;
    const startMs = LENGTHENED_MS - 59 * MINUTE_MS;
    expect(await violationsOf(startMs, overMs - startMs)).toEqual([]);
    expect(await violationsOf(startMs, overMs - startMs + 1)).toEqual([
      ['max_stay', 'end', overMs + 1],
      ['max_stay', 'start', overMs],
    ]);
  });

  it('of a lane beside a zone gives whoever double-parks in it that zone, and no one in another lane', async () => {
    const startMs = Date.parse('2025-02-03T15:00:00Z');
    const beside = new Stop(startMs, { zoneId: 'lane_1', type: 'double_parking' });
    const apart = new Stop(startMs, { zoneId: 'lane_2', type: 'double_parking' });
    await commit(beside.started(), apart.started());
    const range = `start_time=${startMs}&end_time=${startMs + 1}`;
    const { data } = await cds.get<{ zones: Fields[] }>('/curbs/zones');
    const zone = data.zones.find((each) => each['street_name'] === 'Main Street');
    const told = await cds.events(range);
    const of = (stop: Stop) => told.filter((event) => event['event_session_id'] === stop.visit.id);
    expect(of(beside)).toHaveLength(2);
    for (const event of of(beside)) {
      const { curb_zone_id, curb_area_ids } = zone as Fields;
      expect(event).toMatchObject({ curb_zone_id, curb_area_ids, vehicle_blocked_lane_types: ['travel_lane'] });
    }
    expect(of(apart)).toHaveLength(2);
    expect(of(apart).filter((event) => 'curb_zone_id' in event)).toEqual([]);
    // Asked for by the zone, it is there too.
    const ofZone = await cds.events(`${range}&curb_zone_id=${String(zone?.['curb_zone_id'])}`);
    expect(ofZone.map(({ event_id }) => event_id)).toEqual(of(beside).map(({ event_id }) => event_id));
  });
});
