import { describe, expect, it } from 'vitest';
import { batchSubject, decodeRecord, encodeRecord } from '#events';
import type { CurbRecord } from '#events';
import { admissionProblem, publicationOf } from '#events/nats';
import { dateAfter, localDay } from './calendar.js';
import { streetDay } from './street-day.js';
import { describeTownStreet } from './street.js';
import { STREETS, TOWN } from './town.js';

const MINUTE_MS = 60_000;
const ZONE = 'Europe/Amsterdam';
const [MILL, , , HARBOUR] = STREETS;

function records(street = MILL, { date = '2026-05-13', isAfter = false, seed = 1, reportMs = MINUTE_MS } = {}) {
  if (!street) throw new Error('the town has no such street');
  return streetDay({ street, day: localDay(date, ZONE), isAfter, seed, reportMs });
}
const stopsOf = (told: readonly CurbRecord[], type: string) =>
  told.flatMap(({ body }) => (body.type === 'park_end' && body.visit.type === type ? [body] : []));
const days = (count: number) => Array.from({ length: count }, (_, index) => dateAfter('2026-05-04', index));

describe("a day of the simulated town's street", () => {
  it('is the same for the same seed, byte for byte, and another for another', () => {
    const bytes = (seed: number) => records(MILL, { seed }).map(encodeRecord);
    expect(bytes(1)).toEqual(bytes(1));
    expect(bytes(2)).not.toEqual(bytes(1));
  });

  it('holds only what survives the wire and a hub admits, each record once', () => {
    const from = publicationOf(batchSubject(TOWN.deviceId));
    for (const street of STREETS) {
      const told = records(street);
      expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
      for (const record of told) {
        expect(decodeRecord(encodeRecord(record))).toEqual(record);
        expect(admissionProblem(record, from, record.recordedAtMs)).toBeNull();
      }
    }
  });

  it('ends every visit that it begins, and has no more of them at once than a zone has bays', () => {
    for (const street of STREETS) {
      const standing = new Map<string, Set<string>>();
      for (const { body } of records(street).sort((a, b) => a.atMs - b.atMs)) {
        if (body.type !== 'park_start' && body.type !== 'park_end') continue;
        const { zoneId, id } = body.visit;
        const zone = standing.get(zoneId) ?? new Set();
        standing.set(zoneId, zone);
        if (body.type === 'park_end') expect(zone.delete(id)).toBe(true);
        else zone.add(id);
        expect(zone.size).toBeLessThanOrEqual(street.curbs.find((curb) => curb.id === zoneId)?.bays ?? 1);
      }
      expect([...standing.values()].every(({ size }) => size === 0)).toBe(true);
    }
  });

  it.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-05-13', 24],
  ])('of %s has %i hours of reports', (date, hours) => {
    const reports = records(MILL, { date }).filter(({ body }) => body.type === 'scheduled_report');
    expect(reports).toHaveLength(hours * 60);
  });

  it('says the same of its work in fewer reports', () => {
    const observed = (reportMs: number) =>
      records(MILL, { reportMs }).reduce(
        (sum, { body }) => sum + (body.type === 'scheduled_report' ? body.observedMs : 0),
        0,
      );
    expect(observed(5 * MINUTE_MS)).toBe(observed(MINUTE_MS));
  });

  it('stands on the ground where its zones are drawn', () => {
    if (!MILL) throw new Error('the town has no street');
    const zones = new Map(describeTownStreet(MILL, TOWN.deviceId).zones.map((zone) => [zone.id, zone]));
    for (const { visit } of stopsOf(records(), 'dwell')) {
      const corners = zones.get(visit.zoneId)?.groundPolygon ?? [];
      const within = (axis: 'xM' | 'yM') => {
        const edges = corners.map((corner) => corner[axis]);
        const at = visit.place.ground?.[axis] ?? NaN;
        return at >= Math.min(...edges) && at <= Math.max(...edges);
      };
      expect([visit.zoneId, within('xM'), within('yM')]).toEqual([visit.zoneId, true, true]);
    }
  });
});

describe('a fortnight of the simulated town', () => {
  const told = (isAfter: boolean, street = MILL) =>
    days(14).flatMap((date) => records(street, { date, isAfter, seed: TOWN.seed }));

  it('has its deliveries in the morning, its quiet Sundays, and cameras that lose their picture', () => {
    const loadings = stopsOf(told(false), 'dwell').filter(({ visit }) => visit.zoneId === 'loading');
    const hourOf = ({ startMs }: { startMs: number }) => (new Date(startMs).getUTCHours() + 2) % 24;
    const isMorning = (stop: { startMs: number }) => hourOf(stop) >= 6 && hourOf(stop) < 11;
    expect(loadings.filter(isMorning).length).toBeGreaterThan(loadings.length / 2);
    const onSundays = loadings.filter(({ startMs }) => new Date(startMs).getUTCDay() === 0);
    expect(onSundays.length * 7).toBeLessThan(loadings.length);
    expect(told(false).filter(({ body }) => body.type === 'comms_lost').length).toBeGreaterThan(2);
  });

  it('has less double parking and more turnover under the new rule, where it holds, and the same where it does not', () => {
    const count = (isAfter: boolean, type: string, street = MILL) => stopsOf(told(isAfter, street), type).length;
    expect(count(true, 'double_parking')).toBeLessThan(count(false, 'double_parking') * 0.7);
    expect(count(true, 'dwell')).toBeGreaterThan(count(false, 'dwell') * 1.1);
    expect(count(true, 'double_parking', HARBOUR)).toBe(count(false, 'double_parking', HARBOUR));
  });
});
