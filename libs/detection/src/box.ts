/** An axis-aligned box in picture pixels: left, top, width, height (MOTChallenge's order). */
export interface Box {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Intersection over union of two boxes, 0..1. Two empty boxes overlap by 0. */
export function iou(a: Box, b: Box): number {
  const overlapPx2 = intersectionPx2(a, b);
  const unionPx2 = areaPx2(a) + areaPx2(b) - overlapPx2;
  return unionPx2 > 0 ? overlapPx2 / unionPx2 : 0;
}

export function areaPx2(box: Box): number {
  return Math.max(0, box.widthPx) * Math.max(0, box.heightPx);
}

/** The area two boxes share, in square pixels. */
export function intersectionPx2(a: Box, b: Box): number {
  const widthPx = Math.min(a.xPx + a.widthPx, b.xPx + b.widthPx) - Math.max(a.xPx, b.xPx);
  const heightPx = Math.min(a.yPx + a.heightPx, b.yPx + b.heightPx) - Math.max(a.yPx, b.yPx);
  return widthPx > 0 && heightPx > 0 ? widthPx * heightPx : 0;
}
