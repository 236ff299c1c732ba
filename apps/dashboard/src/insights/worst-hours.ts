import type { WorstHour } from '../api/types.js';

/** `17:00 (14 min)`: for how long the lane was blocked in each such hour that was seen. */
export function worstHourWords({ hour, blockedMs, observedMs }: WorstHour): string {
  if (observedMs <= 0) return `${hour}:00`;
  const minutes = (60 * blockedMs) / observedMs;
  return `${hour}:00 (${minutes < 1 ? 'under 1' : Math.round(minutes)} min)`;
}
