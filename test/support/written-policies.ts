import type { LocalClock, Policy, Rule, TimeSpan } from '#curb';

/** Policies as specs write them down: what is not said does not restrict. */
export const utc: LocalClock = { offsetMs: () => 0 };
export const nothingCalledOut = () => null;

export const span = (change: Partial<TimeSpan> = {}): TimeSpan => ({
  startMs: null,
  endMs: null,
  daysOfWeek: null,
  daysOfMonth: null,
  months: null,
  weeksOfMonth: null,
  fromMinute: null,
  toMinute: null,
  designatedPeriod: null,
  isException: false,
  ...change,
});
export const rule = (activity: Rule['activity'], change: Partial<Rule> = {}): Rule => ({
  name: null,
  activity,
  maxStayMs: null,
  userClasses: [],
  userClassesExcept: [],
  ...change,
});
export const policy = (
  id: string,
  priority: number,
  rules: readonly Rule[],
  timeSpans: readonly TimeSpan[] = [],
): Policy => ({
  id,
  priority,
  rules,
  timeSpans,
});
/** Minutes of the day, written as a clock shows them. */
export const at = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
