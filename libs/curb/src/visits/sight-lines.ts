import { coveredShare, cutsBelow } from './hiding.js';
import { sharedBoxArea } from './share-box.js';
import type { ShareBox } from './share-box.js';
import type { Stand } from './stand.js';
import type { Trail } from './trail.js';

/** A vehicle that is not found in a few frames stands there all the same. */
export const SEEN_LATELY_MS = 1_000;
/** A vehicle whose track goes over to one that passes it is known to have driven off within this time of it. */
const VANISHED_MS_MAX = 2_000;
/** Two vehicles that leave within a fraction of a second are few, three are none. */
const BLINDED_STANDS_MIN = 3;

/** How much of a stand's place nearer vehicles cover that were seen a moment ago or are known to stand there. */
export function coverOf(stand: Stand, trails: Iterable<Trail>, stands: readonly Stand[], atMs: number): number {
  const boxes: ShareBox[] = [];
  for (const trail of trails) {
    if (trail !== stand.trail && atMs - trail.lastSeenMs <= SEEN_LATELY_MS) boxes.push(trail.box);
  }
  for (const other of stands) {
    if (other !== stand && other.leftAtMs === null && other.leavingAtMs === null) boxes.push(other.place);
  }
  return coveredShare(stand.place, boxes);
}

/** Whether another one, seen now or known to stand there, hides the road before a vehicle. */
export function isCutBelow(trail: Trail, seen: readonly Trail[], stands: readonly Stand[]): boolean {
  return (
    seen.some((other) => other !== trail && cutsBelow(other.box, trail.place)) ||
    stands.some((stand) => stand.trail !== trail && stand.leftAtMs === null && cutsBelow(stand.place, trail.place))
  );
}

/** Whether a vehicle was lost beside the one that drove off: then that one's track may have become the other's. */
export function hasVanishedBeside({ place, leavingAtMs, departing }: Stand, trails: Iterable<Trail>): boolean {
  if (leavingAtMs === null || !departing) return false;
  return [...trails].some(
    ({ box, lastSeenMs, trackId }) =>
      trackId !== departing.trackId &&
      Math.abs(lastSeenMs - leavingAtMs) <= VANISHED_MS_MAX &&
      lastSeenMs < departing.lastSeenMs &&
      sharedBoxArea(box, place) > 0,
  );
}

/** Vehicles do not leave all at once: where several stood and nothing at all is found, the picture is at fault. */
export function isBlinded(seen: readonly Trail[], stands: readonly Stand[]): boolean {
  return seen.length === 0 && stands.filter(({ leftAtMs }) => leftAtMs === null).length >= BLINDED_STANDS_MIN;
}
