/** Who comes to a curb, and when. */
export type Use = 'shops' | 'deliveries' | 'station' | 'buses';

// Shares of the busiest hour, from midnight on. Invented, after the shapes that curb studies show: deliveries in the
// morning, shops at noon and after work, a station twice a day.
const HOURS: Readonly<Record<Use | 'traffic', readonly number[]>> = {
  shops: [0, 0, 0, 0, 0, 1, 3, 6, 10, 13, 15, 17, 18, 17, 16, 17, 19, 20, 17, 12, 7, 4, 2, 1].map(outOf(20)),
  deliveries: [0, 0, 0, 0, 1, 5, 13, 18, 20, 18, 14, 10, 8, 7, 6, 5, 4, 3, 2, 1, 1, 0, 0, 0].map(outOf(20)),
  station: [1, 0, 0, 0, 1, 5, 12, 19, 18, 11, 8, 8, 9, 9, 10, 12, 17, 20, 16, 10, 7, 6, 5, 3].map(outOf(20)),
  buses: [1, 0, 0, 0, 1, 6, 12, 20, 20, 16, 12, 12, 12, 12, 13, 16, 20, 20, 17, 12, 8, 6, 5, 3].map(outOf(20)),
  traffic: [2, 1, 1, 1, 2, 5, 11, 18, 19, 16, 14, 15, 16, 16, 16, 18, 20, 20, 17, 12, 8, 6, 5, 3].map(outOf(20)),
};
// From Sunday on.
const WEEKDAYS: Readonly<Record<Use | 'traffic', readonly number[]>> = {
  shops: [0.35, 0.85, 0.88, 0.92, 0.96, 1.05, 1.15],
  deliveries: [0.06, 1, 1, 1, 1, 1, 0.55],
  station: [0.4, 1, 1, 1, 1, 0.95, 0.5],
  buses: [0.55, 1, 1, 1, 1, 1, 0.75],
  traffic: [0.5, 0.95, 1, 1, 1, 1.05, 0.85],
};

/** How much is asked for in an hour of a day of the week (0: Sunday), as a share of the busiest hour of a usual day. */
export function demandAt(use: Use | 'traffic', weekday: number, hour: number): number {
  return (HOURS[use][hour] ?? 0) * (WEEKDAYS[use][weekday] ?? 1);
}

/** Over a whole usual day, in busiest hours. */
export function dayOf(use: Use | 'traffic'): number {
  return HOURS[use].reduce((sum, share) => sum + share, 0);
}

function outOf(most: number): (value: number) => number {
  return (value) => value / most;
}
