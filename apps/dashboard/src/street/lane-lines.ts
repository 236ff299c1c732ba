import { isLane } from '../api/types.js';
import { lengthM, type Extent, type PlanZone, type StreetPlan } from './plan.js';

/** The painted line between two lanes that run side by side. */
export interface LaneLine {
  readonly acrossM: number;
  readonly along: Extent;
}

/** Two lanes drawn by hand share an edge to within this. */
const SHARED_EDGE_M = 0.6;
/** A lane that fills less of its own rectangle is curved or oblique, and a straight line would miss its edge. */
const STRAIGHT_SHARE_MIN = 0.85;

export function laneLines(plan: StreetPlan): LaneLine[] {
  const lanes = plan.zones.filter((zone) => isLane(zone.zone.kind) && isStraight(zone));
  return lanes.flatMap((left) =>
    lanes
      .filter((right) => right !== left && Math.abs(left.across.toM - right.across.fromM) < SHARED_EDGE_M)
      .map((right) => ({
        acrossM: (left.across.toM + right.across.fromM) / 2,
        along: overlap(left.along, right.along),
      }))
      .filter(({ along }) => lengthM(along) > 0),
  );
}

function isStraight({ outline, along, across }: PlanZone): boolean {
  const doubledArea = outline.reduce((sum, point, i) => {
    const next = outline[(i + 1) % outline.length] ?? point;
    return sum + point.alongM * next.acrossM - next.alongM * point.acrossM;
  }, 0);
  return Math.abs(doubledArea) / 2 >= STRAIGHT_SHARE_MIN * lengthM(along) * lengthM(across);
}

function overlap(a: Extent, b: Extent): Extent {
  return { fromM: Math.max(a.fromM, b.fromM), toM: Math.min(a.toM, b.toM) };
}
