import type { GroundPoint } from '../geometry/points.js';
import type { VisitType } from '../visits/visit.js';
import type { ZoneKind } from '../zones/zone.js';

/** An hour of the city's clock. A day has 24 of them, or 23 or 25 when the clock is shifted. */
export interface DayHour {
  readonly startMs: number;
  readonly endMs: number;
  /** On the city's clock, `02:00`; stands twice on the day the clock goes back. */
  readonly label: string;
}

/** What one camera looks at. */
export interface ReportedStreet {
  readonly id: string;
  readonly name: string;
  /** How much of each hour of the day its camera saw, in the order of the hours. */
  readonly observedMs: readonly number[];
}

export interface ReportedZone {
  /** `<camera>.<zone>`. */
  readonly id: string;
  readonly streetId: string;
  readonly kind: ZoneKind;
  /** Null where the camera is not calibrated. */
  readonly outline: readonly GroundPoint[] | null;
}

/** A visit that stood for some of the day. */
export interface ReportedVisit {
  readonly zoneId: string;
  readonly type: VisitType;
  readonly startMs: number;
  readonly startCensored: boolean;
  /** Null while the vehicle stands. */
  readonly endMs: number | null;
  readonly endCensored: boolean;
  readonly at: GroundPoint | null;
}

/** A breach of a rule of the curb. `rule` is a plain word such as `double parking`. */
export interface ReportedViolation {
  readonly zoneId: string;
  readonly rule: string;
  readonly startMs: number;
  /** Null while it lasts. */
  readonly endMs: number | null;
}

/** A time in which a camera could not be relied on. */
export interface ReportedFault {
  readonly streetId: string;
  readonly code: string;
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
}

/**
 * What was counted at a zone on an earlier day, in the hours of the clock that its camera saw on the reported day too. Of
 * an hour that was seen for longer than on the reported day, counts and time are taken in part.
 */
export interface EarlierZoneDay {
  readonly zoneId: string;
  readonly sessions: number;
  readonly measuredVisits: number;
  readonly measuredDwellMs: number;
  readonly doubleParking: number;
  readonly blockedMs: number;
  readonly observedMs: number;
  readonly lengthMs: number;
}

export interface EarlierDay {
  /** `2026-11-14`. */
  readonly date: string;
  readonly zones: readonly EarlierZoneDay[];
}

export interface ReportedCity {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

/** All that the report of one day is made from. */
export interface ReportedDay {
  readonly city: ReportedCity;
  readonly date: string;
  readonly hours: readonly DayHour[];
  readonly streets: readonly ReportedStreet[];
  readonly zones: readonly ReportedZone[];
  readonly visits: readonly ReportedVisit[];
  readonly violations: readonly ReportedViolation[];
  readonly faults: readonly ReportedFault[];
  /** The same weekday of the weeks before, newest first. */
  readonly earlier: readonly EarlierDay[];
}

export interface DaySpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** In place of a number of a time that was mostly unseen, as CDS has it: not known, which is not the same as none. */
export const NOT_SEEN = -1;

/** At least half of it was seen. */
export function isSeen(observedMs: number, lengthMs: number): boolean {
  return observedMs * 2 >= lengthMs;
}

/** How much of `[fromMs, toMs)` lies within the span. */
export function overlapMs(span: DaySpan, fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(span.endMs, toMs) - Math.max(span.startMs, fromMs));
}

/** The number of the hour that holds the time, or -1. */
export function hourAt(hours: readonly DayHour[], atMs: number): number {
  return hours.findIndex(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
