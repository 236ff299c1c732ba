import type { Location } from './zone-map.js';
import type { ShareBox } from './share-box.js';
import type { Trail } from './trail.js';
import type { VehicleType } from './visit.js';

/**
 * A vehicle standing at a place, whether or not it counts yet. It is tied to the place: its track may change or be
 * lost and the stand goes on.
 *
 * `watched` → `counted` (park_start given) → `released` (park_end given). A stand that never counts stays `watched`; either is
 * forgotten some time after the vehicle has left.
 */
export interface Stand {
  readonly ordinal: number;
  /** The track that came to rest here; the stand may be carried on by others. `NO_TRACK` once its history is lost. */
  trackId: number;
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
  /** The share of it that nearer vehicles covered when it was found, on average. */
  coveredShare: number;
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
  /** Not found since a gap in sight: whoever stands there now is yet to be told from it. */
  isAwaited: boolean;
  /** When the latest gap in sight ended: whether something held it up until then is not known. */
  sightRegainedMs: number | null;
  /** When a vehicle ahead last held it up, and since when without a break. */
  heldAtMs: number | null;
  heldSinceMs: number | null;
  /** When another last stood right behind it, in its lane. */
  followedAtMs: number | null;
  /** When one that stood behind it left before it did: nobody in a queue does. */
  desertedAtMs: number | null;
  /** Tracks that drove up from behind while it stood, and when those among them came beside it that did. */
  readonly behind: Set<number>;
  readonly abreast: Map<number, number>;
  /** Those among them that came up behind it in its own lane. */
  readonly rear: Set<number>;
  /** When the first of them had passed it. */
  overtakenAtMs: number | null;
  /** When the first that had come up behind it in its own lane had driven around it: nobody does that at a stop line. */
  goneAroundAtMs: number | null;
  /** How far its lane goes on ahead of its place, in metres; null while that is not known. */
  laneAheadM: number | null;
  /** Earlier queues have begun where it stands. */
  isAtKnownLine: boolean;
  /** How many stand behind it in its lane. */
  followers: number;
  /** It counted because it stood free for longer than anybody waits there. */
  outlastedSignal: boolean;
}

/** Trackers count from 1. */
export const NO_TRACK = 0;

/** A vehicle first seen at rest within this time of the watch's beginning was there before. */
const BEGINNING_MS = 3_000;

/** The stand of a vehicle that has come to rest; `watchSinceMs` is when the watch began to see. */
export function newStand(
  trail: Trail,
  location: Location | null,
  { ordinal, watchSinceMs, atMs }: { readonly ordinal: number; readonly watchSinceMs: number; readonly atMs: number },
): Stand {
  const fromBeginning = trail.firstSeenMs - watchSinceMs <= BEGINNING_MS;
  const startCensored = trail.appearedAtRest;
  const foundMs = fromBeginning ? watchSinceMs : trail.firstSeenMs;
  return {
    ordinal,
    trackId: trail.trackId,
    cameFromNowhere: startCensored && !fromBeginning,
    location,
    startMs: startCensored ? foundMs : trail.cameToRestMs(),
    startCensored,
    place: trail.place,
    trail,
    type: trail.type,
    state: 'watched',
    lastSeenMs: atMs,
    blindMs: 0,
    seenMs: trail.restMs(atMs),
    reshapedMs: 0,
    missingMs: 0,
    emptyRunMs: 0,
    emptyMs: 0,
    gapMsMax: 0,
    coveredShare: 0,
    hiddenMs: 0,
    scoreSum: trail.score,
    sightings: 1,
    leavingAtMs: null,
    departing: null,
    leftAtMs: null,
    endCensored: false,
    isAwaited: false,
    sightRegainedMs: null,
    heldAtMs: null,
    heldSinceMs: null,
    followedAtMs: null,
    desertedAtMs: null,
    behind: new Set(),
    abreast: new Map(),
    rear: new Set(),
    overtakenAtMs: null,
    goneAroundAtMs: null,
    laneAheadM: null,
    isAtKnownLine: false,
    followers: 0,
    outlastedSignal: false,
  };
}
