import { isLane } from '../zones/zone.js';
import type { Stand } from './stand.js';

/** Marks on the road are taken for vehicles now and then; a vehicle is seen most of the time that it can be seen. */
const SEEN_SHARE_MIN = 0.5;
/** The same for its mean score: a manhole cover in the sun reached 0.22, cars uncovered by a passing bus 0.3. */
const SCORE_FROM_NOWHERE_MIN = 0.26;
/** A vehicle of which so much is covered scores two thirds of what it would: it is believed like one that drove up. */
const COVERED_MIN = 0.35;
/** What lies further than that in the box of another is a second box of that one: a hidden vehicle shows beside it. */
const COVERED_MAX = 0.6;
/** What was seen to drive up is a vehicle, unless its track ended on something that is hardly seen at all. */
const SCORE_MIN = 0.2;

/** Whether what stands, or stood, there for `durationMs` is a vehicle: seen most of the time, and surely enough. */
export function isVehicle(stand: Stand, durationMs: number): boolean {
  const isUnexplained = stand.cameFromNowhere && (stand.coveredShare < COVERED_MIN || stand.coveredShare > COVERED_MAX);
  // Marks are painted on lanes; what was not seen to drive up there may be one, also if it was there before.
  const mayBeMark = stand.startCensored && stand.location !== null && isLane(stand.location.zone.kind);
  const scoreMin = isUnexplained || mayBeMark ? SCORE_FROM_NOWHERE_MIN : SCORE_MIN;
  const isSeenEnough = stand.seenMs >= SEEN_SHARE_MIN * (durationMs - stand.blindMs);
  return isSeenEnough && stand.scoreSum >= scoreMin * stand.sightings;
}
