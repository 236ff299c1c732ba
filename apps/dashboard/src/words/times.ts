import { dateAt } from './city-days.js';
import { HOUR_MS, MINUTE_MS } from './durations.js';
import { LANGUAGE } from './numbers.js';

const time = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const exactTime = new Intl.DateTimeFormat(LANGUAGE, { timeStyle: 'medium', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(LANGUAGE, { weekday: 'short', month: 'short', day: 'numeric' });
const shortDay = new Intl.DateTimeFormat(LANGUAGE, { month: 'short', day: 'numeric' });
const dateOfCalendar = new Intl.DateTimeFormat(LANGUAGE, {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  timeZone: 'UTC',
});
const shortDateOfCalendar = new Intl.DateTimeFormat(LANGUAGE, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const zone = new Intl.DateTimeFormat(LANGUAGE, { timeZoneName: 'short' });
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto', style: 'narrow' });

/** `14:05` */
export function clockTime(atMs: number): string {
  return time.format(atMs);
}

/** `14:05:09` */
export function exactClockTime(atMs: number): string {
  return exactTime.format(atMs);
}

/** `Tue, May 14`: short, so that the clock stays beside long names of cities and cameras. */
export function calendarDay(atMs: number): string {
  return day.format(atMs);
}

/** `Tue, May 14` of `2026-05-14`: a day of the city's calendar, whatever the browser's zone. */
export function dateName(date: string): string {
  return dateOfCalendar.format(Date.parse(`${date}T00:00:00Z`));
}

/** `May 14` of `2026-05-14`. */
export function shortDateName(date: string): string {
  return shortDateOfCalendar.format(Date.parse(`${date}T00:00:00Z`));
}

/** The zone all times on the page are in: `Europe/Berlin (GMT+2)`. */
export function timeZoneName(atMs: number): string {
  const abbreviation = zone.formatToParts(atMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const { timeZone } = zone.resolvedOptions();
  return timeZone === abbreviation ? timeZone : `${timeZone} (${abbreviation})`;
}

/** `since 14:05`, with the day when it was not today. */
export function sinceWhen(atMs: number, nowMs: number): string {
  return startOfDay(atMs) === startOfDay(nowMs) ? clockTime(atMs) : `${shortDay.format(atMs)}, ${clockTime(atMs)}`;
}

/** `14:05` by the clock of a zone, with the day where it is not `today`: `May 14, 14:05`. */
export function clockTimeIn(atMs: number, timeZone: string, today: string): string {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  const day = dateAt(atMs, timeZone) === today ? {} : ({ month: 'short', day: 'numeric' } as const);
  return new Intl.DateTimeFormat(LANGUAGE, { ...clock, ...day }).format(atMs);
}

/** `now`, `12s ago`, `3 min. ago`; older than a day as date and time. */
export function ago(atMs: number, nowMs: number): string {
  const elapsedMs = Math.max(0, nowMs - atMs);
  if (elapsedMs < 3_000) return 'just now';
  if (elapsedMs < MINUTE_MS) return relative.format(-Math.floor(elapsedMs / 1_000), 'second');
  if (elapsedMs < HOUR_MS) return relative.format(-Math.floor(elapsedMs / MINUTE_MS), 'minute');
  if (elapsedMs < 24 * HOUR_MS) return relative.format(-Math.floor(elapsedMs / HOUR_MS), 'hour');
  return sinceWhen(atMs, nowMs);
}

/** Midnight of that day in the city's zone, which is taken to be this browser's. */
export function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

/** The midnight after; a day of 23 or 25 hours when clocks change. */
export function endOfDay(atMs: number): number {
  const next = new Date(startOfDay(atMs));
  return next.setDate(next.getDate() + 1);
}
