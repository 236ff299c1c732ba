import { DAYS_OF_WEEK } from './policy.js';
import type { Activity, DayOfWeek, Policy, Rule, TimeSpan } from './policy.js';
import { isOvernight } from './time-span.js';

const DAY_MINUTES = 1_440;
const DAYS_A_MONTH = 31;
const MONTHS = 12;
const WEEKS_OF_MONTH = 5;

/** What a rule says something about: who may park may load and stop, and where stopping is forbidden all of it is. */
const CONCERNS: Readonly<Record<Activity, readonly string[]>> = {
  parking: ['parking', 'loading', 'unloading', 'stopping'],
  'no parking': ['parking'],
  loading: ['loading', 'stopping'],
  'no loading': ['loading'],
  unloading: ['unloading', 'stopping'],
  'no unloading': ['unloading'],
  stopping: ['stopping'],
  'no stopping': ['parking', 'loading', 'unloading', 'stopping'],
  travel: ['parking', 'loading', 'unloading', 'stopping', 'travel'],
  'no travel': ['travel'],
};

/** What is wrong with a policy by itself, as sentences; none when it is sound. */
export function policyProblems({ rules, timeSpans }: Policy): string[] {
  const problems: string[] = [];
  if (rules.length === 0) problems.push('has no rule');
  for (const [i, a] of rules.entries()) {
    for (const [j, b] of rules.entries()) {
      if (i < j && !haveDisjointClasses(a, b)) {
        problems.push(`rules ${i} and ${j} speak of the same vehicles: their user classes must have nothing in common`);
      }
    }
  }
  for (const [index, span] of timeSpans.entries()) {
    if (span.fromMinute !== null && span.fromMinute === span.toMinute) {
      problems.push(`time span ${index} ends when it begins: leave both out for the whole day`);
    }
    if (span.startMs !== null && span.endMs !== null && span.startMs >= span.endMs) {
      problems.push(`time span ${index} ends on or before its start date`);
    }
  }
  return problems;
}

/**
 * Whether nobody could say which of two policies of a zone wins: same priority, times in common, and rules about the
 * same vehicles and activities (CDS 1.1 allows a shared priority otherwise).
 */
export function contradict(a: Policy, b: Policy): boolean {
  if (a.priority !== b.priority) return false;
  const clash = a.rules.some((rule) => b.rules.some((other) => areAboutTheSame(rule, other)));
  return clash && mayOverlap(a, b);
}

/** Errs towards yes: exceptions, and the length of months, are left out of account. */
function mayOverlap(a: Policy, b: Policy): boolean {
  const spansOf = ({ timeSpans }: Policy) => {
    const spans = timeSpans.filter(({ isException }) => !isException);
    return spans.length === 0 ? null : spans;
  };
  const [ofA, ofB] = [spansOf(a), spansOf(b)];
  if (ofA === null || ofB === null) return true;
  return ofA.some((span) => ofB.some((other) => spansMayOverlap(span, other)));
}

function areAboutTheSame(a: Rule, b: Rule): boolean {
  const concerned = CONCERNS[b.activity];
  return CONCERNS[a.activity].some((activity) => concerned.includes(activity)) && !haveDisjointClasses(a, b);
}

/** Rules without classes are about everybody; one may leave out just those that the other is about. */
function haveDisjointClasses(a: Rule, b: Rule): boolean {
  const leavesOut = (rule: Rule, other: Rule) =>
    other.userClasses.some((name) => rule.userClassesExcept.includes(name));
  if (leavesOut(a, b) || leavesOut(b, a)) return true;
  if (a.userClasses.length === 0 || b.userClasses.length === 0) return false;
  return !a.userClasses.some((name) => b.userClasses.includes(name));
}

function spansMayOverlap(a: TimeSpan, b: TimeSpan): boolean {
  if ((a.startMs ?? -Infinity) >= (b.endMs ?? Infinity) || (b.startMs ?? -Infinity) >= (a.endMs ?? Infinity)) {
    return false;
  }
  return daylightParts(a).some((part) => daylightParts(b).some((other) => partsMeet(part, other)));
}

/** A span within one local day. */
interface DayPart extends Pick<TimeSpan, 'daysOfWeek' | 'daysOfMonth' | 'months' | 'weeksOfMonth'> {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** An overnight span as its evening and the morning after. */
function daylightParts(span: TimeSpan): readonly DayPart[] {
  const { daysOfWeek, daysOfMonth, months, weeksOfMonth } = span;
  const fromMinute = span.fromMinute ?? 0;
  const toMinute = span.toMinute ?? DAY_MINUTES;
  const days = { daysOfWeek, daysOfMonth, months, weeksOfMonth };
  if (!isOvernight(span)) return [{ ...days, fromMinute, toMinute }];
  const evening = { ...days, fromMinute, toMinute: DAY_MINUTES };
  const morning = {
    daysOfWeek: daysOfWeek?.map(dayAfter) ?? null,
    daysOfMonth: withSuccessors(daysOfMonth, DAYS_A_MONTH),
    months: withSuccessors(months, MONTHS),
    weeksOfMonth: withSuccessors(weeksOfMonth, WEEKS_OF_MONTH),
    fromMinute: 0,
    toMinute,
  };
  return toMinute === 0 ? [evening] : [evening, morning];
}

function partsMeet(a: DayPart, b: DayPart): boolean {
  return (
    a.fromMinute < b.toMinute &&
    b.fromMinute < a.toMinute &&
    haveCommon(a.daysOfWeek, b.daysOfWeek) &&
    haveCommon(a.daysOfMonth, b.daysOfMonth) &&
    haveCommon(a.months, b.months) &&
    haveCommon(a.weeksOfMonth, b.weeksOfMonth)
  );
}

function haveCommon<T>(a: readonly T[] | null, b: readonly T[] | null): boolean {
  return a === null || b === null || a.some((value) => b.includes(value));
}

function dayAfter(day: DayOfWeek): DayOfWeek {
  return DAYS_OF_WEEK[(DAYS_OF_WEEK.indexOf(day) + 1) % DAYS_OF_WEEK.length] ?? day;
}

/** The numbers and those after them; a month may end with any of its last days, so 1 follows each of those. */
function withSuccessors(numbers: readonly number[] | null, last: number): readonly number[] | null {
  if (numbers === null) return null;
  const endsEarly = last === DAYS_A_MONTH ? 28 : last === WEEKS_OF_MONTH ? 4 : last;
  return [...new Set(numbers.flatMap((value) => [value, (value % last) + 1, ...(value >= endsEarly ? [1] : [])]))];
}
