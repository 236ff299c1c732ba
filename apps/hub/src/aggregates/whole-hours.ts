import type { CityClock } from './city-clock.js';
import { REPORT_DELAY_MS } from './zone-hour.js';

/** Up to when the hours of a city are over and reported: half an hour would look like a quiet one. */
export function wholeHoursEnd(clock: CityClock, nowMs: number): number {
  return clock.hourStart(nowMs - REPORT_DELAY_MS);
}
