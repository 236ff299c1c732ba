import type { CurbRecord, ParkEndBody, ParkStartBody, VisitRecord } from '#events';

const QUARTER_MS = 15 * 60_000;

/** What one hour of a zone amounts to, counted without any of the hub's code. */
export type HourSums = Record<string, number>;

/** The starts of a city's hours: when its clock shows a full hour, or has just been shifted within one. */
export function hourStarts(timeZone: string, fromMs: number, toMs: number): number[] {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const minutesAt = (atMs: number) => {
    const [hours = 0, minutes = 0] = format.format(atMs).split(':').map(Number);
    return hours * 60 + minutes;
  };
  const starts: number[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += QUARTER_MS) {
    const passed = (minutesAt(atMs) - minutesAt(atMs - QUARTER_MS) + 1_440) % 1_440;
    if (minutesAt(atMs) % 60 === 0 || passed !== 15) starts.push(atMs);
  }
  return starts;
}

/** Visits and lane flow of these records by zone and hour, by walking over all hours for each. */
export function recountStreet(records: readonly CurbRecord[], hours: readonly number[]) {
  const zones = new Map<string, HourSums>();
  const lanes = new Map<string, HourSums>();
  const add = (to: Map<string, HourSums>, place: string, hourMs: number, name: string, value: number) => {
    if (value === 0) return;
    const key = `${place}/${new Date(hourMs).toISOString()}`;
    const sums = to.get(key) ?? {};
    sums[name] = (sums[name] ?? 0) + value;
    to.set(key, sums);
  };
  const hourOf = (atMs: number) => hours.findLast((startMs) => startMs <= atMs) ?? NaN;
  for (const { cameraId, startMs, endMs, isEndSeen, visit } of lastWords(records)) {
    const place = `${cameraId}/${visit.zoneId}`;
    const isDwell = visit.type === 'dwell';
    if (!isDwell) add(zones, place, hourOf(startMs), 'double_parking', 1);
    else if (!visit.startCensored) add(zones, place, hourOf(startMs), 'arrivals', 1);
    if (endMs === null) continue;
    hours.forEach((hourMs, index) => {
      const overlapMs = Math.min(endMs, hours[index + 1] ?? Infinity) - Math.max(startMs, hourMs);
      if (overlapMs <= 0) return;
      add(zones, place, hourMs, isDwell ? 'occupied_ms' : 'blocked_ms', overlapMs);
      if (!isDwell) add(lanes, place, hourMs, 'blocked_ms', overlapMs);
    });
    if (!isDwell) continue;
    add(zones, place, hourOf(endMs), 'departures', 1);
    if (visit.startCensored || !isEndSeen) continue;
    add(zones, place, hourOf(endMs), 'measured_visits', 1);
    add(zones, place, hourOf(endMs), 'measured_dwell_ms', endMs - startMs);
  }
  for (const [place, { startMs, vehicles, observedMs }] of bestAccounts(records)) {
    const lane = place.slice(0, place.lastIndexOf('/'));
    add(lanes, lane, hourOf(startMs), 'vehicles', vehicles);
    add(lanes, lane, hourOf(startMs), 'observed_ms', observedMs);
  }
  return { zones, lanes };
}

interface LastWord {
  readonly cameraId: string;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly isEndSeen: boolean;
  readonly visit: VisitRecord;
}

function lastWords(records: readonly CurbRecord[]): LastWord[] {
  const told = new Map<string, (CurbRecord & { body: ParkStartBody | ParkEndBody })[]>();
  for (const record of records) {
    const { body } = record;
    if (body.type !== 'park_start' && body.type !== 'park_end') continue;
    const key = `${record.cameraId}/${body.visit.id}`;
    told.set(key, [...(told.get(key) ?? []), { ...record, body }]);
  }
  return [...told.values()].flatMap((of): LastWord[] => {
    const ends = of.filter(({ body }) => body.type === 'park_end');
    const [last] = (ends.length > 0 ? ends : of).sort((a, b) => b.atMs - a.atMs);
    if (!last) return [];
    const { cameraId, atMs, body } = last;
    if (body.type === 'park_start') {
      return [{ cameraId, startMs: atMs, endMs: null, isEndSeen: false, visit: body.visit }];
    }
    return [{ cameraId, startMs: body.startMs, endMs: atMs, isEndSeen: !body.endCensored, visit: body.visit }];
  });
}

function bestAccounts(records: readonly CurbRecord[]) {
  const best = new Map<string, { startMs: number; vehicles: number; observedMs: number }>();
  for (const { cameraId, atMs, body } of records) {
    if (body.type !== 'lane_flow') continue;
    const startMs = atMs - body.periodMs;
    for (const { zoneId, vehicles } of body.lanes) {
      const key = `${cameraId}/${zoneId}/${startMs}`;
      const known = best.get(key);
      const isBetter = !known || body.observedMs - known.observedMs || vehicles - known.vehicles;
      if (isBetter === true || Number(isBetter) > 0) best.set(key, { startMs, vehicles, observedMs: body.observedMs });
    }
  }
  return best;
}
