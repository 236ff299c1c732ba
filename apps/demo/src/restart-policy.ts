/** A process that dies this often within the window will not recover by being started again. */
const DEATHS_MAX = 5;
const WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 500;

/** What to do after a death, given the times of all deaths so far, this one last. */
export function afterDeath(deathsMs: readonly number[]): { do: 'restart'; delayMs: number } | { do: 'give up' } {
  const lastMs = deathsMs.at(-1) ?? 0;
  const recent = deathsMs.filter((deathMs) => deathMs > lastMs - WINDOW_MS).length;
  if (recent >= DEATHS_MAX) return { do: 'give up' };
  return { do: 'restart', delayMs: FIRST_DELAY_MS * 2 ** (recent - 1) };
}
