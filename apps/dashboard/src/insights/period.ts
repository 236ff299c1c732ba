import { dateAfter, dayStartMs } from '../words/city-days.js';

export const PERIOD_DAYS = [7, 28, 90] as const;
export type PeriodDays = (typeof PERIOD_DAYS)[number];

/** What the impact report needs of each period to prove anything. */
export const IMPACT_WEEKS_MIN = 3;
const WEEK_DAYS = 7;

/** Whole days of the city's calendar, the last one included. */
export interface Period {
  readonly firstDate: string;
  readonly lastDate: string;
}

/** The days that end with the last whole day before `today`. */
export function lastWholeDays(today: string, days: number): Period {
  return { firstDate: dateAfter(today, -days), lastDate: dateAfter(today, -1) };
}

/** As many days, right before. */
export function periodBefore({ firstDate }: Period, days: number): Period {
  return lastWholeDays(firstDate, days);
}

export interface PeriodTimes {
  readonly from: string;
  readonly to: string;
}

/** From the first moment of the first day on and before the first moment after the last. */
export function periodTimes({ firstDate, lastDate }: Period, timeZone: string): PeriodTimes {
  const iso = (date: string) => new Date(dayStartMs(date, timeZone)).toISOString();
  return { from: iso(firstDate), to: iso(dateAfter(lastDate, 1)) };
}

export function isLongEnoughForImpact(days: number): boolean {
  return days >= IMPACT_WEEKS_MIN * WEEK_DAYS;
}

/** Where the impact report of two periods is, as a page. It takes days, both ends included. */
export function impactAddress(before: Period, after: Period): string {
  const query = new URLSearchParams({
    before_from: before.firstDate,
    before_to: before.lastDate,
    after_from: after.firstDate,
    after_to: after.lastDate,
    format: 'html',
  });
  return `/api/v1/impact?${query}`;
}
