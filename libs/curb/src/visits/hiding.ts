import { sharedBoxArea } from './share-box.js';
import type { ShareBox } from './share-box.js';

/** A place is hidden when a nearer vehicle's box covers this share of it. */
const HIDDEN_SHARE_MIN = 0.3;
/** A box that ends this share of its height lower is that of a nearer vehicle: jitter moves edges by less. */
const NEARER_MIN = 0.15;
/** The lower edge is cut by a nearer vehicle that covers so much of the box's width. */
const CUT_WIDTH_MIN = 0.3;

/** Whether a nearer vehicle's box covers a place, so that nobody can tell what stands there. */
export function hides(nearer: ShareBox, place: ShareBox): boolean {
  const isNearer = nearer.y + nearer.height > place.y + 0.9 * place.height;
  return isNearer && sharedBoxArea(place, nearer) >= HIDDEN_SHARE_MIN * place.width * place.height;
}

/** Whether a box ends where a nearer vehicle's box begins: the vehicle reaches further down than can be seen. */
export function cutsBelow(nearer: ShareBox, box: ShareBox): boolean {
  const bottom = box.y + box.height;
  const isNearer = nearer.y + nearer.height > bottom + NEARER_MIN * box.height;
  const width = Math.min(box.x + box.width, nearer.x + nearer.width) - Math.max(box.x, nearer.x);
  return isNearer && nearer.y <= bottom + NEARER_MIN * box.height && width >= CUT_WIDTH_MIN * box.width;
}
