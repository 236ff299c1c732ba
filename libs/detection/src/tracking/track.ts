import type { Box } from '../box.js';
import { DETECTED_TYPES } from '../detection.js';
import type { DetectedType, Detection } from '../detection.js';
import { CoordinateFilter } from './motion.js';

/** Detector jitter as a share of the box's size: 3 % on the recorded CenterNet detections of still cars. */
const MEASUREMENT_SD_SHARE = 0.05;
/** A car that brakes hard from 50 km/h changes its speed by about one length in a second. */
const ACCELERATION_SD_SHARE = 0.6;
/** A new track may move at up to about two lengths a second in either direction. */
const FIRST_VELOCITY_SD_SHARE = 1.5;
/** Boxes grow and shrink more slowly than they move: a third is what an approaching car at 50 km/h needs. */
const SIZE_CHANGE_SHARE = 1 / 3;
/** The place of a vehicle is its mean position over about this time, and it is known after half of it. */
const PLACE_S = 2;
const STILL_MS_MIN = 1_000;
/** Three times the detector's jitter: a vehicle that is further from its place than this is moving. */
const STILL_SHARE_MAX = 0.15;
/** An unseen vehicle keeps its speed for a second, then is believed less and less to drive on. */
const COAST_S = 1;
const COAST_FADE_S = 1;
/** A nearer box over less of a still vehicle than this does not yet clip what is seen of it. */
const COVERED_SHARE_MIN = 0.2;
/** A box this much smaller than its vehicle (a little more than jitter) is of the part that shows. */
const CLIPPED_SHARE_MIN = 0.06;

export type TrackState = 'tentative' | 'confirmed' | 'lost';

/** One vehicle over many frames. Boxes are in picture pixels, times are capture times. */
export class Track {
  readonly id: number;
  readonly firstSeenMs: number;
  state: TrackState = 'tentative';
  hits = 1;
  lastSeenMs: number;
  score: number;
  /** The detection's own box in the latest frame in which there was one. */
  detectedBox: Box;
  /** Whether that box shows only a part of the vehicle, because a nearer one hides the rest; `box` is the whole. */
  isClipped = false;
  /** The share of the vehicle that a nearer box covers in this frame, 0..1. */
  coveredShare = 0;
  /** How long it has not been seen although nothing stood before it. */
  missedMs = 0;
  #atMs: number;
  readonly #centreX: CoordinateFilter;
  readonly #centreY: CoordinateFilter;
  readonly #width: CoordinateFilter;
  readonly #height: CoordinateFilter;
  #placeX: number;
  #placeY: number;
  /** The score that went to each of `DETECTED_TYPES`. */
  readonly #votes = new Float64Array(DETECTED_TYPES.length);

  constructor(id: number, detection: Detection, atMs: number) {
    const { box } = detection;
    const sizePx = Math.sqrt(box.widthPx * box.heightPx);
    const filter = (position: number, share: number) =>
      new CoordinateFilter(position, MEASUREMENT_SD_SHARE * sizePx, FIRST_VELOCITY_SD_SHARE * share * sizePx);
    this.id = id;
    this.firstSeenMs = atMs;
    this.lastSeenMs = atMs;
    this.#atMs = atMs;
    this.score = detection.score;
    this.detectedBox = box;
    this.#centreX = filter(box.xPx + box.widthPx / 2, 1);
    this.#centreY = filter(box.yPx + box.heightPx / 2, 1);
    this.#width = filter(box.widthPx, SIZE_CHANGE_SHARE);
    this.#height = filter(box.heightPx, SIZE_CHANGE_SHARE);
    this.#placeX = this.#centreX.position;
    this.#placeY = this.#centreY.position;
    this.#vote(detection);
  }

