/** What a rule allows or forbids, in the words of the Curb Data Specification. */
export const ACTIVITIES = [
  'parking',
  'no parking',
  'loading',
  'no loading',
  'unloading',
  'no unloading',
  'stopping',
  'no stopping',
  'travel',
  'no travel',
] as const;
export type Activity = (typeof ACTIVITIES)[number];

export const DAYS_OF_WEEK = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type DayOfWeek = (typeof DAYS_OF_WEEK)[number];

/** When a policy applies. What is null does not restrict; what is given is combined with AND, on the city's clock. */
export interface TimeSpan {
  /** From here on. */
  readonly startMs: number | null;
  /** Before here. */
  readonly endMs: number | null;
  readonly daysOfWeek: readonly DayOfWeek[] | null;
  /** 1..31. */
  readonly daysOfMonth: readonly number[] | null;
  /** 1..12. */
  readonly months: readonly number[] | null;
  /** 1..5: the first seven days of a month are its week 1. */
  readonly weeksOfMonth: readonly number[] | null;
  /** Minutes after local midnight, 0..1439; inclusive. */
  readonly fromMinute: number | null;
  /** 1..1440; exclusive. At or before `fromMinute` the span runs past midnight and belongs to the day it begins on. */
  readonly toMinute: number | null;
  /** A period that the city calls out by name, such as a snow emergency. */
  readonly designatedPeriod: string | null;
  /** The span says when the policy does not apply (CDS 1.1). */
  readonly isException: boolean;
}

/** What one kind of vehicle may do. */
export interface Rule {
  readonly name: string | null;
  readonly activity: Activity;
  /** Null: as long as it likes. */
  readonly maxStayMs: number | null;
  /** A vehicle must be of all of these; none: every vehicle. */
  readonly userClasses: readonly string[];
  /** A vehicle that is of any of these is left out (CDS 1.1). */
  readonly userClassesExcept: readonly string[];
}

/** Rules that hold at the same times. Of the policies of a zone the one with the lowest priority wins. */
export interface Policy {
  readonly id: string;
  readonly priority: number;
  readonly rules: readonly Rule[];
  /** Any of them; none: always. */
  readonly timeSpans: readonly TimeSpan[];
}

/** The city's clock: how far it is ahead of UTC at a time. Shifts fall on quarters of an hour. */
export interface LocalClock {
  offsetMs(atMs: number): number;
}

/** Whether a named period is in force; null when nobody has told. */
export type DesignatedPeriods = (name: string, atMs: number) => boolean | null;
