import { overlap, sharedBoxArea } from './share-box.js';
import type { ShareBox } from './share-box.js';
import type { Stand } from './stand.js';
import type { Trail } from './trail.js';
import { sharedFootprint } from './zone-map.js';
import type { Location } from './zone-map.js';

/** Nobody parks within this time of another's leaving: pulling out and pulling in take longer. */
const TAKE_OVER_MS_MIN = 3_000;
/** Between the two the place is seen empty for a moment, or the one has only hidden the other. */
export const EMPTY_SEEN_MS_MIN = 600;
/** The same where the departure was not seen: of misses in plain view 99 % are shorter (recorded detections, 5 a second). */
const EMPTY_UNSEEN_MS_MIN = 2_000;
/** Boxes of one parked vehicle overlap by at least this much whatever the light; those of neighbours do not. */
export const SAME_PLACE_MIN = 0.45;
/** Two vehicles cannot share the road they stand on; this much is allowed for footprints fitted to jittery boxes. */
const SHARED_FOOTPRINT_MAX = 0.35;
/** Boxes that end at the same height and cover each other by more than this show one vehicle twice. */
const SHARED_BOX_MAX = 0.6;

/**
 * Whether this is another vehicle that drove up after the first had driven off. Within a few seconds nobody leaves a
 * place and another is parked there: then a passing car has only swapped tracks with the parked one.
 */
export function hasTakenOver(trail: Trail, stand: Stand): boolean {
  // Nearer vehicles may hide an empty place time and again: what counts is how long it was seen empty in all.
  const isEmpty =
    stand.leavingAtMs === null ? stand.missingMs >= emptyUnseenMs(stand) : stand.emptyMs >= EMPTY_SEEN_MS_MIN;
  if (!isEmpty) return false;
  // A place seen empty for so long is not its vehicle's, half hidden: then less of a way shows that another drove up.
  const cameFrom = stand.emptyMs >= EMPTY_UNSEEN_MS_MIN ? SAME_PLACE_MIN : undefined;
  if (!trail.cameTo(stand.place, cameFrom)) return false;
  return trail.restSinceMs - (stand.leavingAtMs ?? stand.lastSeenMs) >= TAKE_OVER_MS_MIN;
}

/** Where nobody was seen to drive off, the place must have been empty for longer than its vehicle goes unfound. */
function emptyUnseenMs({ gapMsMax }: Stand): number {
  return Math.max(EMPTY_UNSEEN_MS_MIN, 2 * gapMsMax);
}

/** Whether a box shows the vehicle of a stand, or a part of it: it covers its place or lies in it, on the same road. */
export function isSameVehicle(place: ShareBox, stand: Stand): boolean {
  if (overlap(place, stand.place) >= SAME_PLACE_MIN) return true;
  const smaller = Math.min(place.width * place.height, stand.place.width * stand.place.height);
  const bottomGap = Math.abs(place.y + place.height - stand.place.y - stand.place.height);
  const areLevel = bottomGap < 0.35 * Math.max(place.height, stand.place.height);
  return areLevel && sharedBoxArea(place, stand.place) > SHARED_BOX_MAX * smaller;
}

/** Whether a vehicle there would have to stand on the road where another one stands. */
export function sharesRoad(location: Location | null, place: ShareBox, stand: Stand): boolean {
  if (!location || !stand.location) return false;
  return sharedFootprint(location, stand.location, place, stand.place) > SHARED_FOOTPRINT_MAX;
}
