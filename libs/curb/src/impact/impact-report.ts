import { DELAY_RANGES, idleGrams } from './delay-model.js';
import type { Blockage, DelayFactors } from './delay-model.js';
import { BLOCK_DAYS, logChange, t975, tracedChange, varianceApart } from './relative-change.js';
import type { ImpactDay, LogChange } from './relative-change.js';
import { SeededDraws } from './seeded-draws.js';

/** One week cannot be told from another: the spread among weeks is what the interval is made of. */
export const WEEKS_MIN = 3;
/** With more of a period unseen than this, what was not seen may be what changed. */
export const SEEN_SHARE_MIN = 0.8;
/** A ratio of fewer events says little, whatever its interval. */
const EVENTS_MIN = 20;
/** Draws of the delay model's factors: enough for a variance to a tenth of itself. */
const FACTOR_DRAWS = 200;
/** Fixed: the same data make the same report. */
const SEED = 20_261_122;

/** One day of both a period and a city; `expected` as in `ImpactDay`. */
export interface CityDay {
  readonly date: string;
  readonly weekday: number;
  readonly sessions: number;
  readonly sessionsExpected: number;
  readonly doubleParking: number;
  readonly doubleParkingExpected: number;
  readonly blockedMinutes: number;
  readonly blockedMinutesExpected: number;
  /** Of lanes whose flow is known. */
  readonly blockages: readonly Blockage[];
}

export interface ImpactPeriod {
  /** Every day of it, in order, seen or not. */
  readonly days: readonly CityDay[];
  /** Of the time of the cameras that count, 0 to 1. */
  readonly seenShare: number;
}

export const IMPACT_MEASURES = ['turnover', 'doubleParking', 'blockedMinutes', 'emissions'] as const;
export type ImpactMeasure = (typeof IMPACT_MEASURES)[number];
export type NotShown = 'contains_zero' | 'too_much_unseen' | 'too_short' | 'too_few';

/** One change, relative: -0.26 is a quarter less. */
export interface Effect {
  readonly measure: ImpactMeasure;
  readonly verdict: 'decrease' | 'increase' | 'not_shown';
  /** Why it is not shown; null when it is. */
  readonly reason: NotShown | null;
  readonly change: number | null;
  /** 95 % confidence interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** Sessions, events, minutes or grams a day. */
  readonly beforePerDay: number;
  readonly afterPerDay: number;
}

/** Grams of CO2 a day that traffic held up no longer emits; negative: emits in addition. */
export interface SavedEmissions {
  readonly gramsPerDay: number;
  readonly low: number;
  readonly high: number;
}

export interface ImpactReport {
  readonly before: PeriodSummary;
  readonly after: PeriodSummary;
  readonly effects: readonly Effect[];
  /** Null where the change in emissions is not shown. */
  readonly saved: SavedEmissions | null;
}

export interface PeriodSummary {
  readonly from: string;
  readonly to: string;
  /** Whole weeks that are compared; days beyond them are left out. */
  readonly days: number;
  readonly seenShare: number;
}

interface Interval {
  readonly change: number;
  readonly low: number;
  readonly high: number;
}

/** What changed from one period to the other. The last whole weeks of `before` and the first of `after` are compared. */
export function impactReport(before: ImpactPeriod, after: ImpactPeriod): ImpactReport {
  const first = wholeWeeks(before.days, 'last');
  const second = wholeWeeks(after.days, 'first');
  const barred = barrier(first, second, before.seenShare, after.seenShare);
  const counted = (measure: ImpactMeasure, read: (day: CityDay) => ImpactDay, events = read): Effect => {
    const days = [first.map(read), second.map(read)] as const;
    const perDay = [meanCount(days[0]), meanCount(days[1])] as const;
    const isFew = Math.max(total(first.map(events)), total(second.map(events))) < EVENTS_MIN;
    const reason = barred ?? (isFew ? 'too_few' : null);
    return effect(measure, perDay, reason, reason === null ? counts(days[0], days[1]) : null);
  };
  const doubleParking = (day: CityDay): ImpactDay => ({
    weekday: day.weekday,
    count: day.doubleParking,
    expected: day.doubleParkingExpected,
  });
  const grams = emissions(first, second);
  const fewBlockages = Math.max(blockageCount(first), blockageCount(second)) < EVENTS_MIN;
  const emissionsBarred = barred ?? (fewBlockages ? 'too_few' : null);
  const emitted = effect('emissions', grams.perDay, emissionsBarred, emissionsBarred === null ? grams.interval : null);
  return {
    before: summary(first, before.seenShare),
    after: summary(second, after.seenShare),
    effects: [
      counted('turnover', (day) => ({ weekday: day.weekday, count: day.sessions, expected: day.sessionsExpected })),
      counted('doubleParking', doubleParking),
      // A few vehicles make many minutes.
      counted(
        'blockedMinutes',
        (day) => ({ weekday: day.weekday, count: day.blockedMinutes, expected: day.blockedMinutesExpected }),
        doubleParking,
      ),
      emitted,
    ],
    saved: emitted.verdict === 'not_shown' ? null : grams.saved,
  };
}

function wholeWeeks(days: readonly CityDay[], which: 'first' | 'last'): readonly CityDay[] {
  const kept = days.length - (days.length % BLOCK_DAYS);
  return which === 'first' ? days.slice(0, kept) : days.slice(days.length - kept);
}

function barrier(
  before: readonly CityDay[],
  after: readonly CityDay[],
  seenBefore: number,
  seenAfter: number,
): NotShown | null {
  if (Math.min(before.length, after.length) < WEEKS_MIN * BLOCK_DAYS) return 'too_short';
  return Math.min(seenBefore, seenAfter) < SEEN_SHARE_MIN ? 'too_much_unseen' : null;
}

