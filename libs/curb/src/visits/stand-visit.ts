import { evidenceOf } from './evidence.js';
import type { Stand } from './stand.js';
import type { VehicleType, Visit, VisitType } from './visit.js';

/** Full confidence in one sighting at this score: CenterNet's best scores on street scenes are 0.6. */
const SCORE_FULL = 0.6;

/** How sure we are that a vehicle stood there, 1..99: its mean score, less for what could not be seen. */
export function confidence(stand: Stand, atMs: number): number {
  const score = Math.min(1, stand.scoreSum / Math.max(1, stand.sightings) / SCORE_FULL);
  const durationMs = Math.max(1, atMs - stand.startMs);
  const blindShare = Math.min(1, stand.blindMs / durationMs);
  return Math.max(1, Math.min(99, Math.round(100 * score * (1 - 0.5 * blindShare))));
}

/** Detectors call vans buses; the road they stand on tells them apart: no bus is shorter than this. */
const BUS_LENGTH_M_MIN = 9;

function typeBySize({ type, location }: Stand): VehicleType {
  const lengthM = location?.footprint?.lengthM ?? null;
  return type === 'bus' && lengthM !== null && lengthM < BUS_LENGTH_M_MIN ? 'truck' : type;
}

/** The stand as a visit of its zone; null outside all zones. */
export function visitOf(stand: Stand, type: VisitType, atMs: number): Visit | null {
  if (!stand.location) return null;
  const { zone, place } = stand.location;
  return {
    key: `${zone.id}/${stand.startMs}/${stand.ordinal}`,
    zoneId: zone.id,
    type,
    startMs: stand.startMs,
    startCensored: stand.startCensored,
    vehicleType: typeBySize(stand),
    confidence: confidence(stand, atMs),
    place,
    evidence: evidenceOf(stand),
  };
}
