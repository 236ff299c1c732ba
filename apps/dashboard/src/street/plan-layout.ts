import { lengthM, type Extent, type StreetPlan } from './plan.js';
import type { StreetPoint } from './street-axes.js';

/** `across`: the street runs over the screen, as on a desk; `up`: it runs up the screen, as on a phone. */
export type Orientation = 'across' | 'up';

export interface ScreenPoint {
  readonly xPx: number;
  readonly yPx: number;
}

/** How street meters become pixels of the drawing. Both axes have one scale: the plan is true to scale. */
export interface PlanLayout {
  readonly orientation: Orientation;
  readonly pxPerM: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The road's rectangle in the drawing. */
  readonly road: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number };
  readonly toScreen: (point: StreetPoint) => ScreenPoint;
  /** A heading in street axes as an SVG rotation. */
  readonly toDegrees: (headingRad: number) => number;
}

/** Narrower than this the street stands upright. */
const ACROSS_WIDTH_PX_MIN = 620;
/** Beside the road, on both sides: the dwell of each vehicle, then the zone's bracket and name. */
const CURB_MARGIN_PX: Readonly<Record<Orientation, number>> = { across: 62, up: 82 };
/** Before and after the street's ends. */
const END_MARGIN_PX = 14;
/** Below the street: the scale bar. */
const FOOT_PX = 30;
const UP_PX_PER_M = { min: 8, max: 13 };
const ACROSS_PX_PER_M_MAX = 30;
/** A street much wider than long (a square, a junction) is made smaller rather than taller than a screen. */
const ROAD_HEIGHT_PX_MAX = 460;

/** Lays the plan out for a drawing `availablePx` wide. */
export function layoutOf(plan: StreetPlan, availablePx: number): PlanLayout {
  const orientation: Orientation = availablePx >= ACROSS_WIDTH_PX_MIN ? 'across' : 'up';
  const pxPerM = scaleOf(plan, orientation, availablePx);
  const alongPx = lengthM(plan.along) * pxPerM;
  const acrossPx = lengthM(plan.across) * pxPerM;
  const isAcross = orientation === 'across';
  const widthPx = availablePx;
  const heightPx = (isAcross ? acrossPx + 2 * CURB_MARGIN_PX.across : alongPx + 2 * END_MARGIN_PX) + FOOT_PX;
  const roadWidthPx = isAcross ? alongPx : acrossPx;
  const road = {
    xPx: (widthPx - roadWidthPx) / 2,
    yPx: isAcross ? CURB_MARGIN_PX.across : END_MARGIN_PX,
    widthPx: roadWidthPx,
    heightPx: isAcross ? acrossPx : alongPx,
  };
  const toScreen = ({ alongM, acrossM }: StreetPoint): ScreenPoint => {
    const alongOffsetPx = offsetPx(alongM, plan.along, pxPerM);
    const acrossOffsetPx = offsetPx(acrossM, plan.across, pxPerM);
    return isAcross
      ? { xPx: road.xPx + alongOffsetPx, yPx: road.yPx + acrossOffsetPx }
      : { xPx: road.xPx + acrossOffsetPx, yPx: road.yPx + road.heightPx - alongOffsetPx };
  };
  const toDegrees = (headingRad: number): number => (headingRad * 180) / Math.PI - (isAcross ? 0 : 90);
  return { orientation, pxPerM, widthPx, heightPx, road, toScreen, toDegrees };
}

/** `M x y L … Z` for an outline. */
export function pathOf(layout: PlanLayout, outline: readonly StreetPoint[]): string {
  const corners = outline.map((point) => {
    const { xPx, yPx } = layout.toScreen(point);
    return `${xPx.toFixed(1)} ${yPx.toFixed(1)}`;
  });
  return corners.length === 0 ? '' : `M${corners.join('L')}Z`;
}

/** A round length for the scale bar, near a sixth of the street. */
export function scaleBarM(streetLengthM: number): number {
  return [50, 20, 10, 5, 2].find((lengthM) => lengthM <= streetLengthM / 5) ?? 1;
}

function scaleOf(plan: StreetPlan, orientation: Orientation, availablePx: number): number {
  const alongM = Math.max(1, lengthM(plan.along));
  const acrossM = Math.max(1, lengthM(plan.across));
  if (orientation === 'across') {
    const fit = (availablePx - 2 * END_MARGIN_PX) / alongM;
    return Math.min(fit, ACROSS_PX_PER_M_MAX, ROAD_HEIGHT_PX_MAX / acrossM);
  }
  const fit = (availablePx - 2 * CURB_MARGIN_PX.up) / acrossM;
  return Math.min(fit, Math.max(UP_PX_PER_M.min, Math.min(UP_PX_PER_M.max, 660 / alongM)));
}

function offsetPx(valueM: number, { fromM }: Extent, pxPerM: number): number {
  return (valueM - fromM) * pxPerM;
}
