import { recordId, visitId } from '#events';
import type { CurbRecord, RecordBody, VisitRecord } from '#events';

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FLOW_MS = 300_000;
/** With a report a minute and a flow each five minutes, this makes 2,000 records a camera and day. */
const VISITS_A_DAY = 136;
const ZONES = ['parking_a', 'parking_b', 'loading', 'bus_stop'] as const;
const LANES = ['lane_1', 'lane_2'] as const;

/** A small generator with a seed (mulberry32), so that every run writes the same. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One camera's records of `dayMs` from `startMs` on, in the order in which its box decides them. */
export function cameraDay(cameraId: string, startMs: number, dayMs: number, seed: number): CurbRecord[] {
  const random = seeded(seed);
  const endMs = startMs + dayMs;
  const record = (atMs: number, about: string | number, body: RecordBody): CurbRecord => ({
    id: recordId(cameraId, body.type, about),
    cameraId,
    atMs,
    recordedAtMs: atMs + 500,
    body,
  });
  const records: CurbRecord[] = [];
  for (let atMs = startMs + MINUTE_MS; atMs <= endMs; atMs += MINUTE_MS) {
    const body = { type: 'scheduled_report', periodMs: MINUTE_MS, observedMs: MINUTE_MS, framesDecoded: 300 } as const;
    const work = { framesAnalysed: 60, framesSkipped: 1, videoBytes: 7_500_000, configHash: 0xdead_beef };
    records.push(record(atMs, atMs, { ...body, ...work }));
    if (atMs % FLOW_MS !== 0) continue;
    const lanes = LANES.map((zoneId) => ({ zoneId, vehicles: Math.floor(random() * 60) }));
    const flow = { type: 'lane_flow', periodMs: FLOW_MS, observedMs: FLOW_MS, lanes } as const;
    records.push(record(atMs, `${atMs - FLOW_MS}/${LANES[0]}`, flow));
  }
  for (let i = 0; i < (VISITS_A_DAY * dayMs) / DAY_MS; i++) {
    const visit = stop(cameraId, i, random);
    const visitStartMs = startMs + Math.floor(random() * dayMs);
    const visitEndMs = visitStartMs + 30_000 + Math.floor(random() ** 3 * 4 * 3_600_000);
    records.push(record(visitStartMs, visit.id, { type: 'park_start', visit }));
    if (visitEndMs >= endMs) continue;
    const end = { type: 'park_end', visit, startMs: visitStartMs, endCensored: random() < 0.05, blindMs: 0 } as const;
    records.push(record(visitEndMs, visit.id, end));
  }
  return records.sort((a, b) => a.atMs - b.atMs);
}

function stop(cameraId: string, index: number, random: () => number): VisitRecord {
  const isBlocking = random() < 0.06;
  const place = { x: random(), y: random() };
  return {
    id: visitId(cameraId, `bench/${index}`),
    zoneId: isBlocking ? LANES[0] : (ZONES[Math.floor(random() * ZONES.length)] ?? ZONES[0]),
    type: isBlocking ? 'double_parking' : 'dwell',
    vehicleType: random() < 0.8 ? 'car' : 'truck',
    confidence: 50 + Math.floor(random() * 50),
    startCensored: random() < 0.03,
    place: { image: place, ground: { xM: place.x * 10, yM: place.y * 40 } },
    evidence: ['arrival_seen'],
  };
}
