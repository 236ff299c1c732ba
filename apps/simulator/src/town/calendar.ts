const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One day of a city's calendar; 23 or 25 hours long when its clock is put forward or back. */
export interface LocalDay {
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0: Sunday. */
  readonly weekday: number;
}

/** `2026-11-21`, the day that holds a moment. */
export function dateAt(atMs: number, timeZone: string): string {
  const format = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone } as const;
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', format).format(atMs);
}

export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function localDay(date: string, timeZone: string): LocalDay {
  const startMs = startOf(date, timeZone);
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return { date, startMs, endMs: startOf(dateAfter(date, 1), timeZone), weekday };
}

/** The first full quarter of an hour of a day: clocks are shifted by such steps, and some skip midnight. */
function startOf(date: string, timeZone: string): number {
  const stepMs = HOUR_MS / 4;
  let [before, within] = [
    Date.parse(`${date}T00:00:00Z`) - 16 * HOUR_MS,
    Date.parse(`${date}T00:00:00Z`) + 16 * HOUR_MS,
  ];
  while (within - before > stepMs) {
    const middle = before + Math.floor((within - before) / stepMs / 2) * stepMs;
    if (dateAt(middle, timeZone) < date) before = middle;
    else within = middle;
  }
  return within;
}
