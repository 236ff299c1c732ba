import { sharedBoxArea } from './share-box.js';
import type { ShareBox } from './share-box.js';

/** A place is hidden when a nearer vehicle's box covers this share of it. */
const HIDDEN_SHARE_MIN = 0.3;
/** A box that ends this share of its height lower is that of a nearer vehicle: jitter moves edges by less. */
const NEARER_MIN = 0.15;
/** The lower edge is cut by a nearer vehicle that covers so much of the box's width. */
const CUT_WIDTH_MIN = 0.3;

/** A vehicle that was found with so much of it covered is not hidden by hardly more. */
const MORE_COVERED_MIN = 0.12;

/** The share of a place that the boxes of nearer vehicles cover. */
export function coveredShare(place: ShareBox, others: readonly ShareBox[]): number {
  const nearer = others.filter((other) => isBefore(other, place) && sharedBoxArea(place, other) > 0);
  // Their edges cut the place into cells, each of which is covered or not.
  const xs = edgesWithin(
    place.x,
    place.width,
    nearer.flatMap(({ x, width }) => [x, x + width]),
  );
  const ys = edgesWithin(
    place.y,
    place.height,
    nearer.flatMap(({ y, height }) => [y, y + height]),
  );
  let covered = 0;
  for (const [left, right] of xs) {
    for (const [top, bottom] of ys) {
      const cell = { x: left, y: top, width: right - left, height: bottom - top };
      if (nearer.some((box) => sharedBoxArea(cell, box) > 0)) covered += cell.width * cell.height;
    }
  }
  return covered / (place.width * place.height);
}

/** The stretches into which edges divide a side. */
function edgesWithin(from: number, length: number, edges: readonly number[]): (readonly [number, number])[] {
  const to = from + length;
  const cuts = [from, ...edges.filter((edge) => edge > from && edge < to).sort((a, b) => a - b), to];
  return cuts.slice(1).map((cut, index) => [cuts[index] ?? from, cut] as const);
}

function isBefore(other: ShareBox, place: ShareBox): boolean {
  return other.y + other.height > place.y + 0.9 * place.height;
}

/** Whether so much of a place is covered that nobody can tell what stands there; `usualShare`: it was found with that much. */
export function isHiddenBy(share: number, usualShare: number): boolean {
  return share >= Math.max(HIDDEN_SHARE_MIN, usualShare + MORE_COVERED_MIN);
}

/** Whether a box ends where a nearer vehicle's box begins: the vehicle reaches further down than can be seen. */
export function cutsBelow(nearer: ShareBox, box: ShareBox): boolean {
  const bottom = box.y + box.height;
  const isNearer = nearer.y + nearer.height > bottom + NEARER_MIN * box.height;
  const width = Math.min(box.x + box.width, nearer.x + nearer.width) - Math.max(box.x, nearer.x);
  return isNearer && nearer.y <= bottom + NEARER_MIN * box.height && width >= CUT_WIDTH_MIN * box.width;
}
