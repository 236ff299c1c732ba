import type { GroundPoint } from '../geometry/points.js';
import { isLane } from '../zones/zone.js';
import { isVehicle } from './belief.js';
import type { Stand } from './stand.js';

/**
 * In a queue it is 1 to 4 m from bumper to bumper, up to 10 m between centres; drivers who wait to pass a double-parked
 * vehicle leave themselves up to two car lengths to pull out.
 */
const HELD_GAP_M_MAX = 16;
/**
 * A queue has a head, and the head stands at a line: the stop line, to which an installer draws the lane, or one beyond
 * the picture. Whoever stands further than this from the lane's end with nobody ahead is not the head of a queue.
 */
const LINE_M_MAX = HELD_GAP_M_MAX;
/** A single vehicle waits right at the line: its centre within half a truck's length and 6 m of the lane's end. */
const ALONE_AT_LINE_M_MAX = 10;
/** Vehicles side by side at a stop line, or passing each other, are within two lanes. */
const ABREAST_M_MAX = 8;
/** Whoever passes does so in another lane: closer than half a lane it is the same vehicle under another track. */
const ASIDE_M_MIN = 1.5;
/** Whoever is right behind is off to the side by less than that: the middle of a box is up to half a meter from a vehicle's. */
const RIGHT_BEHIND_M_MAX = 1;
/** Passing a truck takes 3 s at walking pace and more; who is beside for longer than this waits in a queue of its own. */
const PASSING_MS_MAX = 10_000;
/** While one stops at a signal another may still pass in the next lane: amber takes 3 to 5 s. */
const AMBER_MS = 5_000;
/** A vehicle has passed another when its place is clear of it by about a length. */
const PASSED_M = 4;
/** Drivers of a queue start one after another within this time of the one ahead (saturation headway is about 2 s). */
const WAVE_MS_MAX = 4_500;
/** One follower waits behind a double-parked vehicle now and then; two that nobody passes, and it neither, are a queue. */
const WAVE_FOLLOWERS_MIN = 2;
/** So long after a departure the departures around it are known: a place counts as left when it was empty for a while. */
export const VERDICT_MS = 9_000;
/** A driver whose way has become free and who has not moved after this time is not waiting. */
const FREE_MS_MIN = 8_000;
/** Longer than a whole cycle of 120 s: whoever is followed and still stands does not lead a queue. */
const CYCLE_MS_MAX = 120_000;
/** Whoever is not found for a moment stands there; whoever has not been for this long may be on his way. */
const SEEN_LATELY_MS = 1_000;
/** A track is lost and begun again within this time; what stood for less may be a box of somebody else. */
const KNOWN_MS_MIN = 3_000;
/** Longer than the red phase of urban signals (cycles of 60 to 120 s): whoever still stands alone is not waiting. */
const SIGNAL_MS_MAX = 90_000;

/** Away from any line nobody waits for green, only for a moment: for people to cross, or a driver to park. */
const LINELESS_MS_MAX = 30_000;

/** Of a vehicle that could not be seen for longer than that share of its stop, nobody knows with whom it left. */
const BLIND_SHARE_MAX = 0.5;

/** A vehicle seen on the road plane, for telling who passes whom and who holds whom up. */
export interface Passing {
  readonly trackId: number;
  readonly at: GroundPoint;
  readonly velocity: GroundPoint;
  readonly isDriving: boolean;
  /** How long ago it came into sight, if it did so on its way; 0 for what was found at rest, vehicle or not. */
  readonly droveUpMs: number;
}

/** How a lane is driven: a unit vector on the ground, or null until enough traffic was seen. */
export type LaneDirection = GroundPoint | null;

/** How far `b` is ahead of `a` along `direction`, and how far to its side, in metres. */
export function offset(a: GroundPoint, b: GroundPoint, direction: GroundPoint): { aheadM: number; asideM: number } {
  const dx = b.xM - a.xM;
  const dy = b.yM - a.yM;
  return {
    aheadM: dx * direction.xM + dy * direction.yM,
    asideM: Math.abs(dx * direction.yM - dy * direction.xM),
  };
}

