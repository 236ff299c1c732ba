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

export type TrackState = 'tentative' | 'confirmed' | 'lost';

/** One vehicle over many frames. `box` is in picture pixels, times are capture times. */
export class Track {
  readonly id: number;
  readonly firstSeenMs: number;
  state: TrackState = 'tentative';
  hits = 1;
  lastSeenMs: number;
  score: number;
  /** The detection's own box in the latest frame in which there was one. */
  detectedBox: Box;
  #atMs: number;
  readonly #centreX: CoordinateFilter;
  readonly #centreY: CoordinateFilter;
  readonly #width: CoordinateFilter;
  readonly #height: CoordinateFilter;
  readonly #typeVotes = new Map<DetectedType, number>();

  constructor(id: number, detection: Detection, atMs: number) {
    const { box } = detection;
    const sizePx = Math.sqrt(box.widthPx * box.heightPx);
    const filter = (position: number) =>
      new CoordinateFilter(position, MEASUREMENT_SD_SHARE * sizePx, FIRST_VELOCITY_SD_SHARE * sizePx);
    this.id = id;
    this.firstSeenMs = atMs;
    this.lastSeenMs = atMs;
    this.#atMs = atMs;
    this.score = detection.score;
    this.detectedBox = box;
    this.#centreX = filter(box.xPx + box.widthPx / 2);
    this.#centreY = filter(box.yPx + box.heightPx / 2);
    this.#width = filter(box.widthPx);
    this.#height = filter(box.heightPx);
    this.#vote(detection);
  }

  /** Where the vehicle is believed to be now. */
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
    const sizePx = Math.sqrt(Math.max(1, this.#width.position) * Math.max(1, this.#height.position));
    return Math.hypot(this.#centreX.velocityPerS, this.#centreY.velocityPerS) / sizePx;
  }

  /** The type most of the track's score went to. */
  get type(): DetectedType {
    let best: DetectedType = 'car';
    let most = -1;
    for (const type of DETECTED_TYPES) {
      const votes = this.#typeVotes.get(type) ?? 0;
      if (votes > most) [best, most] = [type, votes];
    }
    return best;
  }

  predict(atMs: number): void {
    const dtS = (atMs - this.#atMs) / 1000;
    this.#atMs = atMs;
    const sizePx = Math.sqrt(Math.max(1, this.#width.position) * Math.max(1, this.#height.position));
    const accelerationSd = ACCELERATION_SD_SHARE * sizePx;
    this.#centreX.predict(dtS, accelerationSd);
    this.#centreY.predict(dtS, accelerationSd);
    this.#width.predict(dtS, accelerationSd / 3);
    this.#height.predict(dtS, accelerationSd / 3);
  }

  seen(detection: Detection, atMs: number): void {
    const { box } = detection;
    const measurementSd = MEASUREMENT_SD_SHARE * Math.sqrt(box.widthPx * box.heightPx);
    this.#centreX.correct(box.xPx + box.widthPx / 2, measurementSd);
    this.#centreY.correct(box.yPx + box.heightPx / 2, measurementSd);
    this.#width.correct(box.widthPx, measurementSd);
    this.#height.correct(box.heightPx, measurementSd);
    this.detectedBox = box;
    this.score = detection.score;
    this.lastSeenMs = atMs;
    this.hits++;
    this.#vote(detection);
  }

  #vote(detection: Detection): void {
    this.#typeVotes.set(detection.type, (this.#typeVotes.get(detection.type) ?? 0) + detection.score);
  }
}
