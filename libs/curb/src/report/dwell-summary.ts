import type { DaySpan, ReportedVisit } from './day.js';

const MINUTE_MS = 60_000;
/** Where the classes of the distribution begin: the usual limits of loading, short and long parking signs. */
export const DWELL_CLASS_STARTS_MS = [0, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * MINUTE_MS);

/** A length of stay that a share of the vehicles does not exceed. */
export interface DwellQuantile {
  readonly ms: number;
  /** Too many vehicles were still standing when last known: the true value is at least `ms`. */
  readonly isAtLeast: boolean;
}

/** How long the vehicles stayed that arrived within the day. */
export interface DwellSummary {
  /** Vehicles that were seen to arrive. */
  readonly vehicles: number;
  /** Of these, how many have no known end within the day. */
  readonly openEnded: number;
  /** Null without vehicles. */
  readonly median: DwellQuantile | null;
  readonly p85: DwellQuantile | null;
  /** Vehicles with a known stay, by class. */
  readonly classes: readonly number[];
}

interface Stay {
  readonly ms: number;
  /** The vehicle was seen to leave; else it stayed for longer than `ms`. */
  readonly isComplete: boolean;
}

/** Of one or several zones. A visit that was there before anybody looked is left out: its length is not known. */
export function dwellSummary(visits: readonly ReportedVisit[], day: DaySpan): DwellSummary {
  const stays = visits
    .filter(({ type, startCensored, startMs }) => type === 'dwell' && !startCensored && startMs >= day.startMs)
    .map((visit) => stayWithin(visit, day));
  const known = stays.filter(({ isComplete }) => isComplete);
  return {
    vehicles: stays.length,
    openEnded: stays.length - known.length,
    median: dwellQuantile(stays, 0.5),
    p85: dwellQuantile(stays, 0.85),
    classes: DWELL_CLASS_STARTS_MS.map((fromMs, index) => {
      const toMs = DWELL_CLASS_STARTS_MS[index + 1] ?? Infinity;
      return known.filter(({ ms }) => ms >= fromMs && ms < toMs).length;
    }),
  };
}

/** Cut at the end of the day, so that the same day gives the same figures whenever it is asked about. */
function stayWithin({ startMs, endMs, endCensored }: ReportedVisit, day: DaySpan): Stay {
  const lastMs = Math.min(endMs ?? day.endMs, day.endMs);
  return { ms: Math.max(0, lastMs - startMs), isComplete: endMs !== null && endMs <= day.endMs && !endCensored };
}

/**
 * The Kaplan-Meier estimate: a vehicle whose departure nobody saw counts for as long as it was known to stand. Leaving
 * such vehicles out would leave out the long stays first.
 */
export function dwellQuantile(stays: readonly Stay[], share: number): DwellQuantile | null {
  if (stays.length === 0) return null;
  // At the same length departures come before the open ends, as is the convention.
  const sorted = [...stays].sort((a, b) => a.ms - b.ms || Number(b.isComplete) - Number(a.isComplete));
  let staying = 1;
  for (const [index, { ms, isComplete }] of sorted.entries()) {
    if (!isComplete) continue;
    staying *= 1 - 1 / (sorted.length - index);
    // Rounding of the products must not carry an exact half past the half.
    if (staying <= 1 - share + 1e-9) return { ms, isAtLeast: false };
  }
  return { ms: sorted.at(-1)?.ms ?? 0, isAtLeast: true };
}
