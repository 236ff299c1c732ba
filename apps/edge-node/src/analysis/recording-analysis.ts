import type { VehicleSighting } from '#curb';
import type { CameraPipeline } from '../pipeline/camera-pipeline.js';
import { RecordingFaults } from './recording-faults.js';
import type { RecordingFault } from './recording-faults.js';
import type { RecordedFrame } from './recording-reader.js';
import { VisitLedger } from './visit-ledger.js';
import type { VisitLine } from './visit-ledger.js';

export interface RecordingTimes {
  /** When the first picture was captured. */
  readonly startMs: number;
  /** The first picture's time in the stream. */
  readonly firstPictureMs: number;
  /** Without a picture for this long a live camera is said to be lost; so is a recorded one. */
  readonly silenceMs: number;
}

/** What was seen and what was not. */
export interface RecordingResult {
  readonly visits: readonly VisitLine[];
  readonly faults: readonly RecordingFault[];
  readonly blindMs: number;
  readonly looks: number;
  /** How much of all pictures the network looked at, 0..1. */
  readonly pixelShare: number;
  /** Frames left out because they had no time, or an older one than the frame before. */
  readonly untimed: number;
  readonly endMs: number;
}

/** Pictures differ by this much in shape when sizes are rounded to even pixels; 16:9 and 16:10 differ by 11 %. */
const SHAPE_TOLERANCE = 0.01;

/** Containers give their length to about a picture. */
const EARLY_END_MS = 1_000;

/**
 * One recording through the pipeline of a live camera. Damaged pictures, gaps and pictures of another shape, which the
 * zones cannot fit, are blind time as on the street: no vehicle comes or goes in it. Reads no clock.
 */
export class RecordingAnalysis {
  readonly #ledger = new VisitLedger();
  readonly #faults = new RecordingFaults();
  /** Of pictures that came but cannot be relied on; the pipeline itself concludes nothing from them. */
  readonly #viewFaults = new RecordingFaults();
  #shape: number | null = null;
  #lastAtMs: number | null = null;
  #looks = 0;
  #pixelShares = 0;
  #untimed = 0;

  constructor(
    private readonly pipeline: Pick<CameraPipeline, 'step' | 'loseSight' | 'regainSight' | 'finish'>,
    private readonly times: RecordingTimes,
  ) {}

  /** Capture time of a picture, whole milliseconds. */
  atMs(ptsMs: number): number {
    return Math.round(this.times.startMs + ptsMs - this.times.firstPictureMs);
  }

  /** The vehicles of the frame that a tracker has confirmed; none when it could not be looked at. */
  async take({ picture, decoded }: RecordedFrame): Promise<readonly VehicleSighting[]> {
    const lastAtMs = this.#lastAtMs ?? this.times.startMs;
    if (!decoded.isSound) return this.#goBlind('damaged', lastAtMs);
    if (decoded.ptsMs === null) return this.#leaveOut();
    const atMs = this.atMs(decoded.ptsMs);
    if (this.#lastAtMs !== null && atMs <= this.#lastAtMs) return this.#leaveOut();
    const shape = decoded.widthPx / decoded.heightPx;
    this.#shape ??= shape;
    if (Math.abs(shape / this.#shape - 1) > SHAPE_TOLERANCE) return this.#goBlind('shape_changed', lastAtMs);
    if (atMs - lastAtMs >= this.times.silenceMs) this.#goBlind('no_video', lastAtMs);
    this.#seeAgain(atMs);
    this.#lastAtMs = atMs;
    this.#looks++;
    const { events, vehicles, trouble, pixelShare } = await this.pipeline.step(picture, atMs);
    this.#pixelShares += pixelShare;
    this.#ledger.note(events);
    if (trouble) this.#viewFaults.begin(trouble.fault, trouble.sinceMs);
    else this.#viewFaults.end(atMs);
    return vehicles;
  }

  /** The recording is over. Its last whole picture was captured at `lastMs`; it should have lasted until `dueMs`. */
  finish({ lastMs, dueMs }: { readonly lastMs: number; readonly dueMs: number }): RecordingResult {
    const endMs = Math.max(lastMs, dueMs);
    if (dueMs - lastMs > EARLY_END_MS) this.#goBlind('no_video', lastMs);
    else this.#ledger.note(this.pipeline.finish());
    this.#faults.end(endMs);
    this.#viewFaults.end(endMs);
    const faults = [...this.#faults.all(), ...this.#viewFaults.all()].sort((a, b) => a.startMs - b.startMs);
    const blindMs = (fromMs: number) => this.#faults.blindMs(fromMs, endMs) + this.#viewFaults.blindMs(fromMs, endMs);
    return {
      visits: this.#ledger.lines(blindMs),
      faults,
      blindMs: blindMs(this.times.startMs),
      looks: this.#looks,
      pixelShare: this.#looks > 0 ? this.#pixelShares / this.#looks : 0,
      untimed: this.#untimed,
      endMs,
    };
  }

  #leaveOut(): readonly VehicleSighting[] {
    this.#untimed++;
    return [];
  }

  #goBlind(type: RecordingFault['type'], lostAtMs: number): readonly VehicleSighting[] {
    if (!this.#faults.isBlind && this.#lastAtMs !== null) this.pipeline.loseSight(lostAtMs);
    this.#faults.begin(type, lostAtMs);
    return [];
  }

  #seeAgain(atMs: number): void {
    if (!this.#faults.isBlind) return;
    if (this.#lastAtMs !== null) this.pipeline.regainSight(atMs);
    this.#faults.end(atMs);
  }
}
