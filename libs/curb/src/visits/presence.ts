import { SAME_PLACE_MIN } from './same-place.js';
import { isPartOf, isWithin, overlap } from './share-box.js';
import type { ShareBox } from './share-box.js';
import type { Stand } from './stand.js';
import type { Trail } from './trail.js';

/** A vehicle that has rested this long is a stand; shorter rests are traffic. */
export const REST_MS_MIN = 1_500;
/** A place that can be seen, and at which nothing is found for this long, has been left. */
const MISSING_MS_MAX = 15_000;
/** The same for vehicles that are found without gaps; else this many times the longest gap there was. */
const MISSING_MS_MIN = 6_000;
const USUAL_GAPS = 4;
/** An end is unseen when the place was hidden for longer than this between the last sight and the empty place. */
const UNSEEN_END_MS_MIN = 1_000;
/** The same when its vehicle was seen to drive off: long enough to tell that from a passing car taking over its track. */
export const EMPTY_MS_MIN = 4_000;
/** Boxes of a vehicle in plain view overlap by more than this; a vehicle is beside another for up to 4 s when it passes. */
const SAME_SHAPE_MIN = 0.7;
const RESHAPED_MS_MIN = 4_000;

/** It was found with this share of it covered. */
export function noteCovered(stand: Stand, share: number): void {
  stand.coveredShare += (share - stand.coveredShare) / stand.sightings;
}

/** The stand's own track, while it is at the stand's place. */
export function ownTrail(stand: Stand, atMs: number): Trail | null {
  const { trail } = stand;
  if (trail?.lastSeenMs !== atMs) return null;
  if (stand.leavingAtMs === null || overlap(stand.place, trail.box) >= SAME_PLACE_MIN) return trail;
  if (isPartOf(trail.box, stand.place)) return trail;
  stand.trail = null;
  return null;
}

/** A track was found at the place: the vehicle, unless it is about to leave. */
export function noteSeen(stand: Stand, trail: Trail, elapsedMs: number, atMs: number): void {
  stand.trail = trail;
  stand.lastSeenMs = atMs;
  stand.isAwaited = false;
  if (stand.leavingAtMs !== null && trail.restMs(atMs) < REST_MS_MIN) return;
  movePlace(stand, trail.place, elapsedMs);
  stand.type = trail.sightings >= 3 ? trail.type : stand.type;
  stand.gapMsMax = Math.max(stand.gapMsMax, stand.missingMs);
  stand.missingMs = 0;
  stand.emptyRunMs = 0;
  stand.emptyMs = 0;
  stand.seenMs += elapsedMs;
  stand.leavingAtMs = null;
  stand.departing = null;
  stand.hiddenMs = 0;
  stand.scoreSum += trail.score;
  stand.sightings++;
}

/** The place cannot be seen: nothing is known of it. */
export function noteHidden(stand: Stand, elapsedMs: number): void {
  stand.blindMs += elapsedMs;
  stand.hiddenMs += elapsedMs;
  stand.emptyRunMs = 0;
}

/** The place is in plain view and nothing was found there: after a while the vehicle has left. */
export function noteMissing(stand: Stand, elapsedMs: number): void {
  stand.missingMs += elapsedMs;
  stand.emptyRunMs += elapsedMs;
  stand.emptyMs = Math.max(stand.emptyMs, stand.emptyRunMs);
  const patience = stand.leavingAtMs === null ? patienceMs(stand) : EMPTY_MS_MIN;
  if (stand.missingMs >= patience) leave(stand);
}

/** The vehicle has left: when it was seen to move off, or else when it was last there. What was not seen after is not its. */
export function leave(stand: Stand): void {
  const movedOffMs = stand.departing?.movedOffMs(stand.place) ?? stand.leavingAtMs;
  stand.leftAtMs = Math.max(stand.startMs, movedOffMs ?? stand.lastSeenMs);
  stand.endCensored = movedOffMs === null && stand.hiddenMs > UNSEEN_END_MS_MIN;
  if (movedOffMs === null) stand.blindMs -= stand.hiddenMs;
}

/** How long nothing may be found at a place in plain view: a vehicle that is found poorly is given longer. */
function patienceMs({ gapMsMax }: Stand): number {
  return Math.min(MISSING_MS_MAX, Math.max(MISSING_MS_MIN, USUAL_GAPS * gapMsMax));
}

/**
 * The place follows its vehicle's boxes. A half hidden vehicle does not shrink it, and a box that takes in a passer-by
 * changes it only when it stays.
 */
function movePlace(stand: Stand, place: ShareBox, elapsedMs: number): void {
  const isReshaped = stand.state === 'counted' && overlap(stand.place, place) < SAME_SHAPE_MIN;
  stand.reshapedMs = isReshaped ? stand.reshapedMs + elapsedMs : 0;
  if (isWithin(place, stand.place) || (isReshaped && stand.reshapedMs < RESHAPED_MS_MIN)) return;
  stand.place = place;
  stand.reshapedMs = 0;
}
