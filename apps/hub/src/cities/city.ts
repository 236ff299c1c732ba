import { CityClock } from '../aggregates/city-clock.js';
import type { CityRow } from '../persistence/city.row.js';

/** A city as counting needs it. */
export interface City {
  readonly id: string;
  readonly clock: CityClock;
  /** Raw events are kept for so many days. */
  readonly rawEventDays: number;
}

const clocks = new Map<string, CityClock>();

/** The clock of a time zone, one for all cities in it: it remembers what it has worked out. */
export function clockOf(timeZone: string): CityClock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new CityClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

export function cityOf({ id, time_zone, raw_event_days }: CityRow): City {
  return { id, clock: clockOf(time_zone), rawEventDays: raw_event_days };
}