  /** Where the vehicle is believed to be now, whole. */
  get box(): Box {
    const widthPx = Math.max(1, this.#width.position);
    const heightPx = Math.max(1, this.#height.position);
    return {
      xPx: this.#centreX.position - widthPx / 2,
      yPx: this.#centreY.position - heightPx / 2,
      widthPx,
      heightPx,
    };
  }

  /** Speed over the picture in box sizes a second: comparable near and far. */
  get speedSizesPerS(): number {
    return Math.hypot(this.#centreX.velocityPerS, this.#centreY.velocityPerS) / this.#sizePx;
  }

  /** Whether it stood still when it was last seen: it was where it had been on average. */
  get isStill(): boolean {
    if (this.lastSeenMs - this.firstSeenMs < STILL_MS_MIN) return false;
    const dxPx = this.#centreX.position - this.#placeX;
    const dyPx = this.#centreY.position - this.#placeY;
    return Math.sqrt(dxPx * dxPx + dyPx * dyPx) < STILL_SHARE_MAX * this.#sizePx;
  }

  /** The type most of the track's score went to. */
  get type(): DetectedType {
    let best: DetectedType = 'car';
    let most = 0;
    for (const [index, type] of DETECTED_TYPES.entries()) {
      const votes = this.#votes[index] ?? 0;
      if (votes > most) [best, most] = [type, votes];
    }
    return best;
  }

  predict(atMs: number): void {
    const dtS = (atMs - this.#atMs) / 1000;
    const wasSeen = this.lastSeenMs === this.#atMs;
    this.#atMs = atMs;
    const isStill = this.isStill;
    // A still vehicle that is not seen is believed to stand where it stood.
    if (isStill && !wasSeen) return;
    const isFading = atMs - this.lastSeenMs > 1000 * COAST_S;
    const kept = isStill ? 0 : isFading ? Math.exp(-dtS / COAST_FADE_S) : 1;
    const keptSize = isStill || !wasSeen ? 0 : 1;
    const accelerationSd = ACCELERATION_SD_SHARE * this.#sizePx;
    step(this.#centreX, dtS, kept, accelerationSd);
    step(this.#centreY, dtS, kept, accelerationSd);
    step(this.#width, dtS, keptSize, accelerationSd * SIZE_CHANGE_SHARE);
    step(this.#height, dtS, keptSize, accelerationSd * SIZE_CHANGE_SHARE);
  }

  seen(detection: Detection, atMs: number): void {
    const { box } = detection;
    this.isClipped = this.coveredShare > COVERED_SHARE_MIN && this.isStill && this.#isSmaller(box);
    // The part of a still vehicle that shows says that it is there, not where its hidden edges are.
    if (!this.isClipped) this.#correct(box, (atMs - this.lastSeenMs) / 1000);
    this.detectedBox = box;
    this.score = detection.score;
    this.lastSeenMs = atMs;
    this.missedMs = 0;
    this.hits++;
    this.#vote(detection);
  }

  /** Whether a box keeps an upright and a level edge of this vehicle: the part of it that shows does, a passer-by does not. */
  sharesEdges({ xPx, yPx, widthPx, heightPx }: Box): boolean {
    const own = this.box;
    const acrossPx = Math.min(Math.abs(xPx - own.xPx), Math.abs(xPx + widthPx - own.xPx - own.widthPx));
    const upPx = Math.min(Math.abs(yPx - own.yPx), Math.abs(yPx + heightPx - own.yPx - own.heightPx));
    return acrossPx <= STILL_SHARE_MAX * own.widthPx && upPx <= STILL_SHARE_MAX * own.heightPx;
  }

  get #sizePx(): number {
    return Math.sqrt(Math.max(1, this.#width.position) * Math.max(1, this.#height.position));
  }

  #isSmaller({ widthPx, heightPx }: Box): boolean {
    const share = 1 - CLIPPED_SHARE_MIN;
    return widthPx < share * this.#width.position || heightPx < share * this.#height.position;
  }

  #correct(box: Box, dtS: number): void {
    const measurementSd = MEASUREMENT_SD_SHARE * Math.sqrt(box.widthPx * box.heightPx);
    this.#centreX.correct(box.xPx + box.widthPx / 2, measurementSd);
    this.#centreY.correct(box.yPx + box.heightPx / 2, measurementSd);
    this.#width.correct(box.widthPx, measurementSd);
    this.#height.correct(box.heightPx, measurementSd);
    const share = 1 - Math.exp(-Math.min(dtS, PLACE_S / 2) / PLACE_S);
    this.#placeX += share * (this.#centreX.position - this.#placeX);
    this.#placeY += share * (this.#centreY.position - this.#placeY);
  }

  #vote({ type, score }: Detection): void {
    const index = DETECTED_TYPES.indexOf(type);
    this.#votes[index] = (this.#votes[index] ?? 0) + score;
  }
}

function step(filter: CoordinateFilter, dtS: number, keptShare: number, accelerationSd: number): void {
  filter.brake(keptShare);
  filter.predict(dtS, accelerationSd);
}
