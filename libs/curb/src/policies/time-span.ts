import { DAYS_OF_WEEK } from './policy.js';
import type { DesignatedPeriods, LocalClock, TimeSpan } from './policy.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
const DAYS_A_WEEK = 7;

/** Whether a span covers a time; null when that depends on a named period nobody has told about. */
export function covers(span: TimeSpan, atMs: number, clock: LocalClock, isInForce: DesignatedPeriods): boolean | null {
  if (span.startMs !== null && atMs < span.startMs) return false;
  if (span.endMs !== null && atMs >= span.endMs) return false;
  const localMs = atMs + clock.offsetMs(atMs);
  const dayMs = dayThatHolds(span, localMs);
  if (dayMs === null || !coversDay(span, dayMs)) return false;
  return span.designatedPeriod === null ? true : isInForce(span.designatedPeriod, atMs);
}

/** Whether the span runs past midnight. */
export function isOvernight({ fromMinute, toMinute }: TimeSpan): boolean {
  return fromMinute !== null && toMinute !== null && toMinute <= fromMinute;
}

/** The local midnight of the day a time counts for: past midnight, an overnight span still belongs to the day before. */
function dayThatHolds(span: TimeSpan, localMs: number): number | null {
  const dayMs = Math.floor(localMs / DAY_MS) * DAY_MS;
  const minute = Math.floor((localMs - dayMs) / MINUTE_MS);
  const fromMinute = span.fromMinute ?? 0;
  const toMinute = span.toMinute ?? DAY_MINUTES;
  if (!isOvernight(span)) return minute >= fromMinute && minute < toMinute ? dayMs : null;
  if (minute >= fromMinute) return dayMs;
  return minute < toMinute ? dayMs - DAY_MS : null;
}

/** `dayMs`: a local midnight, read as if it were UTC. */
function coversDay({ daysOfWeek, daysOfMonth, months, weeksOfMonth }: TimeSpan, dayMs: number): boolean {
  const day = new Date(dayMs);
  const weekday = DAYS_OF_WEEK[day.getUTCDay()];
  if (daysOfWeek !== null && !(weekday !== undefined && daysOfWeek.includes(weekday))) return false;
  if (daysOfMonth !== null && !daysOfMonth.includes(day.getUTCDate())) return false;
  if (months !== null && !months.includes(day.getUTCMonth() + 1)) return false;
  return weeksOfMonth === null || weeksOfMonth.includes(Math.ceil(day.getUTCDate() / DAYS_A_WEEK));
}
