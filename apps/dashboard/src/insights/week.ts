import type { HeatCell, HeatMeasure } from '../api/types.js';
import { counted } from '../words/durations.js';
import { count, precise } from '../words/numbers.js';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const HOURS = 24;

/** The hub's 168 hours as seven days, Monday first. */
export function weekRows(cells: readonly HeatCell[]): readonly (readonly HeatCell[])[] {
  return WEEKDAYS.map((_, day) => cells.slice(day * HOURS, (day + 1) * HOURS));
}

/** The darkest cell's value; 0 where nothing was counted or seen. */
export function heatMax(cells: readonly HeatCell[]): number {
  return Math.max(0, ...cells.map(({ value }) => value ?? 0));
}

/** How strongly a cell is colored, 0 to 1; null where it was not seen, which is no color at all. */
export function heatShare({ value }: HeatCell, max: number): number | null {
  if (value === null) return null;
  return max > 0 ? value / max : 0;
}

export const MEASURE_NAMES: Readonly<Record<HeatMeasure, string>> = {
  occupancy: 'Occupancy',
  arrivals: 'Arrivals',
  double_parking: 'Double parking',
};

export const MEASURE_UNITS: Readonly<Record<HeatMeasure, string>> = {
  occupancy: 'vehicles standing at a zone on average',
  arrivals: 'arrivals an hour at a zone',
  double_parking: 'vehicles double-parked an hour at a lane',
};

/** `8:00–9:00` */
export function hourName(hour: number): string {
  return `${hour}:00–${hour + 1}:00`;
}

/** `Monday 8:00–9:00: 2.4 arrivals an hour at a zone`, or that it was not seen. */
export function cellWords(cell: HeatCell, measure: HeatMeasure): string {
  const when = `${WEEKDAYS[cell.weekday - 1] ?? ''} ${hourName(cell.hour)}`;
  if (cell.value === null) return `${when}: not seen`;
  return `${when}: ${precise(cell.value)} ${MEASURE_UNITS[measure]}`;
}

/** Of how much of the street a cell speaks. */
export function seenWords({ seenHours, blindHours }: Pick<HeatCell, 'seenHours' | 'blindHours'>): string {
  const seen = `${count(seenHours)} camera ${seenHours === 1 ? 'hour' : 'hours'} seen`;
  return blindHours === 0 ? seen : `${seen}, ${counted(blindHours, 'blind hour')} left out`;
}
