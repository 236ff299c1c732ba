import type { ZoneHourCounts } from './visit-shares.js';

const HOUR_MS = 3_600_000;
/** A report comes a minute late and speaks of a minute: so much of the running hour cannot be known to be seen yet. */
export const REPORT_DELAY_MS = 120_000;

/** In place of every number of an hour that was mostly unseen: it is not known, which is not the same as nothing. */
export const UNSEEN = -1;

export interface ZoneHourNumbers {
  readonly arrivals: number;
  readonly departures: number;
  readonly turnover: number;
  /** Null where no visit with both ends seen ended. */
  readonly averageDwellMs: number | null;
  readonly occupiedMs: number;
  readonly doubleParking: number;
  readonly blockedMs: number;
  readonly observedMs: number;
}

/** The published numbers of a stretch of time, from what was counted and how long it was observed. */
export function zoneNumbers(counts: ZoneHourCounts, observedMs: number): ZoneHourNumbers {
  return {
    arrivals: counts.arrivals,
    departures: counts.departures,
    turnover: turnoverPerHour(counts.departures, observedMs),
    averageDwellMs: counts.measuredVisits === 0 ? null : Math.round(counts.measuredDwellMs / counts.measuredVisits),
    occupiedMs: counts.occupiedMs,
    doubleParking: counts.doubleParking,
    blockedMs: counts.blockedMs,
    observedMs,
  };
}

/** As `zoneNumbers` for one hour, with -1 in every count when the hour was mostly unseen. */
export function zoneHourNumbers(
  counts: ZoneHourCounts,
  hour: { readonly hourMs: number; readonly endMs: number; readonly observedMs: number; readonly nowMs: number },
): ZoneHourNumbers {
  const expectedMs = Math.max(Math.min(hour.endMs, hour.nowMs - REPORT_DELAY_MS) - hour.hourMs, 1);
  if (hour.observedMs * 2 >= expectedMs) return zoneNumbers(counts, hour.observedMs);
  return {
    arrivals: UNSEEN,
    departures: UNSEEN,
    turnover: UNSEEN,
    averageDwellMs: UNSEEN,
    occupiedMs: UNSEEN,
    doubleParking: UNSEEN,
    blockedMs: UNSEEN,
    observedMs: hour.observedMs,
  };
}

/** Closed sessions an hour, as CDS defines turnover, over the time the camera saw: blind time is not quiet time. */
function turnoverPerHour(departures: number, observedMs: number): number {
  if (observedMs <= 0) return 0;
  return Math.round((departures * HOUR_MS * 100) / observedMs) / 100;
}
