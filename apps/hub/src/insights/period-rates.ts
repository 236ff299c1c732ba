import { rounded } from './heat-map.js';
import { COMPARED } from './insight.view.js';
import type { ComparedMeasure, DifferenceView } from './insight.view.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What was counted at one sort of zones in one period. */
export interface PeriodRow {
  /** Hours of zones. */
  seen_hours: number;
  blind_hours: number;
  /** Time seen times the zones that were seen. */
  zone_ms: number;
  arrivals: number;
  departures: number;
  measured_visits: number;
  measured_dwell_ms: number;
  occupied_ms: number;
  double_parking: number;
  blocked_ms: number;
}

export interface CountedPeriod {
  readonly curb: PeriodRow;
  readonly lanes: PeriodRow;
}

/** Each measure of two periods as rates over the time seen (occupancy: over the hours that were seen), so that a period seen less does not look quieter. */
export function differences(before: CountedPeriod, after: CountedPeriod): DifferenceView[] {
  return COMPARED.map((measure) => {
    const [from, to] = [rate(before, measure), rate(after, measure)];
    const isKnown = from !== null && to !== null;
    return {
      measure,
      before: from,
      after: to,
      difference: isKnown ? rounded(to - from) : null,
      change: isKnown && from > 0 ? rounded((to - from) / from) : null,
    };
  });
}

function rate({ curb, lanes }: CountedPeriod, measure: ComparedMeasure): number | null {
  switch (measure) {
    case 'arrivals':
      return share(curb.arrivals * HOUR_MS, curb.zone_ms);
    case 'turnover':
      return share(curb.departures * HOUR_MS, curb.zone_ms);
    case 'average_dwell':
      return share(curb.measured_dwell_ms, curb.measured_visits);
    case 'occupancy':
      // Over the whole length of the hours that were seen, as the standard has it.
      return share(curb.occupied_ms, curb.seen_hours * HOUR_MS);
    case 'double_parking':
      return share(lanes.double_parking * HOUR_MS, lanes.zone_ms);
    case 'blocked_minutes':
      return share((lanes.blocked_ms / MINUTE_MS) * HOUR_MS, lanes.zone_ms);
  }
}

function share(counted: number, of: number): number | null {
  return of > 0 ? rounded(counted / of) : null;
}
