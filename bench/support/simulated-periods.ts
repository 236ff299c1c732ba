import { SeededDraws } from '#curb';
import type { CityDay, ImpactPeriod } from '#curb';

/** Traffic of a weekday as share of the mean: a shopping street is busiest on Saturdays and closed on Sundays. */
const WEEKDAYS = [1, 1.05, 1.05, 1.1, 1.25, 1.4, 0.6];
const SESSIONS_PER_DAY = 900;
const DOUBLE_PARKING_PER_DAY = 40;
const MINUTES_PER_BLOCKAGE = 4;
/** Days differ from their weekday by so much, and take so much after the day before. */
const SPREAD = 0.12;
const LIKENESS = 0.3;

export interface TrueChange {
  readonly sessions: number;
  readonly doubleParking: number;
}

/** Two periods of a city with a known change between them; 1 is none. */
export function simulatedPeriods(
  seed: number,
  { weeks = 4, change = { sessions: 1, doubleParking: 1 } }: { weeks?: number; change?: TrueChange } = {},
): { before: ImpactPeriod; after: ImpactPeriod } {
  const draws = new SeededDraws(seed);
  let state = draws.normal();
  const days = Array.from({ length: weeks * 14 }, (_, index): CityDay => {
    state = LIKENESS * state + Math.sqrt(1 - LIKENESS ** 2) * draws.normal();
    const level = (WEEKDAYS[index % 7] ?? 1) * Math.exp(SPREAD * state);
    const isAfter = index >= weeks * 7;
    const events = counted(draws, DOUBLE_PARKING_PER_DAY * level * (isAfter ? change.doubleParking : 1));
    const blockages = Array.from({ length: events }, () => ({
      hours: (-Math.log(1 - draws.uniform()) * MINUTES_PER_BLOCKAGE) / 60,
      flowPerHour: 150 + 300 * draws.uniform(),
    }));
    return {
      date: new Date(Date.UTC(2026, 0, 5 + index)).toISOString().slice(0, 10),
      weekday: index % 7,
      sessions: counted(draws, SESSIONS_PER_DAY * level * (isAfter ? change.sessions : 1)),
      sessionsExpected: SESSIONS_PER_DAY,
      doubleParking: events,
      doubleParkingExpected: DOUBLE_PARKING_PER_DAY,
      blockedMinutes: blockages.reduce((sum, { hours }) => sum + 60 * hours, 0),
      blockedMinutesExpected: DOUBLE_PARKING_PER_DAY * MINUTES_PER_BLOCKAGE,
      blockages,
    };
  });
  const period = (from: number): ImpactPeriod => ({ days: days.slice(from, from + weeks * 7), seenShare: 1 });
  return { before: period(0), after: period(weeks * 7) };
}

/** A Poisson count, for the means of a city's day well enough as a normal one. */
function counted(draws: SeededDraws, mean: number): number {
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * draws.normal()));
}
