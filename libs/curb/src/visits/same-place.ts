import { sharedBoxArea } from './share-box.js';
import type { ShareBox } from './share-box.js';
import type { Stand } from './stand.js';
import type { Trail } from './trail.js';
import { sharedFootprint } from './zone-map.js';
import type { Location } from './zone-map.js';

/** Nobody parks within this time of another's leaving: pulling out and pulling in take longer. */
const TAKE_OVER_MS_MIN = 3_000;
/** Two vehicles cannot share the road they stand on; this much is allowed for footprints fitted to jittery boxes. */
const SHARED_FOOTPRINT_MAX = 0.35;
/** Boxes that end at the same height and cover each other by more than this show one vehicle twice. */
const SHARED_BOX_MAX = 0.6;

/**
 * Whether this is another vehicle that drove up after the first had driven off. Within a few seconds nobody leaves a
 * place and another is parked there: then a passing car has only swapped tracks with the parked one.
 */
export function hasTakenOver(trail: Trail, stand: Stand): boolean {
  if (stand.leavingAtMs === null || !trail.cameTo(stand.place)) return false;
  return trail.restSinceMs - stand.leavingAtMs >= TAKE_OVER_MS_MIN;
}

/** Whether a vehicle there would have to stand where another one stands: on the road, or in the picture. */
export function isSamePlace(location: Location | null, place: ShareBox, stand: Stand): boolean {
  if (
    location &&
    stand.location &&
    sharedFootprint(location, stand.location, place, stand.place) > SHARED_FOOTPRINT_MAX
  ) {
    return true;
  }
  const smaller = Math.min(place.width * place.height, stand.place.width * stand.place.height);
  const bottomGap = Math.abs(place.y + place.height - stand.place.y - stand.place.height);
  const areLevel = bottomGap < 0.35 * Math.max(place.height, stand.place.height);
  return areLevel && sharedBoxArea(place, stand.place) > SHARED_BOX_MAX * smaller;
}
