import { iou } from './box.js';
import type { DetectedType, Detection } from './detection.js';

/** Types that one vehicle can be mistaken for. A bicycle in front of a car stays a vehicle of its own. */
const FAMILY_OF: Readonly<Record<DetectedType, 'wide' | 'narrow'>> = {
  car: 'wide',
  truck: 'wide',
  bus: 'wide',
  motorcycle: 'narrow',
  bicycle: 'narrow',
};

/**
 * Non-maximum suppression: of boxes of one family that overlap by more than `iouMax`, the best-scored stays, with its
 * type and its score. The order of the answer is by score, then by place, so that it never depends on the input's order.
 */
export function suppressOverlaps(detections: readonly Detection[], iouMax: number): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of [...detections].sort(byScoreThenPlace)) {
    const isTaken = kept.some(
      (better) => FAMILY_OF[better.type] === FAMILY_OF[candidate.type] && iou(better.box, candidate.box) > iouMax,
    );
    if (!isTaken) kept.push(candidate);
  }
  return kept;
}

function byScoreThenPlace(a: Detection, b: Detection): number {
  return b.score - a.score || a.box.xPx - b.box.xPx || a.box.yPx - b.box.yPx || (a.type < b.type ? -1 : 1);
}
