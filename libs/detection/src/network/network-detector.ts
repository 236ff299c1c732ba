import assert from 'node:assert/strict';
import type { Detection } from '../detection.js';
import {
  Detector,
  DetectorError,
  type EngineName,
  type GridPart,
  type Picture,
  type PictureGrid,
} from '../detector.js';
import { suppressOverlaps } from '../nms.js';
import { gridOfPlan, planPart, type InputPlan, type SizePx } from './input-plan.js';
import { inputLength, resample, type PixelFormat } from './resample.js';

/**
 * Two boxes of one vehicle overlap by more than this; two cars parked bumper to bumper overlap by less. On the
 * photographs of `bench/detector.ts` average precision moves by less than 2 points between 0.4 and 0.65.
 */
const OVERLAP_IOU_MAX = 0.55;

/** A loaded network behind one engine: numbers in, numbers out. */
export interface Network<Outputs> {
  readonly engine: EngineName;
  /** `input` belongs to the caller and is overwritten after the answer. */
  run(input: Float32Array, size: SizePx): Promise<Outputs>;
  dispose(): Promise<void>;
}

/** How one family of networks wants its picture, and what its answer means. */
export interface NetworkReading<Outputs> {
  readonly format: PixelFormat;
  /** Whether the network takes any input that is a multiple of the stride, and plans leave no padding. */
  readonly takesParts: boolean;
  planFor(picture: SizePx): InputPlan;
  decode(outputs: Outputs, plan: InputPlan): Detection[];
}

/** A detector made of a network and its reading. One look at a time: a look waits for the one before. */
export class NetworkDetector<Outputs> extends Detector {
  /** Grows to the largest input seen and is used for every look. */
  #input = new Float32Array(0);
  #lookBefore: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(
    private readonly network: Network<Outputs>,
    private readonly reading: NetworkReading<Outputs>,
  ) {
    super();
  }

  get engine(): EngineName {
    return this.network.engine;
  }

  override gridOf(picture: SizePx): PictureGrid | null {
    return this.reading.takesParts ? gridOfPlan(this.reading.planFor(picture)) : null;
  }

  detect(picture: Picture, part?: GridPart): Promise<readonly Detection[]> {
    const look = this.#lookBefore.then(() => this.#look(picture, part));
    this.#lookBefore = look.catch(() => undefined);
    return look;
  }

  /** One look at a grey picture of common shape, so that the first real look is as fast as the others. */
  async warmedUp(longSidePx: number): Promise<this> {
    const size = { widthPx: longSidePx, heightPx: Math.round((longSidePx * 9) / 16) };
    await this.detect({ ...size, rgb: new Uint8Array(size.widthPx * size.heightPx * 3).fill(128) });
    return this;
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#lookBefore;
    await this.network.dispose();
  }

  async #look(picture: Picture, part: GridPart | undefined): Promise<readonly Detection[]> {
    if (this.#isDisposed) throw new DetectorError('The detector was disposed of; open a new one.');
    const whole = this.reading.planFor(picture);
    assert(!part || this.reading.takesParts, 'this network takes whole pictures only');
    const plan = part ? planPart(whole, part) : whole;
    const length = inputLength(plan);
    if (this.#input.length < length) this.#input = new Float32Array(length);
    const input = this.#input.subarray(0, length);
    resample(picture, plan, this.reading.format, input);
    const outputs = await this.network.run(input, plan.input);
    return suppressOverlaps(this.reading.decode(outputs, plan), OVERLAP_IOU_MAX);
  }
}