/** Whether another vehicle stands right ahead in the same lane: then this one waits, whatever that one does. */
export function isHeld(
  stand: Stand,
  others: Iterable<Stand>,
  direction: LaneDirection,
  passing: readonly Passing[] = [],
): boolean {
  if (passing.some((other) => isSlowAhead(stand, other, direction))) return true;
  for (const other of others) {
    if (other === stand || !isThere(other, stand.lastSeenMs) || other.location?.zone !== stand.location?.zone) continue;
    if (!isSeenEnough(other)) continue;
    const gap = gapAhead(stand, other, direction);
    if (gap !== null && gap > 0 && gap <= HELD_GAP_M_MAX) return true;
  }
  return false;
}

/** What is hardly seen at all is a mark on the road: it holds nobody up, and waits behind nobody. */
function isSeenEnough(stand: Stand): boolean {
  return isVehicle(stand, stand.lastSeenMs - stand.startMs);
}

/** Who was seen to drive off is not there any more, also where its place cannot be seen. */
function isThere({ leftAtMs, leavingAtMs }: Stand, atMs: number): boolean {
  return leftAtMs === null && (leavingAtMs === null || atMs - leavingAtMs <= FREE_MS_MIN);
}

/** Notes that it is held up now. */
export function noteHeld(stand: Stand, atMs: number): void {
  if (stand.heldAtMs === null || atMs - stand.heldAtMs > FREE_MS_MIN / 2) stand.heldSinceMs = atMs;
  stand.heldAtMs = atMs;
}

/** A vehicle that creeps, or has not stood long enough to be a stand, holds up whoever is behind it all the same. */
function isSlowAhead(stand: Stand, other: Passing, direction: LaneDirection): boolean {
  const { trackId, at, isDriving, droveUpMs } = other;
  const here = stand.location?.place.ground;
  // One that has just come into sight ahead of it may be itself, pulling out under another number.
  if (isDriving || droveUpMs < KNOWN_MS_MIN || !here || !direction || stand.trail?.trackId === trackId) return false;
  const { aheadM, asideM } = offset(here, at, direction);
  return asideM < ASIDE_M_MIN && aheadM > PASSED_M / 2 && aheadM <= HELD_GAP_M_MAX;
}

/**
 * Notes who waits right behind a standing vehicle in its lane, and whether one who did went away before it. At the head of
 * a queue, as for a left turn, everybody behind stays behind, however swiftly the next lane flows. Whoever stands behind
 * a double-parked vehicle drives around it.
 */
export function noteFollowers(stand: Stand, others: Iterable<Stand>, direction: LaneDirection, atMs: number): void {
  if (!direction || stand.leavingAtMs !== null || atMs - stand.lastSeenMs > SEEN_LATELY_MS) return;
  let followers = 0;
  let isFollowed = false;
  let lastGoneMs: number | null = null;
  for (const other of others) {
    if (other === stand || other.location?.zone !== stand.location?.zone || !isSeenEnough(other)) continue;
    const gap = gapAhead(stand, other, direction);
    if (gap === null || gap >= 0 || gap < -WAVE_FOLLOWERS_MIN * HELD_GAP_M_MAX) continue;
    if (isThere(other, atMs)) followers++;
    if (gap < -HELD_GAP_M_MAX) continue;
    if (isThere(other, atMs)) isFollowed = true;
    else if (hasDeserted(other, stand)) lastGoneMs = other.leftAtMs;
  }
  stand.followers = followers;
  if (isFollowed) stand.followedAtMs = atMs;
  // Somebody who stands there now may be the one who went, a length further up the queue.
  else stand.desertedAtMs ??= lastGoneMs;
}

/** Whether one that stood behind it for a while was seen to go before it. */
function hasDeserted({ leftAtMs, endCensored, startMs }: Stand, stand: Stand): boolean {
  if (leftAtMs === null || endCensored || leftAtMs <= stand.startMs) return false;
  return leftAtMs - startMs >= KNOWN_MS_MIN;
}

