import type { Report } from '../api/types.js';

/** The newest edition of each day, newest day first. The hub lists a day's editions one after the other, newest first. */
export function latestNights(reports: readonly Report[], count: number): readonly Report[] {
  return reports.filter(({ day }, index) => reports[index - 1]?.day !== day).slice(0, count);
}
