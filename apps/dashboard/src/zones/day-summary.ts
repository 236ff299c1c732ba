import { isLane, type Zone } from '../api/types.js';

/** The street's day in a few numbers, over all zones of a camera. */
export interface DaySummary {
  readonly standing: number;
  readonly doubleParked: number;
  readonly arrivals: number;
  /** Over all vehicles that left today; null before the first. */
  readonly averageDwellMs: number | null;
  readonly doubleParking: number;
  readonly blockedMs: number;
}

export function daySummary(zones: readonly Zone[]): DaySummary {
  const curb = zones.filter((zone) => !isLane(zone.kind));
  const standing = curb.flatMap((zone) => zone.visits);
  const departures = sum(curb.map((zone) => (zone.today.averageDwellMs === null ? 0 : known(zone.today.departures))));
  const dwellMs = sum(curb.map((zone) => known(zone.today.departures) * known(zone.today.averageDwellMs ?? 0)));
  return {
    standing: standing.length,
    doubleParked: zones.flatMap((zone) => zone.visits).filter((visit) => visit.type === 'double_parking').length,
    arrivals: sum(curb.map((zone) => known(zone.today.arrivals))),
    averageDwellMs: departures > 0 ? dwellMs / departures : null,
    doubleParking: sum(zones.map((zone) => known(zone.today.doubleParking))),
    blockedMs: sum(zones.map((zone) => known(zone.today.blockedMs))),
  };
}

/** A day mostly unseen counts -1, which must not enter a sum. */
function known(count: number): number {
  return Math.max(0, count);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
