import { count as digits } from './numbers.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A ticking clock: `0:07`, `12:34`, `1:05:09`. */
export function stopwatch(durationMs: number): string {
  const { hours, minutes, seconds } = parts(durationMs);
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}` : `${minutes}:${twoDigits(seconds)}`;
}

/** A ticking clock for a small place: from an hour on without seconds, `1 h 05`. */
export function shortStopwatch(durationMs: number): string {
  if (durationMs < HOUR_MS) return stopwatch(durationMs);
  const { hours, minutes } = parts(durationMs);
  return `${hours} h ${String(minutes).padStart(2, '0')}`;
}

/** Short enough for a table: `45 s`, `12 min`, `1 h 05 min`. Rounded to the smallest unit shown. */
export function shortDuration(durationMs: number): string {
  if (durationMs < MINUTE_MS - SECOND_MS / 2) return `${Math.round(durationMs / SECOND_MS)} s`;
  if (durationMs < 10 * MINUTE_MS) {
    const { minutes, seconds } = parts(Math.round(durationMs / SECOND_MS) * SECOND_MS);
    return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
  }
  const { hours, minutes } = parts(Math.round(durationMs / MINUTE_MS) * MINUTE_MS);
  if (hours === 0) return `${minutes} min`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${String(minutes).padStart(2, '0')} min`;
}

/** For a screen reader: `1 hour 5 minutes`. */
export function spokenDuration(durationMs: number): string {
  const { hours, minutes, seconds } = parts(durationMs);
  if (hours > 0) return `${counted(hours, 'hour')} ${counted(minutes, 'minute')}`;
  if (minutes > 0) return counted(minutes, 'minute');
  return counted(seconds, 'second');
}

function parts(durationMs: number): { hours: number; minutes: number; seconds: number } {
  const wholeSeconds = Math.max(0, Math.floor(durationMs / SECOND_MS));
  return {
    hours: Math.floor(wholeSeconds / 3_600),
    minutes: Math.floor(wholeSeconds / 60) % 60,
    seconds: wholeSeconds % 60,
  };
}

export function counted(count: number, noun: string): string {
  return `${digits(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export { HOUR_MS, MINUTE_MS, SECOND_MS };
