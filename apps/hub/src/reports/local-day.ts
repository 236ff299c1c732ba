import type { DayHour } from '#curb';
import type { CityClock } from '../aggregates/city-clock.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The day and hour of one city's calendar. */
export interface CityCalendar {
  readonly clock: CityClock;
  readonly timeZone: string;
}

/** `2026-11-21`, the city's day that holds the moment. */
export function dateAt(atMs: number, timeZone: string): string {
  const format = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone } as const;
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', format).format(atMs);
}

/** So many days after the date, or before it. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-11-21` and nothing else, and a day there is. */
export function isDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && dateAfter(text, 0) === text
  );
}

/** The hours of the city's day; none for a day that its calendar skips. */
export function hoursOf(date: string, { clock, timeZone }: CityCalendar): DayHour[] {
  // Noon in Greenwich is, wherever the city lies, within half a day of its own noon.
  const noonMs = Date.parse(`${date}T12:00:00Z`);
  const within = [0, -12, 12].map((hours) => noonMs + hours * HOUR_MS).find((atMs) => dateAt(atMs, timeZone) === date);
  if (within === undefined) return [];
  const label = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  const hours: DayHour[] = [];
  let startMs = clock.dayStart(within);
  while (dateAt(startMs, timeZone) === date) {
    const endMs = clock.hourEnd(startMs);
    hours.push({ startMs, endMs, label: label.format(startMs) });
    startMs = endMs;
  }
  return hours;
}

/** When the report of a day is due: the first hour of the next day that begins at `reportHour` or later. */
export function dueAtMs(date: string, reportHour: number, calendar: CityCalendar): number {
  const hours = hoursOf(dateAfter(date, 1), calendar);
  const due = hours.find(({ label }) => Number(label.slice(0, 2)) >= reportHour);
  return due?.startMs ?? hours.at(-1)?.endMs ?? Infinity;
}
