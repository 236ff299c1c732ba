import { toGround, toImage } from '../geometry/homography.js';
import type { Homography } from '../geometry/homography.js';
import type { GroundPoint, ImagePoint, Place } from '../geometry/points.js';
import type { ShareBox } from './share-box.js';
import type { VehicleType } from './visit.js';

interface SizeM {
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
}

const CAR: SizeM = { lengthM: 4.4, widthM: 1.8, heightM: 1.45 };
const VAN: SizeM = { lengthM: 5.6, widthM: 2, heightM: 2.4 };
const TRUCK: SizeM = { lengthM: 8, widthM: 2.4, heightM: 3.3 };
const BUS: SizeM = { lengthM: 12, widthM: 2.55, heightM: 3.3 };

/**
 * Usual sizes on the road, from makers' data sheets. Detectors call a van now a truck, now a bus, so for the large types
 * every size is tried and the one that fits the box's width best is taken.
 */
const SIZES_M: Record<VehicleType, readonly SizeM[]> = {
  car: [CAR],
  truck: [CAR, VAN, TRUCK, BUS],
  bus: [CAR, VAN, TRUCK, BUS],
  motorcycle: [{ lengthM: 2.1, widthM: 0.8, heightM: 1.5 }],
  bicycle: [{ lengthM: 1.8, widthM: 0.6, heightM: 1.6 }],
  unspecified: [CAR],
};

/** Without calibration the footprint's centre is taken this share of the box's height above its lower edge. */
const CENTRE_ABOVE_BOTTOM_SHARE = 0.2;
/** The fit below converges by about a factor of five a step; six steps leave less than a centimetre. */
const FIT_STEPS = 6;
/** Half the stretch over which the picture's scale is measured: about the width of a far car. */
const ACROSS_SHARE = 0.01;

/** A vehicle's rectangle on the road, `heading` a unit vector along its length. */
export interface Footprint {
  readonly centre: GroundPoint;
  readonly heading: GroundPoint;
  readonly lengthM: number;
  readonly heightM: number;
  readonly corners: readonly GroundPoint[];
}

/**
 * The rectangle of the vehicle's usual size, turned along `heading`, whose picture touches the box's lower edge and is
 * centred on it. The middle of a box's lower edge is not the vehicle's place: it is its nearest bumper.
 */
export function fitFootprint(
  box: ShareBox,
  type: VehicleType,
  heading: GroundPoint,
  homography: Homography,
): Footprint {
  let best: Footprint | null = null;
  let leastMisfit = Infinity;
  for (const size of SIZES_M[type]) {
    const { footprint, widthShare } = fitSize(box, size, heading, homography);
    const misfit = Math.abs(widthShare - box.width);
    if (best && misfit >= leastMisfit) continue;
    best = footprint;
    leastMisfit = misfit;
  }
  return best ?? fitSize(box, CAR, heading, homography).footprint;
}

/**
 * The box of the whole vehicle when a nearer one hides its lower part: as low as its top edge and usual height say.
 * A vehicle's top stands above its footprint's centre by its height; a metre up there is as long as a metre across
 * (within 8 % for cameras that look down by less than 35 degrees; on true boxes cars measure 1.3 to 1.5 m this way).
 */
export function completeBox(
  box: ShareBox,
  type: VehicleType,
  heading: GroundPoint,
  homography: Homography,
  aspect: number,
): ShareBox {
  let height = box.height;
  for (let step = 0; step < FIT_STEPS; step++) {
    const { centre, heightM } = fitFootprint({ ...box, height }, type, heading, homography);
    const at = toImage(homography, centre);
    const top = at.y - heightM * shareAcrossM(at, homography) * aspect;
    height = Math.min(1 - box.y, Math.max(box.height, height + box.y - top));
  }
  return { ...box, height };
}

/** How much of the picture's width a metre across the view takes up at a point of the road. */
function shareAcrossM({ x, y }: ImagePoint, homography: Homography): number {
  const left = toGround(homography, { x: x - ACROSS_SHARE, y });
  const right = toGround(homography, { x: x + ACROSS_SHARE, y });
  return (2 * ACROSS_SHARE) / Math.hypot(right.xM - left.xM, right.yM - left.yM);
}

function fitSize(box: ShareBox, { lengthM, widthM, heightM }: SizeM, heading: GroundPoint, homography: Homography) {
  const wanted: ImagePoint = { x: box.x + box.width / 2, y: Math.min(box.y + box.height, 1) };
  const target = toGround(homography, wanted);
  let centre = target;
  let corners = cornersOf(centre, heading, lengthM, widthM);
  let widthShare = box.width;
  for (let step = 0; step < FIT_STEPS; step++) {
    const seen = corners.map((corner) => toImage(homography, corner));
    const left = Math.min(...seen.map((p) => p.x));
    const right = Math.max(...seen.map((p) => p.x));
    widthShare = right - left;
    const touchGround = toGround(homography, { x: (left + right) / 2, y: Math.max(...seen.map((p) => p.y)) });
    centre = { xM: centre.xM + target.xM - touchGround.xM, yM: centre.yM + target.yM - touchGround.yM };
    corners = cornersOf(centre, heading, lengthM, widthM);
  }
  return { footprint: { centre, heading, lengthM, heightM, corners }, widthShare };
}

/** The vehicle's place when there is no calibration. */
export function uncalibratedPlace(box: ShareBox): Place {
  return {
    image: { x: box.x + box.width / 2, y: box.y + box.height * (1 - CENTRE_ABOVE_BOTTOM_SHARE) },
    ground: null,
  };
}

function cornersOf(centre: GroundPoint, heading: GroundPoint, lengthM: number, widthM: number): GroundPoint[] {
  const along = { xM: (heading.xM * lengthM) / 2, yM: (heading.yM * lengthM) / 2 };
  const across = { xM: (-heading.yM * widthM) / 2, yM: (heading.xM * widthM) / 2 };
  return [
    [1, 1],
    [1, -1],
    [-1, -1],
    [-1, 1],
  ].map(([a = 0, c = 0]) => ({
    xM: centre.xM + a * along.xM + c * across.xM,
    yM: centre.yM + a * along.yM + c * across.yM,
  }));
}
