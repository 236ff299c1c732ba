import type { ZoneHour } from '../api/types.js';
import { HOUR_MS } from '../words/durations.js';
import { endOfDay, startOfDay } from '../words/times.js';

export const MEASURES = ['arrivals', 'averageDwellMs', 'blockedMs'] as const;
/** What an hour's bar can show. */
export type Measure = (typeof MEASURES)[number];

/**
 * One hour of the local day. `unseen` is an hour the camera could mostly not see: its count is unknown, which is
 * something else than none. `seen` may still be running; `value` is null when there is no average to speak of.
 */
export type HourSlot =
  | { readonly state: 'seen'; readonly startMs: number; readonly value: number | null; readonly isRunning: boolean }
  | { readonly state: 'unseen'; readonly startMs: number }
  | { readonly state: 'ahead'; readonly startMs: number };

/** The hub marks every count of an hour mostly unseen with this. */
const UNSEEN = -1;

/** The hours of today in the local zone: 24, or 23 or 25 on the days clocks change. */
export function hourSlots(hours: readonly ZoneHour[], measure: Measure, nowMs: number): HourSlot[] {
  const byStart = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]));
  const slots: HourSlot[] = [];
  const midnightMs = startOfDay(nowMs);
  // The city's clock may be half an hour beside the reader's, or both beside UTC: its hours begin when the hub says.
  const [first] = byStart.keys();
  const aheadMs = ((first ?? midnightMs) - midnightMs) % HOUR_MS;
  const firstMs = midnightMs + (aheadMs < 0 ? aheadMs + HOUR_MS : aheadMs);
  for (let startMs = firstMs; startMs < endOfDay(nowMs); startMs += HOUR_MS) {
    slots.push(slotAt(startMs, byStart.get(startMs), measure, nowMs));
  }
  return slots;
}

/** The tallest bar's value, at least 1 so that a quiet day does not divide by zero. */
export function slotsMax(slots: readonly HourSlot[]): number {
  return Math.max(1, ...slots.map((slot) => (slot.state === 'seen' ? (slot.value ?? 0) : 0)));
}

function slotAt(startMs: number, hour: ZoneHour | undefined, measure: Measure, nowMs: number): HourSlot {
  if (startMs > nowMs) return { state: 'ahead', startMs };
  const isRunning = startMs + HOUR_MS > nowMs;
  // The hub may not have closed its books on the running hour; an earlier hour it does not know was not seen.
  if (!hour) return isRunning ? { state: 'ahead', startMs } : { state: 'unseen', startMs };
  if (hour.arrivals === UNSEEN) return { state: 'unseen', startMs };
  return { state: 'seen', startMs, value: hour[measure], isRunning };
}
