import type { CurbRecord, Fault, RecordBody, VisitRecord } from '#events';
import { faultId, recordId, visitId } from '#events';
import { exponential, seeded } from './seeded.js';
import { CONFIG_HASH, CURB_ZONES, LANES } from './street.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const FLOW_MS = 5 * MINUTE_MS;
/** How busy each hour of the day is, as a share of the busiest: a shopping street's. */
const RHYTHM = [1, 1, 1, 1, 1, 2, 4, 9, 14, 16, 17, 19, 20, 18, 17, 18, 19, 20, 17, 12, 8, 5, 3, 2].map((n) => n / 20);
const DOUBLE_PARKING_A_DAY = 9;
const VEHICLES_A_PERIOD_MAX = 55;
/** A camera loses its picture on every third day, for a quarter of an hour on average. */
const FAULT_SHARE = 1 / 3;
const FAULT_MS = 15 * MINUTE_MS;
/** A box decides a start when it has lasted, and an end when the place has stayed empty. */
const START_DECIDED_MS = 30_000;
const END_DECIDED_MS = 3_000;
const BYTES_A_MINUTE = 7_500_000;

interface Blind {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fault: Fault;
}

/**
 * One camera's records of the day that begins at `dayMs`, in the order in which its box decides them. Nobody stands
 * overnight. The same arguments give the same records, byte for byte.
 */
export function cameraDay(cameraId: string, dayMs: number, seed: number): CurbRecord[] {
  const random = seeded(seed, cameraId, dayMs);
  const blind = blindSpell(dayMs, random);
  const records = [
    ...(blind ? faultRecords(cameraId, blind) : []),
    ...periods(cameraId, dayMs, blind, random),
    ...CURB_ZONES.flatMap((zone) =>
      Array.from({ length: zone.bays }, (_, bay) => bayStops(cameraId, dayMs, { zone, bay, blind }, random)).flat(),
    ),
    ...LANES.flatMap((zoneId) => laneStops(cameraId, dayMs, { zoneId, blind }, random)),
  ];
  return records.sort((a, b) => a.recordedAtMs - b.recordedAtMs || (a.id < b.id ? -1 : 1));
}

function blindSpell(dayMs: number, random: () => number): Blind | null {
  if (random() > FAULT_SHARE) return null;
  const fromMs = Math.round(dayMs + random() * (DAY_MS - 2 * HOUR_MS));
  const forMs = Math.round(Math.min(HOUR_MS, MINUTE_MS + exponential(random, FAULT_MS)));
  return { fromMs, toMs: fromMs + forMs, fault: random() < 0.8 ? 'no_video' : 'blurred' };
}

function faultRecords(cameraId: string, { fromMs, toMs, fault }: Blind): CurbRecord[] {
  const id = faultId(cameraId, fault, fromMs);
  const lost = { type: 'comms_lost', faultId: id, fault } as const;
  const restored = { type: 'comms_restored', faultId: id, fault, lostAtMs: fromMs } as const;
  return [record(cameraId, fromMs, { about: id, body: lost }), record(cameraId, toMs, { about: id, body: restored })];
}

function* periods(cameraId: string, dayMs: number, blind: Blind | null, random: () => number): Generator<CurbRecord> {
  for (let endMs = dayMs + MINUTE_MS; endMs <= dayMs + DAY_MS; endMs += MINUTE_MS) {
    const observedMs = MINUTE_MS - blindMs(blind, endMs - MINUTE_MS, endMs);
    const frames = Math.round(observedMs / 200);
    const counts = { framesDecoded: frames, framesAnalysed: Math.floor(frames * 0.98), framesSkipped: frames % 7 };
    const videoBytes = Math.round((BYTES_A_MINUTE * observedMs) / MINUTE_MS);
    const work = { periodMs: MINUTE_MS, observedMs, ...counts, videoBytes, configHash: CONFIG_HASH };
    yield record(cameraId, endMs, { about: endMs, body: { type: 'scheduled_report', ...work } });
    if ((endMs - dayMs) % FLOW_MS !== 0) continue;
    const startMs = endMs - FLOW_MS;
    const seenMs = FLOW_MS - blindMs(blind, startMs, endMs);
    const lanes = LANES.map((zoneId) => {
      const busy = rhythmAt(startMs - dayMs) * VEHICLES_A_PERIOD_MAX * (0.7 + 0.6 * random());
      return { zoneId, vehicles: Math.round((busy * seenMs) / FLOW_MS) };
    });
    const body = { type: 'lane_flow', periodMs: FLOW_MS, observedMs: seenMs, lanes } as const;
    yield record(cameraId, endMs, { about: `${startMs}/${LANES[0]}`, body });
  }
}

interface BayOfDay {
  readonly zone: (typeof CURB_ZONES)[number];
  readonly bay: number;
  readonly blind: Blind | null;
}

