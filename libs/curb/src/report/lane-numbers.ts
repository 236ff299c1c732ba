import { spanOf } from './curb-numbers.js';
import { NOT_SEEN, hourAt, isSeen, overlapMs, sum } from './day.js';
import type { DayHour, ReportedVisit } from './day.js';

/** What blocked a lane, or several, within one day. -1 stands for what was mostly unseen. */
export interface LaneNumbers {
  /** Vehicles that began to double-park within the day. */
  readonly doubleParking: number;
  /** Two vehicles at once count twice, as in the hourly numbers. */
  readonly blockedMs: number;
  readonly doubleParkingByHour: readonly number[];
  readonly blockedMsByHour: readonly number[];
  readonly observedMs: number;
}

export interface LaneCounts {
  readonly visits: readonly ReportedVisit[];
  readonly observedMs: readonly number[];
}

/** The numbers of lanes together. A lane that was mostly unseen adds nothing; when all were, every number is -1. */
export function laneNumbers(lanes: readonly LaneCounts[], hours: readonly DayHour[]): LaneNumbers {
  const day = spanOf(hours);
  const observedMs = sum(lanes.map((lane) => sum(lane.observedMs)));
  const seen = lanes.filter((lane) => isSeen(sum(lane.observedMs), day.endMs - day.startMs));
  const visits = seen.flatMap((lane) => lane.visits).filter(({ type }) => type === 'double_parking');
  const isHourSeen = hours.map((hour, index) =>
    seen.some((lane) => isSeen(lane.observedMs[index] ?? 0, hour.endMs - hour.startMs)),
  );
  const countByHour = hours.map(() => 0);
  const blockedByHour = hours.map(() => 0);
  for (const { startMs, endMs } of visits) {
    const index = hourAt(hours, startMs);
    if (index >= 0) countByHour[index] = (countByHour[index] ?? 0) + 1;
    for (const [at, hour] of hours.entries()) {
      blockedByHour[at] = (blockedByHour[at] ?? 0) + overlapMs(hour, startMs, endMs ?? hour.endMs);
    }
  }
  const published = (counts: readonly number[]) =>
    counts.map((count, index) => (isHourSeen[index] === true ? count : NOT_SEEN));
  return {
    doubleParking: seen.length === 0 ? NOT_SEEN : sum(countByHour),
    blockedMs: seen.length === 0 ? NOT_SEEN : sum(blockedByHour),
    doubleParkingByHour: published(countByHour),
    blockedMsByHour: published(blockedByHour),
    observedMs,
  };
}
