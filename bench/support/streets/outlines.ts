import { project } from './pole-camera.js';
import type { PicturePoint, Pole } from './pole-camera.js';
import type { Pose, Way } from './street-truth.js';
import { STEP_S } from './traffic.js';
import type { VehicleKind } from './vehicle-kinds.js';

export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One vehicle as the camera sees it at a moment. */
export interface Outline {
  readonly id: number;
  readonly vehicle: VehicleKind;
  readonly pose: Pose;
  /** The whole outline, clipped to the picture. */
  readonly box: Edges;
  /** What nearer vehicles leave free of it. */
  readonly free: Edges;
  /** The share of the outline that nearer vehicles leave free. */
  readonly visibility: number;
  /** The share of the outline's box that lies in the picture. */
  readonly inPicture: number;
}

const SAMPLES_ACROSS = 22;
const BOX_PX_MIN = 6;
/** Waist height of a car as a share of its height. */
const WAIST = 0.6;

/** All vehicles of one moment, nearest first. */
export function outlinesAt(pole: Pole, ways: readonly Way[], atS: number): Outline[] {
  const step = Math.round(atS / STEP_S);
  const seen = ways
    .flatMap(({ id, vehicle, poses }) => {
      const pose = poses[step];
      if (!pose) return [];
      const hull = hullOf(pole, pose, vehicle);
      if (hull.length < 3) return [];
      const distanceM = Math.hypot(pose.xM - pole.xM, pose.yM);
      return [{ id, vehicle, pose, hull, distanceM, extent: extentOf(hull) }];
    })
    .sort((a, b) => a.distanceM - b.distanceM);
  return seen.flatMap((body, rank) => {
    const { extent } = body;
    const box = {
      left: Math.max(0, extent.left),
      top: Math.max(0, extent.top),
      right: Math.min(pole.widthPx, extent.right),
      bottom: Math.min(pole.heightPx, extent.bottom),
    };
    if (box.right - box.left < BOX_PX_MIN || box.bottom - box.top < BOX_PX_MIN) return [];
    const covering = seen.slice(0, rank).filter((other) => touch(other.extent, box));
    const { visibility, free } = look(
      body.hull,
      box,
      covering.map(({ hull }) => hull),
    );
    const inPicture = areaOf(box) / areaOf(extent);
    const { id, vehicle, pose } = body;
    return [{ id, vehicle, pose, box, free, visibility, inPicture }];
  });
}

function hullOf(pole: Pole, { xM, yM, headingRad }: Pose, vehicle: VehicleKind): PicturePoint[] {
  const { lengthM, widthM, heightM, roof } = vehicle;
  const sin = Math.sin(headingRad);
  const cos = Math.cos(headingRad);
  const points: PicturePoint[] = [];
  for (const [zM, across, along] of [
    [0.1, 1, 1],
    [WAIST * heightM, 1, 1],
    [heightM, roof[0], roof[1]],
  ] as const) {
    for (const [a, c] of [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const) {
      const forward = (a * along * lengthM) / 2;
      const right = (c * across * widthM) / 2;
      const at = project(pole, [xM + sin * forward + cos * right, yM + cos * forward - sin * right, zM]);
      if (!at) return [];
      points.push(at);
    }
  }
  return convexHull(points);
}

function look(
  hull: readonly PicturePoint[],
  box: Edges,
  covering: readonly (readonly PicturePoint[])[],
): { visibility: number; free: Edges } {
  if (covering.length === 0) return { visibility: 1, free: box };
  const step = Math.max(1.5, (box.right - box.left) / SAMPLES_ACROSS);
  const free = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  let inside = 0;
  let shown = 0;
  for (let y = box.top + step / 2; y < box.bottom; y += step) {
    for (let x = box.left + step / 2; x < box.right; x += step) {
      if (!isIn(hull, x, y)) continue;
      inside++;
      if (covering.some((other) => isIn(other, x, y))) continue;
      shown++;
      free.left = Math.min(free.left, x - step / 2);
      free.right = Math.max(free.right, x + step / 2);
      free.top = Math.min(free.top, y - step / 2);
      free.bottom = Math.max(free.bottom, y + step / 2);
    }
  }
  return shown === 0 ? { visibility: 0, free: box } : { visibility: shown / inside, free };
}

/** Andrew's monotone chain. */
function convexHull(points: readonly PicturePoint[]): PicturePoint[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const chain = (ordered: readonly PicturePoint[]) => {
    const hull: PicturePoint[] = [];
    for (const p of ordered) {
      while (hull.length > 1 && cross(hull.at(-2) ?? p, hull.at(-1) ?? p, p) <= 0) hull.pop();
      hull.push(p);
    }
    return hull.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

function isIn(hull: readonly PicturePoint[], x: number, y: number): boolean {
  for (let i = 0; i < hull.length; i++) {
    const a = hull[i];
    const b = hull[i + 1 === hull.length ? 0 : i + 1];
    if (a && b && (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) < 0) return false;
  }
  return true;
}

function cross(o: PicturePoint, a: PicturePoint, b: PicturePoint): number {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

function extentOf(points: readonly PicturePoint[]): Edges {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function touch(a: Edges, b: Edges): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function areaOf({ left, top, right, bottom }: Edges): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}
