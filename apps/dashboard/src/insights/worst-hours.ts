import type { WorstHour } from '../api/types.js';
import { HOUR_MS, shortDuration } from '../words/durations.js';
import { hourName } from './week.js';

/** `17:00–18:00, 14 min an hour`: how long the lane was blocked in each such hour that was seen. */
export function worstHourWords({ hour, blockedMs, observedMs }: WorstHour): string {
  if (observedMs <= 0) return hourName(hour);
  return `${hourName(hour)}, ${shortDuration((blockedMs / observedMs) * HOUR_MS)} an hour`;
}
