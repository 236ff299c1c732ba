import { BoxColumns, lengthened } from './box-columns.js';

const CAPACITY_AT_FIRST = 256;

/**
 * The pairs of a predicted box and a detected one that touch once both are widened by a share of their size: in a street
 * a few for each vehicle, so that every later step looks at these and not at all pairs.
 */
export class Neighbours {
  readonly predicted = new BoxColumns();
  readonly detected = new BoxColumns();
  readonly #widePredicted = new BoxColumns();
  readonly #wideDetected = new BoxColumns();
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
    const { predicted, detected } = this;
    widen(predicted, this.widenedShare, this.#widePredicted);
    widen(detected, this.widenedShare, this.#wideDetected);
    const { left: lefts, top: tops, right: rights, bottom: bottoms } = this.#wideDetected;
    for (let track = 0; track < predicted.count; track++) {
      const left = this.#widePredicted.left[track] ?? 0;
      const top = this.#widePredicted.top[track] ?? 0;
      const right = this.#widePredicted.right[track] ?? 0;
      const bottom = this.#widePredicted.bottom[track] ?? 0;
      for (let detection = 0; detection < detected.count; detection++) {
        if ((lefts[detection] ?? 0) >= right || (rights[detection] ?? 0) <= left) continue;
        if ((tops[detection] ?? 0) >= bottom || (bottoms[detection] ?? 0) <= top) continue;
        this.#add(track, detection);
      }
    }
  }

  #add(track: number, detection: number): void {
    if (this.count === this.track.length) this.#grow();
    const { predicted, detected } = this;
    const index = this.count++;
    const predictedPx2 = areaOf(predicted, track);
    const detectedPx2 = areaOf(detected, detection);
    const sharedPx2 = sharedOf(predicted, track, detected, detection);
    const wideSharedPx2 = sharedOf(this.#widePredicted, track, this.#wideDetected, detection);
    const widePx2 = areaOf(this.#widePredicted, track) + areaOf(this.#wideDetected, detection);
    this.track[index] = track;
    this.detection[index] = detection;
    this.overlap[index] = sharedPx2 / (predictedPx2 + detectedPx2 - sharedPx2);
    this.wideOverlap[index] = wideSharedPx2 / (widePx2 - wideSharedPx2);
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

function sharedOf(a: BoxColumns, i: number, b: BoxColumns, j: number): number {
  const widthPx = Math.min(a.right[i] ?? 0, b.right[j] ?? 0) - Math.max(a.left[i] ?? 0, b.left[j] ?? 0);
  const heightPx = Math.min(a.bottom[i] ?? 0, b.bottom[j] ?? 0) - Math.max(a.top[i] ?? 0, b.top[j] ?? 0);
  return widthPx > 0 && heightPx > 0 ? widthPx * heightPx : 0;
}

function widen(boxes: BoxColumns, share: number, into: BoxColumns): void {
  into.clear();
  for (let index = 0; index < boxes.count; index++) {
    const left = boxes.left[index] ?? 0;
    const top = boxes.top[index] ?? 0;
    const right = boxes.right[index] ?? 0;
    const bottom = boxes.bottom[index] ?? 0;
    const dx = share * (right - left);
    const dy = share * (bottom - top);
    into.pushEdges(left - dx, top - dy, right + dx, bottom + dy);
  }
}