/** Notes the vehicles that drive from behind a standing one to ahead of it, in its own direction. */
export function noteOvertaking(
  stand: Stand,
  passing: readonly Passing[],
  direction: LaneDirection,
  atMs: number,
): void {
  const here = stand.location?.place.ground;
  if (!here || !direction || stand.leavingAtMs !== null || atMs - stand.startMs < AMBER_MS) return;
  for (const { trackId, at, velocity, isDriving } of passing) {
    if (!isDriving) continue;
    const { aheadM, asideM } = offset(here, at, direction);
    if (asideM > ABREAST_M_MAX) continue;
    const isAlong = velocity.xM * direction.xM + velocity.yM * direction.yM > 0;
    if (!isAlong) continue;
    if (aheadM < -PASSED_M) {
      stand.behind.add(trackId);
      if (asideM < RIGHT_BEHIND_M_MAX) stand.rear.add(trackId);
    } else if (asideM >= ASIDE_M_MIN && aheadM <= PASSED_M && stand.behind.has(trackId)) {
      if (!stand.abreast.has(trackId)) stand.abreast.set(trackId, atMs);
    } else if (aheadM > PASSED_M && atMs - (stand.abreast.get(trackId) ?? -Infinity) <= PASSING_MS_MAX) {
      stand.overtakenAtMs ??= atMs;
      if (stand.rear.has(trackId)) stand.goneAroundAtMs ??= atMs;
    }
  }
}

export type Verdict = 'double_parking' | 'queue' | 'open';

/** While it stands: is it sure already that the vehicle does not wait its turn? */
export function verdictStanding(stand: Stand, atMs: number): Verdict {
  const { startMs, heldAtMs, sightRegainedMs } = stand;
  const freeSinceMs = Math.max(startMs, heldAtMs ?? startMs, sightRegainedMs ?? startMs);
  if (atMs - freeSinceMs < FREE_MS_MIN) return 'open';
  if (isPassedBy(stand, atMs)) return 'double_parking';
  stand.outlastedSignal = atMs - freeSinceMs >= waitMsMax(stand, atMs);
  return stand.outlastedSignal ? 'double_parking' : 'open';
}

/** For how long whoever stands free may still be waiting for something. */
function waitMsMax(stand: Stand, atMs: number): number {
  if (leadsQueue(stand, atMs)) return CYCLE_MS_MAX;
  return lineOf(stand) === 'none' && stand.followers === 0 ? LINELESS_MS_MAX : SIGNAL_MS_MAX;
}

/** After it left and a wave would have passed: did it leave alone, or with others that had stood as well? */
export function verdictReleased(stand: Stand, others: Iterable<Stand>, direction: LaneDirection): Verdict {
  const leftAtMs = stand.leftAtMs ?? stand.lastSeenMs;
  const unseenMs = stand.blindMs + (stand.endCensored ? stand.hiddenMs : 0);
  if (unseenMs > BLIND_SHARE_MAX * (leftAtMs - stand.startMs)) return 'open';
  // What seemed to hold it up only after it had left was itself, on its way.
  const { heldAtMs, heldSinceMs } = stand;
  const wasHeld = heldAtMs !== null && heldSinceMs !== null && heldSinceMs < leftAtMs;
  if (wasHeld && leftAtMs - heldAtMs <= FREE_MS_MIN) return 'queue';
  if (isPassedBy(stand, leftAtMs)) return 'double_parking';
  const line = lineOf(stand);
  if (line === 'here') return 'queue';
  const wave = [...others].filter((other) => other !== stand && leftTogether(stand, other, direction));
  if (line === 'none') {
    // Whoever stood behind leaves after it in any case; it takes several, or one beside it, to make a wave.
    const beside = wave.some(({ location }) => location?.zone !== stand.location?.zone);
    return beside || wave.length >= WAVE_FOLLOWERS_MIN ? 'queue' : 'double_parking';
  }
  return wave.length > 0 ? 'queue' : 'double_parking';
}

