import { BoxColumns, lengthened } from './box-columns.js';

const CAPACITY_AT_FIRST = 256;

/**
 * The pairs of a predicted box and a detected one that touch once both are widened by a share of their size: in a street
 * a few for each vehicle, so that every later step looks at these and not at all pairs.
 */
export class Neighbours {
  readonly predicted = new BoxColumns();
  readonly detected = new BoxColumns();
  count = 0;
  track = new Int32Array(CAPACITY_AT_FIRST);
  detection = new Int32Array(CAPACITY_AT_FIRST);
  /** Intersection over union. */
  overlap = new Float64Array(CAPACITY_AT_FIRST);
  /** Intersection over union of the widened boxes (C-BIoU, Yang et al., 2023). */
  wideOverlap = new Float64Array(CAPACITY_AT_FIRST);
  /** The share of the predicted box that the detected one covers. */
  coveredShare = new Float64Array(CAPACITY_AT_FIRST);
  /** The share of the detected box that lies in the predicted one. */
  insideShare = new Float64Array(CAPACITY_AT_FIRST);
  /** The smaller area over the larger. */
  sizeLikeness = new Float64Array(CAPACITY_AT_FIRST);

  constructor(private readonly widenedShare: number) {}

  /** Finds the pairs among the boxes now in `predicted` and `detected`. */
  find(): void {
    this.count = 0;
    const { predicted: p, detected: d, widenedShare } = this;
    for (let track = 0; track < p.count; track++) {
      const left = p.left[track] ?? 0;
      const top = p.top[track] ?? 0;
      const right = p.right[track] ?? 0;
      const bottom = p.bottom[track] ?? 0;
      const trackDx = widenedShare * (right - left);
      const trackDy = widenedShare * (bottom - top);
      for (let detection = 0; detection < d.count; detection++) {
        const otherLeft = d.left[detection] ?? 0;
        const otherRight = d.right[detection] ?? 0;
        const dx = trackDx + widenedShare * (otherRight - otherLeft);
        const sharedX = Math.min(right, otherRight) - Math.max(left, otherLeft);
        if (sharedX + dx <= 0) continue;
        const otherTop = d.top[detection] ?? 0;
        const otherBottom = d.bottom[detection] ?? 0;
        const dy = trackDy + widenedShare * (otherBottom - otherTop);
        const sharedY = Math.min(bottom, otherBottom) - Math.max(top, otherTop);
        if (sharedY + dy <= 0) continue;
        this.#add(track, detection, sharedX, sharedY);
      }
    }
  }

  #add(track: number, detection: number, sharedX: number, sharedY: number): void {
    if (this.count === this.track.length) this.#grow();
    const { predicted: p, detected: d, widenedShare } = this;
    const index = this.count++;
    const predictedPx2 = areaOf(p, track);
    const detectedPx2 = areaOf(d, detection);
    const sharedPx2 = sharedX > 0 && sharedY > 0 ? sharedX * sharedY : 0;
    this.track[index] = track;
    this.detection[index] = detection;
    this.overlap[index] = sharedPx2 / (predictedPx2 + detectedPx2 - sharedPx2);
    this.wideOverlap[index] = wideOverlapOf(p, track, d, detection, widenedShare);
    this.coveredShare[index] = sharedPx2 / predictedPx2;
    this.insideShare[index] = sharedPx2 / detectedPx2;
    this.sizeLikeness[index] = Math.min(predictedPx2, detectedPx2) / Math.max(predictedPx2, detectedPx2);
  }

  #grow(): void {
    for (const column of ['track', 'detection'] as const) {
      const longer = new Int32Array(2 * this[column].length);
      longer.set(this[column]);
      this[column] = longer;
    }
    this.overlap = lengthened(this.overlap);
    this.wideOverlap = lengthened(this.wideOverlap);
    this.coveredShare = lengthened(this.coveredShare);
    this.insideShare = lengthened(this.insideShare);
    this.sizeLikeness = lengthened(this.sizeLikeness);
  }
}

export function areaOf(boxes: BoxColumns, index: number): number {
  const widthPx = (boxes.right[index] ?? 0) - (boxes.left[index] ?? 0);
  return widthPx * ((boxes.bottom[index] ?? 0) - (boxes.top[index] ?? 0));
}

function wideOverlapOf(a: BoxColumns, i: number, b: BoxColumns, j: number, share: number): number {
  const aX = share * ((a.right[i] ?? 0) - (a.left[i] ?? 0));
  const aY = share * ((a.bottom[i] ?? 0) - (a.top[i] ?? 0));
  const bX = share * ((b.right[j] ?? 0) - (b.left[j] ?? 0));
  const bY = share * ((b.bottom[j] ?? 0) - (b.top[j] ?? 0));
  const widthPx =
    Math.min((a.right[i] ?? 0) + aX, (b.right[j] ?? 0) + bX) - Math.max((a.left[i] ?? 0) - aX, (b.left[j] ?? 0) - bX);
  const heightPx =
    Math.min((a.bottom[i] ?? 0) + aY, (b.bottom[j] ?? 0) + bY) - Math.max((a.top[i] ?? 0) - aY, (b.top[j] ?? 0) - bY);
  if (widthPx <= 0 || heightPx <= 0) return 0;
  const sharedPx2 = widthPx * heightPx;
  return sharedPx2 / ((1 + 2 * share) ** 2 * (areaOf(a, i) + areaOf(b, j)) - sharedPx2);
}
