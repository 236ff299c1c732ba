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

/** Points across a place and down it at which it is tried whether it is covered: to 2 %. */
const TRIED_POINTS = 7;

/** The share of a place that the boxes of nearer vehicles cover. */
export function coveredShare(place: ShareBox, others: readonly ShareBox[]): number {
  const nearer = others.filter((other) => isBefore(other, place) && sharedBoxArea(place, other) > 0);
  const [only] = nearer;
  if (!only) return 0;
  if (nearer.length === 1) return sharedBoxArea(place, only) / (place.width * place.height);
  let covered = 0;
  for (let point = 0; point < TRIED_POINTS ** 2; point++) {
    const x = place.x + (((point % TRIED_POINTS) + 0.5) / TRIED_POINTS) * place.width;
    const y = place.y + ((Math.floor(point / TRIED_POINTS) + 0.5) / TRIED_POINTS) * place.height;
    const isIn = (box: ShareBox) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
    if (nearer.some(isIn)) covered++;
  }
  return covered / TRIED_POINTS ** 2;
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
