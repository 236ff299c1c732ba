const DAY_MS = 86_400_000;
/** No zone lies further from Greenwich than this, with room for a day that clocks make longer. */
const ZONE_MS_MAX = 16 * 3_600_000;

/** `2026-11-21`, the day of the city's calendar that holds the moment. */
export function dateAt(atMs: number, timeZone: string): string {
  const format = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone } as const;
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', format).format(atMs);
}

/** So many days after the date, or before it. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first moment of the city's day: midnight, or the hour after where clocks skip it. Found by halving. */
export function dayStartMs(date: string, timeZone: string): number {
  const greenwichMs = Date.parse(`${date}T00:00:00Z`);
  let before = greenwichMs - ZONE_MS_MAX;
  let within = greenwichMs + ZONE_MS_MAX;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dateAt(middle, timeZone) < date) before = middle;
    else within = middle;
  }
  return within;
}
