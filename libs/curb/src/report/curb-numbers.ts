import { NOT_SEEN, hourAt, isSeen, overlapMs, rounded, sum } from './day.js';
import type { DayHour, DaySpan, ReportedVisit } from './day.js';
import { dwellSummary } from './dwell-summary.js';
import type { DwellSummary } from './dwell-summary.js';

const HOUR_MS = 3_600_000;

/** What happened at a curb zone, or at several, within one day. -1 stands for what was mostly unseen. */
export interface CurbNumbers {
  /** Visits that ended within the day. */
  readonly sessions: number;
  readonly arrivals: number;
  /** Sessions per zone and hour observed. */
  readonly turnover: number;
  /** Of sessions with both ends seen, as the hourly numbers have it. Null without any. */
  readonly averageDwellMs: number | null;
  readonly dwell: DwellSummary;
  /** Vehicles standing in a zone, on average over the hours that were seen: CDS occupancy for one space. */
  readonly occupancy: number;
  readonly sessionsByHour: readonly number[];
  readonly occupancyByHour: readonly number[];
  readonly observedMs: number;
}

/** One curb zone's day, before it is published or added to others. */
export interface CurbCounts {
  readonly visits: readonly ReportedVisit[];
  readonly observedMs: readonly number[];
}

/** The numbers of zones together. A zone that was mostly unseen adds nothing; when all were, every number is -1. */
export function curbNumbers(zones: readonly CurbCounts[], hours: readonly DayHour[]): CurbNumbers {
  const day = spanOf(hours);
  const seen = zones.filter(({ observedMs }) => isSeen(sum(observedMs), day.endMs - day.startMs));
  const visits = seen.flatMap((zone) => zone.visits).filter(({ type }) => type === 'dwell');
  const observedMs = sum(zones.map((zone) => sum(zone.observedMs)));
  if (seen.length === 0) return unseen(hours, observedMs, day);

  const ended = visits.filter(({ endMs }) => endMs !== null && endMs >= day.startMs && endMs < day.endMs);
  const measured = ended.filter(({ startCensored, endCensored }) => !startCensored && !endCensored);
  const arrived = visits.filter(({ startMs, startCensored }) => !startCensored && startMs >= day.startMs);
  const seenMs = sum(seen.map((zone) => sum(zone.observedMs)));
  const stoodMs = sum(measured.map(({ startMs, endMs }) => (endMs ?? startMs) - startMs));
  const occupancyByHour = hours.map((hour, index) => occupancyOf(seen, hour, index));
  return {
    sessions: ended.length,
    arrivals: arrived.length,
    turnover: seenMs === 0 ? 0 : rounded((ended.length * HOUR_MS) / seenMs, 2),
    averageDwellMs: measured.length === 0 ? null : Math.round(stoodMs / measured.length),
    dwell: dwellSummary(visits, day),
    occupancy: meanOverSeen(occupancyByHour, hours),
    sessionsByHour: sessionsByHour(seen, ended, hours),
    occupancyByHour,
    observedMs,
  };
}

export function spanOf(hours: readonly DayHour[]): DaySpan {
  return { startMs: hours.at(0)?.startMs ?? 0, endMs: hours.at(-1)?.endMs ?? 0 };
}

/** Time stood over the time there was, as CDS has it, over the zones that were seen in that hour. */
function occupancyOf(zones: readonly CurbCounts[], hour: DayHour, index: number): number {
  const lengthMs = hour.endMs - hour.startMs;
  const seen = zones.filter(({ observedMs }) => isSeen(observedMs[index] ?? 0, lengthMs));
  if (seen.length === 0) return NOT_SEEN;
  const stoodMs = sum(
    seen.flatMap(({ visits }) =>
      visits
        .filter(({ type }) => type === 'dwell')
        .map(({ startMs, endMs }) => overlapMs(hour, startMs, endMs ?? hour.endMs)),
    ),
  );
  return rounded(stoodMs / (lengthMs * seen.length), 3);
}

function sessionsByHour(
  zones: readonly CurbCounts[],
  ended: readonly ReportedVisit[],
  hours: readonly DayHour[],
): number[] {
  const counts = hours.map((hour, index): number =>
    zones.some(({ observedMs }) => isSeen(observedMs[index] ?? 0, hour.endMs - hour.startMs)) ? 0 : NOT_SEEN,
  );
  for (const { endMs } of ended) {
    const index = hourAt(hours, endMs ?? 0);
    const known = counts[index];
    if (known !== undefined && known !== NOT_SEEN) counts[index] = known + 1;
  }
  return counts;
}

function meanOverSeen(values: readonly number[], hours: readonly DayHour[]): number {
  let total = 0;
  let lengthMs = 0;
  for (const [index, { startMs, endMs }] of hours.entries()) {
    const value = values[index] ?? NOT_SEEN;
    if (value === NOT_SEEN) continue;
    total += value * (endMs - startMs);
    lengthMs += endMs - startMs;
  }
  return lengthMs === 0 ? NOT_SEEN : rounded(total / lengthMs, 3);
}

function unseen(hours: readonly DayHour[], observedMs: number, day: DaySpan): CurbNumbers {
  return {
    sessions: NOT_SEEN,
    arrivals: NOT_SEEN,
    turnover: NOT_SEEN,
    averageDwellMs: NOT_SEEN,
    dwell: dwellSummary([], day),
    occupancy: NOT_SEEN,
    sessionsByHour: hours.map(() => NOT_SEEN),
    occupancyByHour: hours.map(() => NOT_SEEN),
    observedMs,
  };
}
