import { EVIDENCE_CODES } from './evidence-codes.js';
import type { EvidenceCode } from './evidence-codes.js';
import { isLane } from '../zones/zone.js';
import type { Stand } from './stand.js';

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
