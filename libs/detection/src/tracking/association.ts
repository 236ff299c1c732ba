import { areaPx2, intersectionPx2 } from '../box.js';
import type { Box } from '../box.js';

export interface Pair {
  readonly track: number;
  readonly detection: number;
}

export interface AssociationLimits {
  /** Boxes are widened by this share of their size before they are compared (Yang et al., C-BIoU, 2023). */
  readonly bufferShare: number;
  /** Pairs whose widened boxes overlap less are never joined. */
  readonly overlapMin: number;
}

/**
 * Joins predicted boxes with detected ones, best overlap first. Similar size counts beside overlap, so that a car that
 * passes in front of a parked one does not take over its track.
 */
export function associate(
  predicted: readonly Box[],
  detected: readonly Box[],
  { bufferShare, overlapMin }: AssociationLimits,
): Pair[] {
  const candidates: (Pair & { readonly likeness: number })[] = [];
  const widePredicted = predicted.map((box) => widen(box, bufferShare));
  const wideDetected = detected.map((box) => widen(box, bufferShare));
  for (const [track, a] of widePredicted.entries()) {
    for (const [detection, b] of wideDetected.entries()) {
      const shared = intersectionPx2(a, b);
      if (shared === 0) continue;
      const areaA = areaPx2(a);
      const areaB = areaPx2(b);
      const overlap = shared / (areaA + areaB - shared);
      if (overlap < overlapMin) continue;
      const sizeLikeness = Math.min(areaA, areaB) / Math.max(areaA, areaB);
      candidates.push({ track, detection, likeness: overlap + 0.3 * sizeLikeness });
    }
  }
  candidates.sort((a, b) => b.likeness - a.likeness || a.track - b.track || a.detection - b.detection);
  const takenTracks = new Set<number>();
  const takenDetections = new Set<number>();
  const pairs: Pair[] = [];
  for (const { track, detection } of candidates) {
    if (takenTracks.has(track) || takenDetections.has(detection)) continue;
    takenTracks.add(track);
    takenDetections.add(detection);
    pairs.push({ track, detection });
  }
  return pairs;
}

function widen(box: Box, share: number): Box {
  const dx = box.widthPx * share;
  const dy = box.heightPx * share;
  return { xPx: box.xPx - dx, yPx: box.yPx - dy, widthPx: box.widthPx + 2 * dx, heightPx: box.heightPx + 2 * dy };
}
