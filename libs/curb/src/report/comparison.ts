import type { EarlierDay, EarlierZoneDay } from './day.js';
import { isSeen, rounded, sum } from './day.js';

const HOUR_MS = 3_600_000;
/**
 * A zone is compared with an earlier day that saw most of the very hours seen today, and the day is when such zones make
 * up most of what was seen today. What one day saw by night says nothing of another's noon.
 */
const COMMON_SHARE_MIN = 0.8;
/** Fewer earlier days give no idea of what is usual. */
const DAYS_MIN = 2;

export const MEASURES = ['sessions', 'turnover', 'averageDwellMs', 'doubleParking', 'blockedMs'] as const;
export type Measure = (typeof MEASURES)[number];

/** One figure of the city beside the same weekday of the weeks before. */
export interface Comparison {
  readonly measure: Measure;
  /** Null: not known today. */
  readonly today: number | null;
  /** What today's figure would have been at the rate of that day. Null: too much of it was not seen. */
  readonly earlier: readonly { readonly date: string; readonly value: number | null }[];
  /** Mean of the earlier days; null with fewer than two. */
  readonly usual: number | null;
  /** Beyond all earlier days, within them, or there is nothing to compare with. */
  readonly verdict: 'higher' | 'lower' | 'as_usual' | 'unknown';
}

interface Rates {
  readonly curb: readonly EarlierZoneDay[];
  readonly lanes: readonly EarlierZoneDay[];
}

/**
 * Counts are compared as rates over the time that was seen, in the hours of the day that were seen today, so that a
 * camera which was blind for some of a day makes neither that day nor today look quiet or busy. `isLane` tells the zones
 * apart.
 */
export function comparisons(
  today: readonly EarlierZoneDay[],
  earlier: readonly EarlierDay[],
  isLane: (zoneId: string) => boolean,
): Comparison[] {
  const here = split(
    today.filter(({ observedMs, lengthMs }) => lengthMs > 0 && isSeen(observedMs, lengthMs)),
    isLane,
  );
  const before = earlier.map(({ date, zones }) => ({ date, rates: split(zones, isLane) }));
  return MEASURES.map((measure) => {
    const value = figure(measure, here, here);
    const values = before.map(({ date, rates }) => ({
      date,
      value: value === null ? null : figure(measure, common(rates, here), here),
    }));
    return { measure, today: value, earlier: values, ...judged(value, values) };
  });
}

function judged(
  today: number | null,
  earlier: Comparison['earlier'],
): { usual: number | null; verdict: Comparison['verdict'] } {
  const known = earlier.flatMap(({ value }) => (value === null ? [] : [value]));
  if (today === null || known.length < DAYS_MIN) return { usual: null, verdict: 'unknown' };
  const usual = rounded(sum(known) / known.length, 2);
  if (today > Math.max(...known)) return { usual, verdict: 'higher' };
  return { usual, verdict: today < Math.min(...known) ? 'lower' : 'as_usual' };
}

/** In one order, since parts of counts add up to slightly different sums in another. */
function split(zones: readonly EarlierZoneDay[], isLane: (zoneId: string) => boolean): Rates {
  const sorted = [...zones].sort((a, b) => (a.zoneId < b.zoneId ? -1 : 1));
  return { curb: sorted.filter(({ zoneId }) => !isLane(zoneId)), lanes: sorted.filter(({ zoneId }) => isLane(zoneId)) };
}

/** The zones of which `then` saw most of what was seen today; none where they are too few of today's. */
function common(then: Rates, today: Rates): Rates {
  const both = (before: readonly EarlierZoneDay[], now: readonly EarlierZoneDay[]) => {
    const seenNowMs = new Map(now.map(({ zoneId, observedMs }) => [zoneId, observedMs]));
    const shared = before.filter(
      ({ zoneId, observedMs }) => observedMs >= COMMON_SHARE_MIN * (seenNowMs.get(zoneId) ?? Infinity),
    );
    const sharedMs = sum(shared.map(({ zoneId }) => seenNowMs.get(zoneId) ?? 0));
    return sharedMs < COMMON_SHARE_MIN * observed(now) ? [] : shared;
  };
  return { curb: both(then.curb, today.curb), lanes: both(then.lanes, today.lanes) };
}

/** The figure at the rates of one day over the time observed on another. */
function figure(measure: Measure, { curb, lanes }: Rates, over: Rates): number | null {
  const scaled = (zones: readonly EarlierZoneDay[], now: readonly EarlierZoneDay[], counts: number[]) =>
    observed(zones) === 0 ? null : (sum(counts) * observed(now)) / observed(zones);
  const sessions = curb.map((zone) => zone.sessions);
  switch (measure) {
    case 'sessions':
      return roundedOrNull(scaled(curb, over.curb, sessions), 0);
    case 'turnover':
      return observed(curb) === 0 ? null : rounded((sum(sessions) * HOUR_MS) / observed(curb), 2);
    case 'averageDwellMs': {
      const visits = sum(curb.map(({ measuredVisits }) => measuredVisits));
      return visits === 0 ? null : Math.round(sum(curb.map(({ measuredDwellMs }) => measuredDwellMs)) / visits);
    }
    case 'doubleParking':
      return roundedOrNull(
        scaled(
          lanes,
          over.lanes,
          lanes.map(({ doubleParking }) => doubleParking),
        ),
        0,
      );
    case 'blockedMs':
      return roundedOrNull(
        scaled(
          lanes,
          over.lanes,
          lanes.map(({ blockedMs }) => blockedMs),
        ),
        0,
      );
  }
}

function observed(zones: readonly EarlierZoneDay[]): number {
  return sum(zones.map(({ observedMs }) => observedMs));
}

function roundedOrNull(value: number | null, decimals: number): number | null {
  return value === null ? null : rounded(value, decimals);
}
