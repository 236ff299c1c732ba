import { isLane, type GroundPoint, type StandingVisit, type Zone } from '../api/types.js';
import { wellSeenOutlines } from './outline.js';
import { longEdgeAngle, streetAxes, toStreet, type StreetAxes, type StreetPoint } from './street-axes.js';

/** Curb lanes are drawn 2 to 3 m deep, perpendicular bays about 5 m. */
const BAY_DEPTH_M_MIN = 4.2;

export interface Extent {
  readonly fromM: number;
  readonly toM: number;
}

/** A zone in street axes. */
export interface PlanZone {
  readonly zone: Zone;
  readonly outline: readonly StreetPoint[];
  readonly along: Extent;
  readonly across: Extent;
  /** How vehicles stand in it, in radians from the street's direction, turning right. */
  readonly headingRad: number;
  /** The side of the street on which its curb is; null for lanes. */
  readonly side: 'left' | 'right' | null;
}

/** The street seen from above, in meters: what the plan view draws. */
export interface StreetPlan {
  readonly axes: StreetAxes;
  readonly zones: readonly PlanZone[];
  readonly along: Extent;
  readonly across: Extent;
}

/** Null when there is nothing to draw in meters. */
export function planOf(zones: readonly Zone[]): StreetPlan | null {
  const outlines = wellSeenOutlines(zones);
  if (outlines.length === 0) return null;
  const axes = streetAxes(outlines);
  const drawn = outlines.map(({ zone, ground }) => {
    const outline = ground.map((point) => toStreet(axes, point));
    const headingRad = longEdgeAngle([outline.map(({ alongM, acrossM }) => [alongM, acrossM] as const)]);
    return { zone, outline, along: extentOf(outline, 'alongM'), across: extentOf(outline, 'acrossM'), headingRad };
  });
  const across = union(drawn.map((zone) => zone.across));
  const middleM = streetMiddle(drawn.filter(({ zone }) => isLane(zone.kind))) ?? middle(across);
  return {
    axes,
    along: union(drawn.map((zone) => zone.along)),
    across,
    zones: drawn.map((zone) => ({ ...zone, headingRad: standingHeading(zone), side: sideOf(zone, middleM) })),
  };
}

/** Where a standing vehicle is in street axes, kept inside the plan; null when its place on the ground is unknown. */
export function placeOf(plan: StreetPlan, visit: StandingVisit): StreetPoint | null {
  const ground: GroundPoint | null = visit.location.ground;
  if (!ground) return null;
  const place = toStreet(plan.axes, ground);
  return { alongM: within(place.alongM, plan.along), acrossM: within(place.acrossM, plan.across) };
}

/**
 * The part of an outline between two places along the street (Sutherland and Hodgman, on two parallel lines).
 * Empty when nothing lies between.
 */
export function clipAlong(outline: readonly StreetPoint[], { fromM, toM }: Extent): StreetPoint[] {
  const afterFrom = clipAt(outline, fromM, (alongM) => alongM >= fromM);
  return clipAt(afterFrom, toM, (alongM) => alongM <= toM);
}

export function lengthM({ fromM, toM }: Extent): number {
  return toM - fromM;
}

export function middle({ fromM, toM }: Extent): number {
  return (fromM + toM) / 2;
}

function clipAt(outline: readonly StreetPoint[], lineM: number, isInside: (alongM: number) => boolean): StreetPoint[] {
  return outline.flatMap((point, i) => {
    const previous = outline[(i + outline.length - 1) % outline.length] ?? point;
    const crosses = isInside(point.alongM) !== isInside(previous.alongM);
    const kept = isInside(point.alongM) ? [point] : [];
    if (!crosses) return kept;
    const share = (lineM - previous.alongM) / (point.alongM - previous.alongM);
    const acrossM = previous.acrossM + share * (point.acrossM - previous.acrossM);
    return [{ alongM: lineM, acrossM }, ...kept];
  });
}

/** In a curb zone deeper than a car is wide twice over, cars stand across it: perpendicular bays. */
function standingHeading({ zone, along, across, headingRad }: Omit<PlanZone, 'side'>): number {
  const depthM = Math.min(lengthM(along), lengthM(across));
  return !isLane(zone.kind) && depthM >= BAY_DEPTH_M_MIN ? headingRad + Math.PI / 2 : headingRad;
}

function sideOf({ zone, across }: Omit<PlanZone, 'side'>, middleM: number): PlanZone['side'] {
  if (isLane(zone.kind)) return null;
  return middle(across) >= middleM ? 'right' : 'left';
}

function streetMiddle(lanes: readonly Omit<PlanZone, 'side'>[]): number | null {
  return lanes.length === 0 ? null : middle(union(lanes.map((lane) => lane.across)));
}

function extentOf(outline: readonly StreetPoint[], axis: keyof StreetPoint): Extent {
  const values = outline.map((point) => point[axis]);
  return { fromM: Math.min(...values), toM: Math.max(...values) };
}

function union(extents: readonly Extent[]): Extent {
  return { fromM: Math.min(...extents.map((e) => e.fromM)), toM: Math.max(...extents.map((e) => e.toM)) };
}

function within(value: number, { fromM, toM }: Extent): number {
  return Math.min(Math.max(value, fromM), toM);
}
