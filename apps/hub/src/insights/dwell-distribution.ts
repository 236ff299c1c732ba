/** Upper ends of the classes: the limits that curb rules usually have, from a drop-off to a working day. */
const CLASS_ENDS_MIN = [5, 10, 15, 30, 60, 120, 240, 480] as const;
/** Dwells of a day or more are not told apart. */
export const MINUTES_MAX = 1_440;

/** So many stops that took so many whole minutes; null where one end was not seen. */
export interface MinuteCount {
  readonly minutes: number | null;
  readonly visits: number;
}

export interface DwellClass {
  readonly fromMinutes: number;
  /** Before this; null for the last class, which has no end. */
  readonly toMinutes: number | null;
  readonly visits: number;
}

export interface DwellDistribution {
  readonly measured: number;
  readonly unmeasured: number;
  readonly classes: readonly DwellClass[];
  /** Whole minutes, rounded down; null where nothing was measured. */
  readonly medianMinutes: number | null;
  readonly p85Minutes: number | null;
}

/** How long stops lasted, of those with both ends seen; the others are only counted. */
export function dwellDistribution(counts: readonly MinuteCount[]): DwellDistribution {
  const measured = counts
    .flatMap(({ minutes, visits }) => (minutes === null ? [] : [{ minutes, visits }]))
    .sort((one, other) => one.minutes - other.minutes);
  const total = sum(measured);
  const starts = [0, ...CLASS_ENDS_MIN];
  return {
    measured: total,
    unmeasured: sum(counts) - total,
    classes: starts.map((fromMinutes, index) => {
      const toMinutes = CLASS_ENDS_MIN[index] ?? null;
      const within = measured.filter(({ minutes }) => minutes >= fromMinutes && minutes < (toMinutes ?? Infinity));
      return { fromMinutes, toMinutes, visits: sum(within) };
    }),
    medianMinutes: quantile(measured, total * 0.5),
    // The 85th percentile is what traffic engineers set limits by, and what the nightly report prints.
    p85Minutes: quantile(measured, total * 0.85),
  };
}

/** The value of the stop at this rank, counted from the shortest. */
function quantile(sorted: readonly { minutes: number; visits: number }[], rank: number): number | null {
  let passed = 0;
  for (const { minutes, visits } of sorted) {
    passed += visits;
    if (passed >= rank) return minutes;
  }
  return null;
}

function sum(counts: readonly { visits: number }[]): number {
  return counts.reduce((total, { visits }) => total + visits, 0);
}
