import type { LossCause } from './loss.js';

const FIRST_WAIT_MS = 500;
/** With a start of about two seconds, a camera that comes back is seen again within ten. */
const WAIT_MS_MAX = 6_000;
/** Many cameras lock an account after a handful of wrong passwords. */
const WRONG_PASSWORD_WAIT_MS_MAX = 60_000;
/** Half of every wait is random, so that the cameras of a site do not all return to their switch at once. */
const JITTER_SHARE = 0.5;

/** How long to wait before the attempt after `failures` (1, 2, …) failures in a row; `random` is 0..1. */
export function backOffMs(failures: number, cause: LossCause, random: number): number {
  const capMs = cause === 'wrong_password' ? WRONG_PASSWORD_WAIT_MS_MAX : WAIT_MS_MAX;
  const firstMs = cause === 'wrong_password' ? 10 * FIRST_WAIT_MS : FIRST_WAIT_MS;
  // 2 ** 20 is far beyond every cap: the exponent is bounded so that it never overflows.
  const fullMs = Math.min(capMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(fullMs * (1 - JITTER_SHARE + JITTER_SHARE * random));
}
