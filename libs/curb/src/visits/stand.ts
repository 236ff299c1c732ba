import { evidenceOf } from './evidence.js';
import type { Location } from './zone-map.js';
import type { ShareBox } from './share-box.js';
import type { Trail } from './trail.js';
import type { VehicleType, Visit, VisitType } from './visit.js';

/**
 * A vehicle standing at a place, whether or not it counts yet. It is tied to the place: its track may change or be
 * lost and the stand goes on.
 *
 * `watched` → `counted` (park_start given) → `released` (park_end given). A stand that never counts stays `watched`; either is
 * forgotten some time after the vehicle has left.
 */
export interface Stand {
  readonly ordinal: number;
  /** The track that came to rest here; the stand may be carried on by others. */
  readonly trackId: number;
  /** Neither seen to arrive nor there when the watch began. */
  readonly cameFromNowhere: boolean;
  /** Moves until the stand counts, as its place does. */
  location: Location | null;
  /** Moves until the stand counts. */
  startMs: number;
  readonly startCensored: boolean;
  place: ShareBox;
  trail: Trail | null;
  type: VehicleType;
  state: 'watched' | 'counted' | 'released';
  lastSeenMs: number;
  /** How long the place could not be seen, hidden or with the camera blind. */
  blindMs: number;
  /** How long it was seen standing there. */
  seenMs: number;
  /** How long the place could be seen and nothing was found there, since it was last found. */
  missingMs: number;
  /** How long its boxes have had another shape than its place. */
  reshapedMs: number;
  /** How long of that without anything hiding the place in between: the latest stretch, and the longest. */
  emptyRunMs: number;
  emptyMs: number;
  /** The longest such time after which it was found again. */
  gapMsMax: number;
  /** How long the place has been hidden since it was last found. */
  hiddenMs: number;
  scoreSum: number;
  sightings: number;
  /** When it was seen to move off: not believed before its place has been seen empty, or taken by another. */
  leavingAtMs: number | null;
  /** The trail of that move. */
  departing: Trail | null;
  /** When it left, once that is sure. */
  leftAtMs: number | null;
  endCensored: boolean;
  /** When a vehicle ahead last held it up. */
  heldAtMs: number | null;
  /** Tracks that drove up from behind while it stood, and when those among them came beside it that did. */
  readonly behind: Set<number>;
  readonly abreast: Map<number, number>;
  /** When the first of them had passed it. */
  overtakenAtMs: number | null;
  /** It counted because it stood alone for longer than any red light. */
  outlastedSignal: boolean;
}

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
