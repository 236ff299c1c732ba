import type { VehicleSighting } from './sighting.js';

/** Box edges as shares of the picture. */
export type ShareBox = VehicleSighting['box'];

/** Intersection over union of two boxes in shares of the picture. */
export function overlap(a: ShareBox, b: ShareBox): number {
  const shared = sharedBoxArea(a, b);
  const union = a.width * a.height + b.width * b.height - shared;
  return union > 0 ? shared / union : 0;
}

/** The area two boxes share, as a share of the picture. */
export function sharedBoxArea(a: ShareBox, b: ShareBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** What lies within another box does so by this much of its area, and its area is less than that of the other. */
const PART_MIN = 0.85;

/** Whether a box lies within another and is clearly smaller. */
export function isWithin(box: ShareBox, whole: ShareBox): boolean {
  const area = box.width * box.height;
  return area < PART_MIN * whole.width * whole.height && sharedBoxArea(box, whole) >= PART_MIN * area;
}

/** Edges that agree lie no further apart than this share of the whole box's side: jitter moves them by less. */
const EDGE_AGREES_MAX = 0.15;

/**
 * Whether a box shows only a part of what `whole` shows, as the box of a half hidden vehicle does: what hides it cuts
 * it from below and from one side, so its top and its other side stay. A vehicle that drives off keeps neither.
 */
export function isPartOf(box: ShareBox, whole: ShareBox): boolean {
  const left = Math.abs(box.x - whole.x);
  const right = Math.abs(box.x + box.width - whole.x - whole.width);
  const isTopSame = Math.abs(box.y - whole.y) <= EDGE_AGREES_MAX * whole.height;
  return isTopSame && Math.min(left, right) <= EDGE_AGREES_MAX * whole.width && isWithin(box, whole);
}

/** Each edge's median over several boxes: one bad box does not move it. */
export function medianBox(boxes: readonly ShareBox[]): ShareBox {
  const left = median(boxes.map((box) => box.x));
  const top = median(boxes.map((box) => box.y));
  return {
    x: left,
    y: top,
    width: median(boxes.map((box) => box.x + box.width)) - left,
    height: median(boxes.map((box) => box.y + box.height)) - top,
  };
}

/** The upper of the two middle values when there are two; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** How far each edge of a box lies from that of another: left, top, right, bottom, in heights of the picture. */
export function edgeVector(from: ShareBox, to: ShareBox, aspect: number): readonly [number, number, number, number] {
  return [
    (to.x - from.x) * aspect,
    to.y - from.y,
    (to.x + to.width - from.x - from.width) * aspect,
    to.y + to.height - from.y - from.height,
  ];
}
