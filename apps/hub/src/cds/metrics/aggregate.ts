import type { CityClock } from '../../aggregates/city-clock.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Digits after the point: finer than the cameras count. */
const DECIMALS = 4;

/** In place of every value of an hour that was mostly unseen: not known, which is not nothing. */
export const UNSEEN = -1;

export const METRICS_OF_1_0 = ['total_sessions', 'turnover', 'average_dwell_time', 'occupancy_percent'] as const;
export const METRICS = [...METRICS_OF_1_0, 'total_events'] as const;
export type Metric = (typeof METRICS)[number];

/** The two ends of a session, each null where it was not seen. */
export interface SessionTimes {
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/** An hour as the city's clock shows it. When the clock goes back it comes twice, and both are this one. */
export interface LocalHour {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** 0..23. */
  readonly hour: number;
  /** How long it was: two hours when it came twice, less than one when a part was skipped. */
  readonly durationMs: number;
  /** The beginnings of the hours of real time it consists of. */
  readonly startsMs: readonly number[];
}

/** The city's hours of `[fromMs, toMs)`, oldest first; those cut by the range are whole. */
export function localHours(fromMs: number, toMs: number, clock: CityClock): LocalHour[] {
  const hours = new Map<string, LocalHour>();
  for (let hourMs = clock.hourStart(fromMs); hourMs < toMs; hourMs = clock.hourEnd(hourMs)) {
    const local = new Date(hourMs + clock.offsetMs(hourMs)).toISOString();
    const key = local.slice(0, 13);
    const known = hours.get(key);
    hours.set(key, {
      date: local.slice(0, 10),
      hour: Number(local.slice(11, 13)),
      durationMs: (known?.durationMs ?? 0) + clock.hourEnd(hourMs) - hourMs,
      startsMs: [...(known?.startsMs ?? []), hourMs],
    });
  }
  return [...hours.values()];
}

interface HourSums {
  sessions: number;
  measured: number;
  dwellMs: number;
  occupiedMs: number;
  events: number;
}

/**
 * The numbers of one place, hour by hour, from its sessions alone, so that whoever has the sessions gets the same:
 * a session counts in the hour in which it began, with its whole dwell; what it occupies is shared out by time.
 */
export class HourlySums {
  readonly #sums = new Map<number, HourSums>();

  constructor(private readonly clock: CityClock) {}

  add({ startMs, endMs }: SessionTimes): void {
    if (startMs !== null) {
      const sums = this.#of(this.clock.hourStart(startMs));
      sums.sessions += 1;
      sums.events += 1;
      if (endMs !== null) {
        sums.measured += 1;
        sums.dwellMs += endMs - startMs;
      }
    }
    if (endMs !== null) this.#of(this.clock.hourStart(endMs)).events += 1;
    if (startMs === null || endMs === null) return;
    for (const slice of this.clock.slices(startMs, endMs)) {
      this.#of(slice.hourMs).occupiedMs += slice.toMs - slice.fromMs;
    }
  }

  /** Null where there is no value: of sessions without a known dwell there is no average. */
  value(metric: Metric, { startsMs, durationMs }: LocalHour, capacity: number): number | null {
    const sum = (field: keyof HourSums) =>
      startsMs.reduce((total, hourMs) => total + (this.#sums.get(hourMs)?.[field] ?? 0), 0);
    switch (metric) {
      case 'total_sessions':
        return sum('sessions');
      case 'turnover':
        return rounded((sum('sessions') * HOUR_MS) / durationMs);
      case 'average_dwell_time': {
        const measured = sum('measured');
        if (measured > 0) return rounded(sum('dwellMs') / measured / MINUTE_MS);
        return sum('sessions') === 0 ? 0 : null;
      }
      case 'occupancy_percent':
        return rounded(sum('occupiedMs') / (durationMs * capacity));
      case 'total_events':
        return sum('events');
    }
  }

  #of(hourMs: number): HourSums {
    const known = this.#sums.get(hourMs);
    if (known) return known;
    const sums = { sessions: 0, measured: 0, dwellMs: 0, occupiedMs: 0, events: 0 };
    this.#sums.set(hourMs, sums);
    return sums;
  }
}

/** A report comes a minute late and speaks of a minute: so much of the running hour cannot be known to be seen yet. */
const REPORT_DELAY_MS = 2 * MINUTE_MS;

/** Whether a place was unseen for the greater part of an hour, of what of it is over by now. */
export function isBlind(
  hour: LocalHour,
  observedMs: number,
  { nowMs, cameras }: { nowMs: number; cameras: number },
): boolean {
  const firstMs = hour.startsMs[0] ?? nowMs;
  const expectedMs = Math.min(hour.durationMs, Math.max(nowMs - REPORT_DELAY_MS - firstMs, 1));
  return observedMs * 2 < expectedMs * cameras;
}

/** A year and a day: every hour of it is held in memory for one place at a time. */
export const RANGE_MS_MAX = 366 * DAY_MS;

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