/** One vehicle after the other in one bay: free, taken, free. */
function bayStops(cameraId: string, dayMs: number, { zone, bay, blind }: BayOfDay, random: () => number): CurbRecord[] {
  const records: CurbRecord[] = [];
  const endMs = dayMs + DAY_MS - MINUTE_MS;
  for (let atMs = dayMs; ;) {
    atMs += Math.round(exponential(random, zone.freeMs / rhythmAt(atMs - dayMs))) + MINUTE_MS;
    const leavesMs = Math.round(atMs + START_DECIDED_MS + exponential(random, zone.dwellMs));
    if (leavesMs > endMs) return records;
    const isBus = zone.kind === 'bus_stop';
    const vehicleType = isBus ? 'bus' : random() < (zone.kind === 'loading' ? 0.7 : 0.06) ? 'truck' : 'car';
    const image = placeAt((bay + 0.5 + 0.2 * random()) / (zone.bays + 1), 0.16 + 0.1 * random());
    const visit: VisitRecord = {
      ...{ id: visitId(cameraId, `${zone.id}/${bay}/${atMs}`), zoneId: zone.id, type: 'dwell', vehicleType },
      ...{ confidence: 60 + Math.floor(40 * random()), startCensored: false, evidence: ['arrival_seen'] },
      place: { image, ground: null },
    };
    records.push(...stopRecords(cameraId, visit, { startMs: atMs, endMs: leavesMs, blind }));
    atMs = leavesMs;
  }
}

function laneStops(
  cameraId: string,
  dayMs: number,
  { zoneId, blind }: { zoneId: string; blind: Blind | null },
  random: () => number,
): CurbRecord[] {
  const records: CurbRecord[] = [];
  for (let atMs = dayMs + 5 * HOUR_MS; ;) {
    atMs += Math.round(exponential(random, (LANES.length * DAY_MS) / DOUBLE_PARKING_A_DAY)) + MINUTE_MS;
    const endMs = Math.round(atMs + START_DECIDED_MS + exponential(random, 4 * MINUTE_MS));
    if (endMs > dayMs + 22 * HOUR_MS) return records;
    const visit: VisitRecord = {
      ...{ id: visitId(cameraId, `${zoneId}/${atMs}`), zoneId, type: 'double_parking' },
      ...{ vehicleType: random() < 0.6 ? 'truck' : 'car', confidence: 55 + Math.floor(45 * random()) },
      ...{ startCensored: false, evidence: ['arrival_seen', 'overtaken'] },
      place: { image: placeAt(0.1 + 0.8 * random(), 0.65), ground: null },
    };
    records.push(...stopRecords(cameraId, visit, { startMs: atMs, endMs, blind }));
    atMs = endMs;
  }
}

function stopRecords(
  cameraId: string,
  visit: VisitRecord,
  { startMs, endMs, blind }: { startMs: number; endMs: number; blind: Blind | null },
): CurbRecord[] {
  const hiddenMs = blindMs(blind, startMs, endMs);
  const endCensored = blind !== null && endMs > blind.fromMs && endMs <= blind.toMs;
  const evidence = [...visit.evidence, endCensored ? ('departure_unseen' as const) : ('departure_seen' as const)];
  const end: RecordBody = {
    type: 'park_end',
    visit: { ...visit, evidence: inOrder(evidence) },
    ...{ startMs, endCensored, blindMs: hiddenMs },
  };
  const start: RecordBody = { type: 'park_start', visit };
  return [
    record(cameraId, startMs, { about: visit.id, body: start, decidedMs: START_DECIDED_MS }),
    record(cameraId, endMs, { about: visit.id, body: end, decidedMs: END_DECIDED_MS }),
  ];
}

/** Departure stands before what was seen in the lane. */
function inOrder(evidence: VisitRecord['evidence']): VisitRecord['evidence'] {
  return [...evidence].sort((a, b) => Number(a === 'overtaken') - Number(b === 'overtaken'));
}

function blindMs(blind: Blind | null, fromMs: number, toMs: number): number {
  return blind ? Math.max(0, Math.min(toMs, blind.toMs) - Math.max(fromMs, blind.fromMs)) : 0;
}

/** To the ten thousandth of the picture, as on the wire. */
function placeAt(x: number, y: number): VisitRecord['place']['image'] {
  return { x: Math.round(x * 10_000) / 10_000, y: Math.round(y * 10_000) / 10_000 };
}

function rhythmAt(inDayMs: number): number {
  return RHYTHM[Math.floor(inDayMs / HOUR_MS) % RHYTHM.length] ?? 1;
}

function record(
  cameraId: string,
  atMs: number,
  { about, body, decidedMs = 5 }: { about: string | number; body: RecordBody; decidedMs?: number },
): CurbRecord {
  return { id: recordId(cameraId, body.type, about), cameraId, atMs, recordedAtMs: atMs + decidedMs, body };
}
