import { NOT_SEEN } from '../report/day.js';

/** What of one zone's day is not told to everybody. */
export interface Withheld {
  /** Places in the list of hours. */
  readonly hours: ReadonlySet<number>;
  readonly day: boolean;
}

/**
 * Which hours of a zone's day, and whether the day itself, are withheld so that no published number speaks of fewer than
 * `groupMin` sessions, and none of fewer follows from the others. A day is the sum of its hours, so what is withheld is
 * known together: further hours, the earliest first, are withheld until that sum leaves every small hour any value from
 * 0 to `groupMin` - 1. Hours that were not seen (-1) are told as such and are in no sum.
 */
export function withheldHours(sessions: readonly number[], groupMin: number): Withheld {
  const seen = sessions.flatMap((count, index) => (count === NOT_SEEN ? [] : [index]));
  const countAt = (index: number) => sessions[index] ?? 0;
  const total = seen.reduce((sum, index) => sum + countAt(index), 0);
  if (total < groupMin) return { hours: new Set(seen), day: true };
  const small = seen.filter((index) => countAt(index) < groupMin);
  if (small.length === 0) return { hours: new Set(), day: false };
  const others = seen.filter((index) => countAt(index) >= groupMin);
  let together = small.reduce((sum, index) => sum + countAt(index), 0);
  for (const [added, index] of [...others, null].entries()) {
    if (leavesEveryValue({ together, small: small.length, added, groupMin })) {
      return { hours: new Set([...small, ...others.slice(0, added)]), day: false };
    }
    if (index !== null) together += countAt(index);
  }
  return { hours: new Set(seen), day: true };
}

/** Whether each small hour may be anything below `groupMin`, for all that the sum of the withheld hours tells. */
function leavesEveryValue(withheld: { together: number; small: number; added: number; groupMin: number }): boolean {
  const { together, small, added, groupMin } = withheld;
  const largest = groupMin - 1;
  // Only small hours: one may be 0 only where the rest can hold the sum.
  if (added === 0) return together >= groupMin && together <= (small - 1) * largest;
  return together >= added * groupMin + largest;
}
