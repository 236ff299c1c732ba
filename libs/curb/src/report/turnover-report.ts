import { isLane } from '../zones/zone.js';
import { comparisons } from './comparison.js';
import type { Comparison } from './comparison.js';
import { curbNumbers, spanOf } from './curb-numbers.js';
import type { CurbNumbers } from './curb-numbers.js';
import { isSeen, overlapMs, sum } from './day.js';
import type {
  DayHour,
  DaySpan,
  EarlierZoneDay,
  ReportedCity,
  ReportedDay,
  ReportedFault,
  ReportedStreet,
  ReportedVisit,
  ReportedZone,
  ReportedViolation,
} from './day.js';
import { hotSpots, worst } from './hot-spots.js';
import type { HotSpot } from './hot-spots.js';
import { laneNumbers } from './lane-numbers.js';
import type { LaneNumbers } from './lane-numbers.js';

/** Raised when a field changes its meaning; kept reports keep theirs. */
export const REPORT_FORMAT = 1;

/** Exactly one of `curb` and `lane` is there. */
export interface ZoneReport extends Pick<ReportedZone, 'id' | 'kind' | 'outline'> {
  readonly curb: CurbNumbers | null;
  readonly lane: LaneNumbers | null;
  readonly violations: number;
}

export interface StreetReport {
  readonly id: string;
  readonly name: string;
  /** Null where the street has no curb zone. */
  readonly curb: CurbNumbers | null;
  /** Null where it has no lane. */
  readonly lane: LaneNumbers | null;
  readonly violations: number;
  /** How much of each hour its camera saw. */
  readonly observedMsByHour: readonly number[];
  readonly blindMs: number;
  readonly hotSpots: readonly HotSpot[];
  readonly zones: readonly ZoneReport[];
}

/** Breaches of one rule within the day. */
export interface RuleViolations {
  readonly rule: string;
  readonly count: number;
  readonly ms: number;
}

/** One city's day, complete: every form the report is given in is drawn from this alone. */
export interface TurnoverReport {
  readonly format: typeof REPORT_FORMAT;
  readonly city: ReportedCity;
  readonly date: string;
  readonly hours: readonly DayHour[];
  readonly curb: CurbNumbers | null;
  readonly lane: LaneNumbers | null;
  readonly comparison: readonly Comparison[];
  readonly hotSpots: readonly HotSpot[];
  readonly violations: readonly RuleViolations[];
  /** Time in which a camera should have seen its street and did not, over all cameras. */
  readonly blindMs: number;
  /** Share of the cameras' day that was seen, 0 to 1; 0 without cameras. */
  readonly seenShare: number;
  readonly faults: readonly ReportedFault[];
  readonly streets: readonly StreetReport[];
}

interface ZoneDay {
  readonly zone: ReportedZone;
  readonly visits: readonly ReportedVisit[];
  readonly observedMs: readonly number[];
  readonly violations: number;
}

/** The report of a day. The same day gives the same report, whatever the order of what it is made from. */
export function turnoverReport(input: ReportedDay): TurnoverReport {
  const { hours, city, date } = input;
  const day = spanOf(hours);
  const streets = [...input.streets].sort(byId);
  const zoneDays = zoneDaysOf(input, day);
  const violations = input.violations.filter((violation) => isWithin(violation, day));
  const zonesById = new Map(input.zones.map((zone) => [zone.id, zone]));
  // Of a lane that is not known nobody can say that it is among the worst.
  const seenZones = new Set(
    zoneDays.filter(({ observedMs }) => isSeen(sum(observedMs), day.endMs - day.startMs)).map(({ zone }) => zone.id),
  );
  const seenVisits = input.visits.filter(({ zoneId }) => seenZones.has(zoneId)).sort(byStart);
  const spots = hotSpots(seenVisits, zonesById, hours, day);
  const zoneDaysOfStreet = grouped(zoneDays, ({ zone }) => zone.streetId);
  const blindMs = sum(streets.map((street) => blindOf(street, hours)));
  const allMs = streets.length * (day.endMs - day.startMs);
  return {
    format: REPORT_FORMAT,
    city,
    date,
    hours,
    ...numbersOf(zoneDays, hours),
    comparison: comparisons(zoneDays.map(comparedZone(hours)), input.earlier, laneTest(input.zones)),
    hotSpots: worst([...spots.values()].flat()),
    violations: ruleViolations(violations, day),
    blindMs,
    seenShare: allMs === 0 ? 0 : Math.round((1 - blindMs / allMs) * 1_000) / 1_000,
    faults: input.faults
      .filter(({ fromMs, toMs }) => fromMs < day.endMs && (toMs ?? Infinity) > day.startMs)
      .map((fault) => clipped(fault, day))
      .sort((a, b) => a.fromMs - b.fromMs || (a.streetId < b.streetId ? -1 : 1)),
    streets: streets.map((street) =>
      streetReport(street, zoneDaysOfStreet.get(street.id) ?? [], spots.get(street.id) ?? [], hours),
    ),
  };
}

/** Whether any camera of the city saw anything of the day. */
export function hasData(report: TurnoverReport): boolean {
  return report.seenShare > 0 || (report.curb?.arrivals ?? 0) > 0 || (report.lane?.doubleParking ?? 0) > 0;
}