/** Whether it stood first and others left after it: it may have stood at a line. */
export function ledOthers(stand: Stand, others: Iterable<Stand>, direction: LaneDirection): boolean {
  if (stand.leftAtMs === null || (stand.heldAtMs ?? 0) > stand.startMs || isPassedBy(stand, stand.leftAtMs))
    return false;
  return [...others].some((other) => other !== stand && leftTogether(stand, other, direction));
}

/** Whether traffic went past it in a way that it does past nobody who waits. */
function isPassedBy(stand: Stand, atMs: number): boolean {
  const { overtakenAtMs, goneAroundAtMs } = stand;
  if (overtakenAtMs === null || atMs - overtakenAtMs < FREE_MS_MIN) return false;
  const line = lineOf(stand);
  // The next lane may flow while this one waits at its line, as for a left turn.
  const mayBeLine = line !== 'none' || (stand.followers >= WAVE_FOLLOWERS_MIN && goneAroundAtMs === null);
  if (mayBeLine && leadsQueue(stand, atMs)) return false;
  return line !== 'here' || (goneAroundAtMs !== null && atMs - goneAroundAtMs >= FREE_MS_MIN);
}

/** Whether a queue would begin where the vehicle stands: at a line, perhaps, surely not, or nobody knows. */
function lineOf({ laneAheadM, isAtKnownLine }: Stand): 'here' | 'near' | 'none' | 'unknown' {
  if (isAtKnownLine) return 'here';
  if (laneAheadM === null) return 'unknown';
  if (laneAheadM <= ALONE_AT_LINE_M_MAX) return 'here';
  return laneAheadM <= LINE_M_MAX ? 'near' : 'none';
}

/**
 * Whether two that stood in lanes left as a wave does: within seconds, or as many more as there are vehicles between them.
 * Away from any line they must have stood side by side, or one behind the other and left in that order.
 */
function leftTogether(stand: Stand, other: Stand, direction: LaneDirection): boolean {
  const leftAtMs = stand.leftAtMs ?? stand.lastSeenMs;
  const otherLeftAtMs = other.leftAtMs ?? other.leavingAtMs;
  if (otherLeftAtMs === null || !other.location || !isLane(other.location.zone.kind)) return false;
  const afterMs = otherLeftAtMs - leftAtMs;
  if (lineOf(stand) !== 'none') return Math.abs(afterMs) <= WAVE_MS_MAX;
  const gap = gapAhead(stand, other, direction);
  if (gap === null) return false;
  if (other.location.zone !== stand.location?.zone) {
    return Math.abs(gap) <= ABREAST_M_MAX && Math.abs(afterMs) <= WAVE_MS_MAX;
  }
  if (gap >= 0 || gap < -WAVE_FOLLOWERS_MIN * HELD_GAP_M_MAX) return false;
  return afterMs > 0 && afterMs <= WAVE_FOLLOWERS_MIN * WAVE_MS_MAX;
}

/** Whether others wait behind it and none of them has gone around it: then those who pass drive in a lane of their own. */
function leadsQueue({ followedAtMs, desertedAtMs }: Stand, atMs: number): boolean {
  return followedAtMs !== null && desertedAtMs === null && atMs - followedAtMs <= FREE_MS_MIN;
}

function gapAhead(stand: Stand, other: Stand, direction: LaneDirection): number | null {
  const a = stand.location?.place.ground;
  const b = other.location?.place.ground;
  if (a && b) {
    if (direction) return offset(a, b, direction).aheadM;
    return Math.hypot(a.xM - b.xM, a.yM - b.yM);
  }
  // Without calibration a vehicle's own size is the measure: one box size is about 3 m of road.
  const size = Math.sqrt(stand.place.width * stand.place.height);
  const dx = other.place.x + other.place.width / 2 - stand.place.x - stand.place.width / 2;
  const dy = other.place.y + other.place.height - stand.place.y - stand.place.height;
  return (Math.hypot(dx, dy) / size) * 3;
}
