const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before attempt `attempt` (from 0). Doubling, with `random` (0..1) taking off up to half,
 * so that a wall of screens does not return to a restarted hub in the same instant.
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS);
  return full * (1 - random / 2);
}
