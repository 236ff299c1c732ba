import { CurbRecords } from '../../apps/edge-node/src/records/curb-records.js';
import type { CurbRecord } from '#events';

const START_MS = Date.parse('2026-05-04T06:00:00Z');
const DAY_MS = 86_400_000;
const PLACES = [0.11, 0.23, 0.37, 0.52, 0.68, 0.81];

/** A day of a busy curb has so many events. */
export const EVENTS_A_DAY = 2_000;

/**
 * Events as a curb makes them, evenly over the day: stops that begin and end, one in ten of them double parked.
 * The same index gives the same record.
 */
export function streetEvent(index: number, cameraId = 'main-street'): CurbRecord {
  const records = new CurbRecords(cameraId);
  const stop = Math.floor(index / 2);
  const startMs = START_MS + Math.floor((stop * 2 * DAY_MS) / EVENTS_A_DAY);
  const isDoubleParked = stop % 10 === 9;
  const zoneId = isDoubleParked ? 'lane_near' : `bay_${stop % 6}`;
  const x = PLACES[stop % PLACES.length] ?? 0.5;
  const visit = {
    key: `${zoneId}/${startMs}`,
    zoneId,
    type: isDoubleParked ? ('double_parking' as const) : ('dwell' as const),
    startMs,
    startCensored: false,
    vehicleType: 'car' as const,
    confidence: 60 + (stop % 40),
    evidence: isDoubleParked ? (['arrival_seen', 'overtaken'] as const) : (['arrival_seen'] as const),
    place: { image: { x, y: 0.61 }, ground: { xM: 8.5 * x, yM: 17.25 } },
  };
  if (index % 2 === 0) return records.ofVisit({ type: 'park_start', atMs: startMs, visit }, startMs + 8_000);
  const atMs = startMs + 60_000 + ((stop * 7_919) % 1_800_000);
  const departed = { ...visit, evidence: [...visit.evidence, 'departure_seen' as const] };
  return records.ofVisit({ type: 'park_end', atMs, visit: departed, endCensored: false, blindMs: 0 }, atMs + 3_000);
}

/** The report of the minute with this number. */
export function minuteReport(index: number, cameraId = 'main-street'): CurbRecord {
  const endMs = START_MS + (index + 1) * 60_000;
  const counts = { framesDecoded: 300, framesAnalysed: 297, framesSkipped: 3, videoBytes: 7_500_123 };
  const report = { periodMs: 60_000, observedMs: 60_000, ...counts, configHash: 0xdead_beef };
  return new CurbRecords(cameraId).ofReport(report, endMs, endMs + 4);
}

/** The lane counts of the five minutes with this number. */
export function laneCounts(index: number, cameraId = 'main-street'): CurbRecord {
  const startMs = START_MS + index * 300_000;
  const lanes = [
    { zoneId: 'lane_near', vehicles: 60 + (index % 40) },
    { zoneId: 'lane_far', vehicles: 55 + (index % 30) },
  ];
  const [record] = new CurbRecords(cameraId).ofFlow(
    { startMs, periodMs: 300_000, blindMs: 0, lanes },
    startMs + 300_050,
  );
  if (!record) throw new Error('a period with lanes has a record');
  return record;
}
