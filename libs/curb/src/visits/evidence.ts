import { isLane } from '../zones/zone.js';
import type { Stand } from './stand.js';

/**
 * Why a stop was taken for what it is, in short codes for a reviewer. The order is fixed and new codes are added at the
 * end only: boxes send them as numbers.
 */
export const EVIDENCE_CODES = [
  /** It was seen to drive up and stop. */
  'arrival_seen',
  /** It stood there when the camera began to see. */
  'there_before',
  /** It was found at rest where nothing was known to stand, as when something uncovers it. */
  'found_at_rest',
  /** It was seen to move off. */
  'departure_seen',
  /** It had gone when its place could be seen again. */
  'departure_unseen',
  /** Its place was hidden or unseen for part of the stop. */
  'hidden_for_part',
  /** For double parking: others drove up from behind and passed it. */
  'overtaken',
  /** For double parking: it stood longer than a signal is red, with nothing ahead of it. */
  'outlasted_signal',
  /** For double parking: it did not leave with the vehicles around it. */
  'left_alone',
  /** Against double parking: another vehicle stood right ahead of it for part of the stop. */
  'held_for_part',
  /** Against double parking: no vehicle was seen to pass it. */
  'not_overtaken',
  /** A bus in a bus stop. */
  'bus_at_stop',
] as const;
export type EvidenceCode = (typeof EVIDENCE_CODES)[number];

/** Shorter times are not worth a reviewer's look: a passing car hides a place for up to 3 s. */
const HIDDEN_MS_MIN = 3_000;

/** What speaks for and against a stand being the visit it is taken for, in the order of `EVIDENCE_CODES`. */
export function evidenceOf(stand: Stand): readonly EvidenceCode[] {
  const kind = stand.location?.zone.kind;
  const inLane = kind !== undefined && isLane(kind);
  const hasLeft = stand.leftAtMs !== null;
  const holds: Partial<Record<EvidenceCode, boolean>> = {
    arrival_seen: !stand.startCensored,
    there_before: stand.startCensored && !stand.cameFromNowhere,
    found_at_rest: stand.cameFromNowhere,
    departure_seen: hasLeft && !stand.endCensored,
    departure_unseen: hasLeft && stand.endCensored,
    hidden_for_part: stand.blindMs >= HIDDEN_MS_MIN,
    overtaken: inLane && stand.overtakenAtMs !== null,
    outlasted_signal: inLane && stand.outlastedSignal,
    left_alone:
      inLane && hasLeft && stand.state !== 'watched' && stand.overtakenAtMs === null && !stand.outlastedSignal,
    held_for_part: inLane && stand.heldAtMs !== null,
    not_overtaken: inLane && stand.overtakenAtMs === null,
    bus_at_stop: kind === 'bus_stop' && stand.type === 'bus',
  };
  return EVIDENCE_CODES.filter((code) => holds[code]);
}
