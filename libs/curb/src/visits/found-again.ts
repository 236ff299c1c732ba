import { SAME_PLACE_MIN, hasTakenOver } from './same-place.js';
import { isPartOf, overlap } from './share-box.js';
import type { ShareBox } from './share-box.js';
import type { Stand } from './stand.js';
import type { Trail } from './trail.js';

/** Boxes of a small or half hidden vehicle wander up to this many times what standing allows, with other edges hidden. */
const FOUND_AGAIN_MAX = 3;

/** After it was seen to drive off only a box that is the same again shows that it did not. */
const SAME_AGAIN_MIN = 0.6;
/** And one that ends at the same height, within this share of it: a car's length further on it ends a third higher. */
const SAME_BOTTOM_MAX = 0.15;

/** A track that stands at a stand's place and belongs to no other stand: the vehicle again, under another number. */
export function trailAt(
  stand: Stand,
  seen: readonly Trail[],
  stands: readonly Stand[],
  isCut: (trail: Trail) => boolean,
): Trail | null {
  let best: Trail | null = null;
  let bestOverlap = SAME_PLACE_MIN;
  for (const trail of seen) {
    if (stands.some((other) => other.trail === trail && other.leftAtMs === null)) continue;
    if (trail.isMoving || trail.displacementFrom(stand.place) > FOUND_AGAIN_MAX || hasTakenOver(trail, stand)) continue;
    const shared = likeness(stand, trail);
    // What it hid, a length further on, shows where it stood: only a nearer vehicle makes a box smaller.
    if (stand.leavingAtMs !== null && !isSameAgain(trail.box, stand.place) && !isCut(trail)) continue;
    if (shared < bestOverlap || isNearerToAnother(trail, stand, stands)) continue;
    best = trail;
    bestOverlap = shared;
  }
  return best;
}

/** After a gap a half hidden vehicle has no track that knows it whole. */
function likeness(stand: Stand, trail: Trail): number {
  const shared = overlap(stand.place, trail.box);
  return stand.isAwaited && isPartOf(trail.box, stand.place) ? Math.max(SAME_PLACE_MIN, shared) : shared;
}

/** After a gap nothing tells neighbours apart but their places. */
function isNearerToAnother(trail: Trail, stand: Stand, stands: readonly Stand[]): boolean {
  if (!stand.isAwaited) return false;
  const shared = overlap(stand.place, trail.box);
  return stands.some((other) => other.isAwaited && other.leftAtMs === null && overlap(other.place, trail.box) > shared);
}

function isSameAgain(box: ShareBox, place: ShareBox): boolean {
  const bottomGap = Math.abs(box.y + box.height - place.y - place.height);
  return overlap(place, box) >= SAME_AGAIN_MIN && bottomGap <= SAME_BOTTOM_MAX * place.height;
}
