const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The day of a city whose clock shows noon: no midnight comes while a spec runs, at whatever hour that is. */
export interface NoonDay {
  /** Without daylight saving, in which it is between 12:00 and 13:00 now. */
  readonly timeZone: string;
  /** When today began there. */
  readonly startMs: number;
  /** `2026-05-14`, so many days ago there. */
  readonly dateOf: (daysAgo: number) => string;
}

export function noonDay(nowMs = Date.now()): NoonDay {
  // From 11 hours west to 12 hours east: all of them are there. POSIX counts `Etc/GMT` signs westward.
  const hoursEast = 12 - new Date(nowMs).getUTCHours();
  const timeZone = hoursEast === 0 ? 'UTC' : `Etc/GMT${hoursEast > 0 ? '-' : '+'}${Math.abs(hoursEast)}`;
  const eastMs = hoursEast * HOUR_MS;
  const todayMs = Math.floor((nowMs + eastMs) / DAY_MS) * DAY_MS;
  const dateOf = (daysAgo: number) => new Date(todayMs - daysAgo * DAY_MS).toISOString().slice(0, 10);
  return { timeZone, startMs: todayMs - eastMs, dateOf };
}
