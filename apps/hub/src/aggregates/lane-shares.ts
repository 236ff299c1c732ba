import type { CityClock } from './city-clock.js';
import { timeShares } from './time-shares.js';

/** What passed along a lane in the period that begins at `startMs`. */
export interface LanePeriod {
  readonly startMs: number;
  readonly periodMs: number;
  readonly vehicles: number;
  readonly observedMs: number;
}

export interface LaneHourCounts {
  readonly vehicles: number;
  readonly blockedMs: number;
  readonly observedMs: number;
}

/** What a lane's hours gain when its account of a period changes from `before` (null: none) to `after`. */
export function changedLaneShares(
  before: LanePeriod | null,
  after: LanePeriod,
  clock: CityClock,
): Map<number, LaneHourCounts> {
  const changes = laneShares(after, clock);
  if (before === null) return changes;
  for (const [hourMs, { vehicles, observedMs }] of laneShares(before, clock)) {
    addLane(changes, hourMs, { vehicles: -vehicles, observedMs: -observedMs });
  }
  return changes;
}

export function addLane(hours: Map<number, LaneHourCounts>, hourMs: number, counts: Partial<LaneHourCounts>): void {
  const known = hours.get(hourMs);
  hours.set(hourMs, {
    vehicles: (known?.vehicles ?? 0) + (counts.vehicles ?? 0),
    blockedMs: (known?.blockedMs ?? 0) + (counts.blockedMs ?? 0),
    observedMs: (known?.observedMs ?? 0) + (counts.observedMs ?? 0),
  });
}

/** Of two accounts of the same period the one that saw more holds, whichever comes first. */
export function sawMore(a: LanePeriod, b: LanePeriod): boolean {
  return (a.observedMs - b.observedMs || a.vehicles - b.vehicles || a.periodMs - b.periodMs) > 0;
}

function laneShares(period: LanePeriod, clock: CityClock): Map<number, LaneHourCounts> {
  const { startMs, periodMs, vehicles, observedMs } = period;
  const totals = { vehicles, blockedMs: 0, observedMs };
  return timeShares({ endMs: startMs + periodMs, periodMs, totals }, clock);
}
