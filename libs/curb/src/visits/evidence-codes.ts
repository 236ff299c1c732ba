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
  /** For double parking: it stood longer, with nothing ahead of it, than anybody waits there: a red light where a line may be. */
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
