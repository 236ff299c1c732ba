import type { HeatCellView, HeatMeasure } from './insight.view.js';

const HOUR_MS = 3_600_000;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** What was counted in one hour of the week. */
export interface HeatRow {
  weekday: number;
  clock_hour: number;
  seen_hours: number;
  blind_hours: number;
  /** Time seen times the zones that were seen. */
  zone_ms: number;
  /** The whole length of those hours times these zones. */
  length_ms: number;
  occupied_ms: number;
  arrivals: number;
  double_parking: number;
}

/** The 168 hours of the week, also those of which there is no row. */
export function heatCells(rows: readonly HeatRow[], measure: HeatMeasure): HeatCellView[] {
  const rowOf = new Map(rows.map((row) => [`${row.weekday}/${row.clock_hour}`, row]));
  return WEEKDAYS.flatMap((weekday) =>
    HOURS.map((hour) => {
      const row = rowOf.get(`${weekday}/${hour}`);
      const [seenHours, blindHours] = [row?.seen_hours ?? 0, row?.blind_hours ?? 0];
      return { weekday, hour, value: row && row.zone_ms > 0 ? heat(row, measure) : null, seenHours, blindHours };
    }),
  );
}

function heat(row: HeatRow, measure: HeatMeasure): number {
  switch (measure) {
    case 'occupancy':
      // As the standard has it: whoever stood while nobody looked is known to have stood, and counts.
      return rounded(row.occupied_ms / row.length_ms);
    case 'arrivals':
      return rounded((row.arrivals * HOUR_MS) / row.zone_ms);
    case 'double_parking':
      return rounded((row.double_parking * HOUR_MS) / row.zone_ms);
  }
}

/** To four places: more would say nothing of a street. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
