import type { VisitType } from '#curb';
import type { CityClock } from './city-clock.js';

/** What of a visit matters for the numbers of its zone. */
export interface CountedVisit {
  readonly type: VisitType;
  readonly startMs: number;
  readonly startCensored: boolean;
  /** Null while the vehicle stands. */
  readonly endMs: number | null;
  readonly endCensored: boolean;
}

/** What happened at one zone within one hour of the city's clock. */
export interface ZoneHourCounts {
  readonly arrivals: number;
  readonly departures: number;
  /** Visits that ended in this hour with both ends seen, and how long they were: only these have a known dwell. */
  readonly measuredVisits: number;
  readonly measuredDwellMs: number;
  /** Time stood by visits that have ended. Two vehicles at once count twice. */
  readonly occupiedMs: number;
  readonly doubleParking: number;
  readonly blockedMs: number;
}

export const NOTHING_COUNTED: ZoneHourCounts = {
  arrivals: 0,
  departures: 0,
  measuredVisits: 0,
  measuredDwellMs: 0,
  occupiedMs: 0,
  doubleParking: 0,
  blockedMs: 0,
};

/**
 * What one visit adds to its zone's hours, by hour. The numbers of a zone are the sum of this over its visits, so they
 * do not depend on the order in which records arrived, and can be computed again at any time.
 */
export function visitShares(visit: CountedVisit, clock: CityClock): Map<number, ZoneHourCounts> {
  const shares = new Map<number, ZoneHourCounts>();
  const isDwell = visit.type === 'dwell';
  const startHourMs = clock.hourStart(visit.startMs);
  // A vehicle that stood there before the camera looked did not arrive in the hour the camera began to look. But a
  // lane it blocks is a hazard all the same.
  if (isDwell && !visit.startCensored) add(shares, startHourMs, { arrivals: 1 });
  if (!isDwell) add(shares, startHourMs, { doubleParking: 1 });
  if (visit.endMs === null) return shares;

  for (const { hourMs, fromMs, toMs } of clock.slices(visit.startMs, visit.endMs)) {
    add(shares, hourMs, isDwell ? { occupiedMs: toMs - fromMs } : { blockedMs: toMs - fromMs });
  }
  if (isDwell) {
    const isMeasured = !visit.startCensored && !visit.endCensored;
    const measured = isMeasured ? { measuredVisits: 1, measuredDwellMs: visit.endMs - visit.startMs } : {};
    add(shares, clock.hourStart(visit.endMs), { departures: 1, ...measured });
  }
  return shares;
}

/** Adds `counts` to what `shares` holds for the hour. */
export function add(shares: Map<number, ZoneHourCounts>, hourMs: number, counts: Partial<ZoneHourCounts>): void {
  const known = shares.get(hourMs) ?? NOTHING_COUNTED;
  shares.set(hourMs, {
    arrivals: known.arrivals + (counts.arrivals ?? 0),
    departures: known.departures + (counts.departures ?? 0),
    measuredVisits: known.measuredVisits + (counts.measuredVisits ?? 0),
    measuredDwellMs: known.measuredDwellMs + (counts.measuredDwellMs ?? 0),
    occupiedMs: known.occupiedMs + (counts.occupiedMs ?? 0),
    doubleParking: known.doubleParking + (counts.doubleParking ?? 0),
    blockedMs: known.blockedMs + (counts.blockedMs ?? 0),
  });
}

export function negated(counts: ZoneHourCounts): ZoneHourCounts {
  return {
    arrivals: -counts.arrivals,
    departures: -counts.departures,
    measuredVisits: -counts.measuredVisits,
    measuredDwellMs: -counts.measuredDwellMs,
    occupiedMs: -counts.occupiedMs,
    doubleParking: -counts.doubleParking,
    blockedMs: -counts.blockedMs,
  };
}
