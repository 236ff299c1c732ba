import { isLane } from '../zones/zone.js';
import { REST_MS_MIN } from './presence.js';
import { NO_TRACK } from './stand.js';
import type { Stand } from './stand.js';
import type { Trail } from './trail.js';

/** Who waits for a place, or stops to back into one, parks within three car lengths. */
const NEARBY_M_MAX = 15;
const SEEN_LATELY_MS = 1_000;

export type Intent = 'parked' | 'manoeuvring' | 'gone';

/** What a vehicle did that left its place in a lane: it drove on, or it had only waited for a place at the curb. */
export function intentOf(stand: Stand, others: readonly Stand[], atMs: number): Intent {
  const { departing, leftAtMs } = stand;
  if (leftAtMs === null) return 'gone';
  const ownTracks = [departing?.trackId, stand.trackId === NO_TRACK ? undefined : stand.trackId];
  const parks = others.some(
    (other) =>
      ownTracks.includes(other.trackId) &&
      other !== stand &&
      other.startMs >= leftAtMs &&
      other.location !== null &&
      !isLane(other.location.zone.kind) &&
      isNearby(stand, other),
  );
  if (parks) return 'parked';
  return departing && isStillAround(stand, departing, atMs) ? 'manoeuvring' : 'gone';
}

function isNearby(stand: Stand, other: Stand): boolean {
  const a = stand.location?.place.ground;
  const b = other.location?.place.ground;
  return !a || !b || Math.hypot(a.xM - b.xM, a.yM - b.yM) <= NEARBY_M_MAX;
}

/** Whether it is still on the move hardly further than its own box from where it stood. */
function isStillAround({ place }: Stand, trail: Trail, atMs: number): boolean {
  if (atMs - trail.lastSeenMs > SEEN_LATELY_MS || trail.restMs(atMs) >= REST_MS_MIN) return false;
  const { box } = trail;
  const dx = Math.abs(box.x + box.width / 2 - place.x - place.width / 2);
  const dy = Math.abs(box.y + box.height / 2 - place.y - place.height / 2);
  return dx <= 1.5 * place.width && dy <= 1.5 * place.height;
}
