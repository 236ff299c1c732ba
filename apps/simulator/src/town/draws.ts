import { exponential } from '../traffic/seeded.js';
import type { LocalDay } from './calendar.js';

const HOUR_MS = 3_600_000;

/**
 * When the next one comes after `atMs`, where it takes `meanMs` on average in the busiest hour and longer in others;
 * the end of the day when nobody does.
 */
export function nextArrival(
  wait: { atMs: number; day: LocalDay; meanMs: number; share: (hour: number) => number },
  random: () => number,
): number {
  const { day, share } = wait;
  let left = exponential(random, wait.meanMs);
  for (let atMs = wait.atMs; atMs < day.endMs;) {
    const hour = Math.floor((atMs - day.startMs) / HOUR_MS);
    const endMs = Math.min(day.startMs + (hour + 1) * HOUR_MS, day.endMs);
    const pace = share(Math.min(hour, 23));
    if (left <= (endMs - atMs) * pace) return Math.round(atMs + left / pace);
    left -= (endMs - atMs) * pace;
    atMs = endMs;
  }
  return day.endMs;
}

/** Many short ones and a few long. */
export function lognormal(random: () => number, median: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}
