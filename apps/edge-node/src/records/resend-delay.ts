/** A hub answers within a second; a database that restarts, within ten. */
const RESEND_MS_MIN = 10_000;
/**
 * When the hub answers after it was silent for so long, what left that much earlier and has no answer was lost on the way:
 * between a site's broker and the city's, say, where no connection of the box's broke.
 */
export const LOST_AFTER_MS = 10_000;
/**
 * A lost answer is the only thing a late resend heals (a lost connection heals itself by coming back), so the largest
 * wait is long: a hub that is away for a day is sent what is in flight some thirty times, not thousands.
 */
const RESEND_MS_MAX = 3_600_000;
/** Half of every wait is random, so that a city's boxes do not all ask again at once. */
const JITTER_SHARE = 0.5;

/** How long to wait for the hub's word after sending for the `attempts`-th time (1, 2, …); `random` is 0..1. */
export function resendDelayMs(attempts: number, random: number): number {
  // 2 ** 20 is far beyond the cap: the exponent is bounded so that it never overflows.
  const fullMs = Math.min(RESEND_MS_MAX, RESEND_MS_MIN * 2 ** Math.min(attempts - 1, 20));
  return Math.round(fullMs * (1 - JITTER_SHARE + JITTER_SHARE * random));
}
