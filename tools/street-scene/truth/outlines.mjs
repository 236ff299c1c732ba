import { direction } from '../motion/path.mjs';
import { round } from './camera.mjs';

/** Grid step for the share of an outline that nearer vehicles cover. */
const SAMPLE_PX_MIN = 1.5;
const SAMPLES_ACROSS = 40;
/** Smaller boxes say nothing a detector could use. */
const BOX_PX_MIN = 6;

/**
 * The vehicles of one moment as the camera sees them, nearest first: clipped box and visibility. `bodies` are
 * `{ id, motClass, pose, points }` with the points of the model's hull in metres (right, up, forward).
 */
export function outlinesAt(camera, bodies) {
  const [width, height] = camera.size;
  const seen = bodies
    .map((body) => ({ ...body, hull: hullInPicture(camera, body), distanceM: distance(camera, body.pose) }))
    .filter(({ hull }) => hull.length > 2)
    .sort((a, b) => a.distanceM - b.distanceM);
  return seen.flatMap((body, rank) => {
    const full = extent(body.hull);
    const box = {
      left: Math.max(full.left, 0),
      top: Math.max(full.top, 0),
      right: Math.min(full.right, width),
      bottom: Math.min(full.bottom, height),
    };
    if (box.right - box.left < BOX_PX_MIN || box.bottom - box.top < BOX_PX_MIN) return [];
    const visibility = visibleShare(body.hull, box, seen.slice(0, rank));
    return visibility === null ? [] : [{ id: body.id, motClass: body.motClass, box, visibility }];
  });
}

/** MOTChallenge ground truth: frame,id,x,y,w,h,1,class,visibility. */
export function motLine(frame, { id, box, motClass, visibility }) {
  const size = [box.left, box.top, box.right - box.left, box.bottom - box.top].map((v) => round(v, 1).toFixed(1));
  return [frame, id, ...size, 1, motClass, visibility.toFixed(2)].join(',');
}

function hullInPicture(camera, { pose, points }) {
  const [fx, fy] = direction(pose.heading);
  const pixels = points
    .map(([right, up, forward]) =>
      camera.project([pose.x + fx * forward + fy * right, pose.y + fy * forward - fx * right, up]),
    )
    .filter((pixel) => pixel !== null);
  return pixels.length < points.length ? [] : convexHull(pixels);
}

/** Andrew's monotone chain. */
export function convexHull(points) {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered) => {
    const hull = [];
    for (const p of ordered) {
      while (hull.length > 1 && cross(hull[hull.length - 2], hull[hull.length - 1], p) <= 0) hull.pop();
      hull.push(p);
    }
    return hull.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

function visibleShare(hull, box, nearer) {
  const covering = nearer.filter(({ hull: other }) => overlaps(extent(other), box)).map(({ hull: other }) => other);
  const step = Math.max(SAMPLE_PX_MIN, (box.right - box.left) / SAMPLES_ACROSS);
  let inside = 0;
  let free = 0;
  for (let y = box.top + step / 2; y < box.bottom; y += step) {
    for (let x = box.left + step / 2; x < box.right; x += step) {
      if (!inConvex(hull, x, y)) continue;
      inside += 1;
      if (!covering.some((other) => inConvex(other, x, y))) free += 1;
    }
  }
  return inside === 0 ? null : free / inside;
}

function inConvex(hull, x, y) {
  return hull.every((a, i) => cross(a, hull[(i + 1) % hull.length], [x, y]) >= 0);
}

function extent(points) {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function cross(o, a, b) {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

function distance(camera, pose) {
  return Math.hypot(pose.x - camera.position[0], pose.y - camera.position[1]);
}
