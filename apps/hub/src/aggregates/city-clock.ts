const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Remembered offsets: a quarter of an hour each, so about 100 days; then it starts afresh. */
const OFFSETS_MAX = 10_000;

/** A stretch of time within one hour of the city's clock. */
export interface HourSlice {
  /** When the city's hour began. */
  readonly hourMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When hours and days begin in one time zone, daylight saving included. Hours follow the city's clock, so where the
 * clock is half an hour off UTC they begin at half past; a shift of the clock by less than an hour cuts an hour short.
 */
export class CityClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The start of the city's hour that holds `atMs`. */
  hourStart(atMs: number): number {
    const offsetMs = this.offsetMs(atMs);
    let startMs = atMs - modulo(atMs + offsetMs, HOUR_MS);
    // The clock was shifted within this hour: it began at the shift. Shifts fall on quarters.
    while (this.offsetMs(startMs) !== offsetMs) startMs += QUARTER_MS;
    return startMs;
  }

  /** The end of the hour that starts at `hourMs`. */
  hourEnd(hourMs: number): number {
    let endMs = hourMs + QUARTER_MS;
    while (this.hourStart(endMs) === hourMs) endMs += QUARTER_MS;
    return endMs;
  }

  /** The first moment of the city's day that holds `atMs`. */
  dayStart(atMs: number): number {
    const day = this.#localDay(atMs);
    let startMs = this.hourStart(atMs);
    while (this.#localDay(startMs - 1) === day) startMs = this.hourStart(startMs - 1);
    return startMs;
  }

  /** `[fromMs, toMs)` cut at the city's hours; empty when it is empty. */
  slices(fromMs: number, toMs: number): HourSlice[] {
    const slices: HourSlice[] = [];
    for (let atMs = fromMs; atMs < toMs;) {
      const hourMs = this.hourStart(atMs);
      const endMs = Math.min(this.hourEnd(hourMs), toMs);
      slices.push({ hourMs, fromMs: atMs, toMs: endMs });
      atMs = endMs;
    }
    return slices;
  }

  #localDay(atMs: number): number {
    return Math.floor((atMs + this.offsetMs(atMs)) / DAY_MS);
  }

  /** How far the city's clock is ahead of UTC. */
  offsetMs(atMs: number): number {
    const quarter = Math.floor(atMs / QUARTER_MS);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= OFFSETS_MAX) this.#offsets.clear();
    const utcMs = quarter * QUARTER_MS;
    const parts = new Map(this.#format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const localMs = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    this.#offsets.set(quarter, localMs - utcMs);
    return localMs - utcMs;
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