function counts(before: readonly ImpactDay[], after: readonly ImpactDay[]): Interval | null {
  const found = logChange(before, after);
  return found && interval(found);
}

function interval({ logRatio, standardError, degreesOfFreedom }: LogChange): Interval {
  const halfWidth = t975(degreesOfFreedom) * standardError;
  return {
    change: Math.exp(logRatio) - 1,
    low: Math.exp(logRatio - halfWidth) - 1,
    high: Math.exp(logRatio + halfWidth) - 1,
  };
}

function effect(
  measure: ImpactMeasure,
  [beforePerDay, afterPerDay]: readonly [number, number],
  barred: NotShown | null,
  interval: Interval | null,
): Effect {
  const numbers = { change: interval?.change ?? null, low: interval?.low ?? null, high: interval?.high ?? null };
  const base = { measure, ...numbers, beforePerDay, afterPerDay };
  if (barred !== null) return { ...base, verdict: 'not_shown', reason: barred };
  if (interval === null) return { ...base, verdict: 'not_shown', reason: 'too_few' };
  if (interval.high < 0) return { ...base, verdict: 'decrease', reason: null };
  if (interval.low > 0) return { ...base, verdict: 'increase', reason: null };
  return { ...base, verdict: 'not_shown', reason: 'contains_zero' };
}

interface Emissions {
  readonly perDay: readonly [number, number];
  readonly interval: Interval | null;
  readonly saved: SavedEmissions;
}

/**
 * The change by the central factors; its variance is that of the days and what other factors would make of the change.
 * Of the latter only what goes beyond chance: other factors weigh the same days differently, and what that alone moves
 * is in the days' variance already. Counted twice, as a bootstrap that draws days and factors together does, the
 * interval held the truth in 99 of 100 cities; taken off on average, but never below nothing, still in 98. How far
 * chance reaches is estimated from the same few weeks as the days' variance: Student's t, squared, once in twenty times.
 */
function emissions(before: readonly CityDay[], after: readonly CityDay[]): Emissions {
  const draws = new SeededDraws(SEED);
  const central = gramsWith(centralFactors(), before, after);
  const perDay = [meanCount(central.before), meanCount(central.after)] as const;
  const found = logChange(central.before, central.after);
  const traced = tracedChange(central.before, central.after);
  if (!found || !traced) return { perDay, interval: null, saved: { gramsPerDay: 0, low: 0, high: 0 } };
  const drawn = Array.from({ length: FACTOR_DRAWS }, () => gramsWith(drawnFactors(draws), before, after));
  const others = drawn.flatMap((days) => tracedChange(days.before, days.after) ?? []);
  const apart = mean(others.map(({ logRatio }) => (logRatio - found.logRatio) ** 2));
  const byChance = mean(others.map((other) => varianceApart(other, traced)));
  const chanceReach = t975(found.degreesOfFreedom) ** 2;
  const change = widened(found, apart > chanceReach * byChance ? apart - byChance : 0);
  const degrees = Math.max(1, Math.round(change.degreesOfFreedom));
  const saved = drawn.map((days) => {
    const ratio = Math.exp(change.logRatio + change.standardError * draws.studentT(degrees));
    return meanCount(days.before) * (1 - ratio);
  });
  return {
    perDay,
    interval: interval(change),
    saved: { gramsPerDay: perDay[0] * (1 - Math.exp(found.logRatio)), ...middle95(saved) },
  };
}

/** With another variance besides, which is known well: it adds to the degrees of freedom. */
function widened({ logRatio, standardError, degreesOfFreedom }: LogChange, variance: number): LogChange {
  const total = standardError ** 2 + variance;
  const share = total === 0 ? 1 : standardError ** 2 / total;
  return { logRatio, standardError: Math.sqrt(total), degreesOfFreedom: degreesOfFreedom / share ** 2 };
}

function gramsWith(factors: DelayFactors, before: readonly CityDay[], after: readonly CityDay[]) {
  const ofDay = (day: CityDay): ImpactDay => ({
    weekday: day.weekday,
    count: day.blockages.reduce((grams, blockage) => grams + idleGrams(blockage, factors), 0),
    expected: day.blockedMinutesExpected,
  });
  return { before: before.map(ofDay), after: after.map(ofDay) };
}

function centralFactors(): DelayFactors {
  const { laneCapacityPerHour, capacityLeft, goingRoundSeconds, idleGramsPerMinute } = DELAY_RANGES;
  return {
    laneCapacityPerHour: laneCapacityPerHour.central,
    capacityLeft: capacityLeft.central,
    goingRoundSeconds: goingRoundSeconds.central,
    idleGramsPerMinute: idleGramsPerMinute.central,
  };
}

function drawnFactors(draws: SeededDraws): DelayFactors {
  return {
    laneCapacityPerHour: draws.within(DELAY_RANGES.laneCapacityPerHour),
    capacityLeft: draws.within(DELAY_RANGES.capacityLeft),
    goingRoundSeconds: draws.within(DELAY_RANGES.goingRoundSeconds),
    idleGramsPerMinute: draws.within(DELAY_RANGES.idleGramsPerMinute),
  };
}

function middle95(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}

function summary(days: readonly CityDay[], seenShare: number): PeriodSummary {
  return { from: days.at(0)?.date ?? '', to: days.at(-1)?.date ?? '', days: days.length, seenShare };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function total(days: readonly ImpactDay[]): number {
  return days.reduce((sum, { count }) => sum + count, 0);
}

function meanCount(days: readonly ImpactDay[]): number {
  return days.length === 0 ? 0 : total(days) / days.length;
}

function blockageCount(days: readonly CityDay[]): number {
  return days.reduce((sum, { blockages }) => sum + blockages.length, 0);
}
