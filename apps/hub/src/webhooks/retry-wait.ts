/** Ten seconds, then three times as long each time, at most six hours: ten tries in about 15 hours. */
const FIRST_MS = 10_000;
const FACTOR = 3;
const WAIT_MS_MAX = 6 * 3_600_000;
/** A fifth to either side, so that what failed together does not come again together. */
const JITTER = 0.2;
export const ATTEMPTS_MAX = 10;

/** How long to wait after so many failed attempts. `chance` is 0..1. */
export function retryWaitMs(attempts: number, chance: number): number {
  const plainMs = Math.min(FIRST_MS * FACTOR ** (attempts - 1), WAIT_MS_MAX);
  return Math.round(plainMs * (1 - JITTER + 2 * JITTER * chance));
}