function streetReport(
  street: ReportedStreet,
  zoneDays: readonly ZoneDay[],
  spots: readonly HotSpot[],
  hours: readonly DayHour[],
): StreetReport {
  return {
    id: street.id,
    name: street.name,
    ...numbersOf(zoneDays, hours),
    violations: sum(zoneDays.map((zone) => zone.violations)),
    observedMsByHour: street.observedMs,
    blindMs: blindOf(street, hours),
    hotSpots: spots,
    zones: zoneDays.map((zoneDay) => ({
      id: zoneDay.zone.id,
      kind: zoneDay.zone.kind,
      outline: zoneDay.zone.outline,
      ...numbersOf([zoneDay], hours),
      violations: zoneDay.violations,
    })),
  };
}

function numbersOf(
  zoneDays: readonly ZoneDay[],
  hours: readonly DayHour[],
): { curb: CurbNumbers | null; lane: LaneNumbers | null } {
  const curb = zoneDays.filter(({ zone }) => !isLane(zone.kind));
  const lanes = zoneDays.filter(({ zone }) => isLane(zone.kind));
  return {
    curb: curb.length === 0 ? null : curbNumbers(curb, hours),
    lane: lanes.length === 0 ? null : laneNumbers(lanes, hours),
  };
}

function zoneDaysOf({ streets, zones, visits, violations, hours }: ReportedDay, day: DaySpan): ZoneDay[] {
  const observedOf = new Map(streets.map(({ id, observedMs }) => [id, observedMs]));
  const visitsOf = grouped(
    visits.filter((visit) => isWithin(visit, day)),
    ({ zoneId }) => zoneId,
  );
  const violationsOf = grouped(
    violations.filter((violation) => isWithin(violation, day)),
    ({ zoneId }) => zoneId,
  );
  return [...zones].sort(byId).map((zone) => ({
    zone,
    visits: visitsOf.get(zone.id) ?? [],
    observedMs: observedOf.get(zone.streetId) ?? hours.map(() => 0),
    violations: violationsOf.get(zone.id)?.length ?? 0,
  }));
}

/** Today's counts of a zone in the form in which those of earlier days come. */
function comparedZone(hours: readonly DayHour[]): (zoneDay: ZoneDay) => EarlierZoneDay {
  const { startMs, endMs } = spanOf(hours);
  return ({ zone, visits, observedMs }) => {
    const curb = isLane(zone.kind) ? null : curbNumbers([{ visits, observedMs }], hours);
    const lane = isLane(zone.kind) ? laneNumbers([{ visits, observedMs }], hours) : null;
    const measured = visits.filter(
      (visit) =>
        visit.type === 'dwell' && !visit.startCensored && !visit.endCensored && endsWithin(visit, startMs, endMs),
    );
    return {
      zoneId: zone.id,
      sessions: curb?.sessions ?? 0,
      measuredVisits: measured.length,
      measuredDwellMs: sum(measured.map((visit) => (visit.endMs ?? visit.startMs) - visit.startMs)),
      doubleParking: lane?.doubleParking ?? 0,
      blockedMs: lane?.blockedMs ?? 0,
      observedMs: sum(observedMs),
      lengthMs: endMs - startMs,
    };
  };
}

function laneTest(zones: readonly ReportedZone[]): (zoneId: string) => boolean {
  const lanes = new Set(zones.filter(({ kind }) => isLane(kind)).map(({ id }) => id));
  return (zoneId) => lanes.has(zoneId);
}

function ruleViolations(violations: readonly ReportedViolation[], day: DaySpan): RuleViolations[] {
  const rules = [...new Set(violations.map(({ rule }) => rule))].sort();
  return rules.map((rule) => {
    const broken = violations.filter((violation) => violation.rule === rule);
    const ms = sum(broken.map(({ startMs, endMs }) => overlapMs(day, startMs, endMs ?? day.endMs)));
    return { rule, count: broken.length, ms };
  });
}

function blindOf({ observedMs }: ReportedStreet, hours: readonly DayHour[]): number {
  return sum(hours.map(({ startMs, endMs }, index) => Math.max(0, endMs - startMs - (observedMs[index] ?? 0))));
}

function clipped(fault: ReportedFault, day: DaySpan): ReportedFault {
  const toMs = fault.toMs !== null && fault.toMs < day.endMs ? fault.toMs : null;
  return { ...fault, fromMs: Math.max(fault.fromMs, day.startMs), toMs };
}

function isWithin({ startMs, endMs }: { startMs: number; endMs: number | null }, day: DaySpan): boolean {
  return startMs < day.endMs && (endMs ?? Infinity) >= day.startMs;
}

function endsWithin({ endMs }: ReportedVisit, startMs: number, toMs: number): boolean {
  return endMs !== null && endMs >= startMs && endMs < toMs;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function byStart(a: ReportedVisit, b: ReportedVisit): number {
  return a.startMs - b.startMs || (a.zoneId < b.zoneId ? -1 : 1) || (a.endMs ?? Infinity) - (b.endMs ?? Infinity);
}
