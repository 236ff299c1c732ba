/** Tells when a frame was captured, in whole ms, from the stream's own time (PTS) and the moment the frame arrived. */
export interface CaptureClock {
  captureTimeMs(ptsMs: number, arrivedAtMs: number): number;
}

/** Two frames never share a capture time: whatever is downstream may rely on time going forward. */
const STEP_MS_MIN = 1;

/** Recorded video: its first frame was captured at `startMs`. */
export class RecordedClock implements CaptureClock {
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly startMs: number) {}

  captureTimeMs(ptsMs: number): number {
    return (this.#lastMs = Math.round(Math.max(this.startMs + ptsMs, this.#lastMs + STEP_MS_MIN)));
  }
}

/** The least delay is looked for among the last minute's frames: long enough to hold some that no queue held up. */
const WINDOW_MS = 60_000;
const BUCKET_MS = 10_000;
/** Silence of five seconds restarts the decoder, so a frame that seems to be older has a new time base. */
const LAG_MS_MAX = 10_000;
/** Streams may hand out a few frames slightly out of order; a larger step back is a new time base. */
const STEP_BACK_MS_MAX = 500;

interface Bucket {
  readonly fromMs: number;
  offsetMs: number;
}

/**
 * Live video. A frame's delay is never negative and now and then close to its least, so the smallest difference
 * between arrival and PTS over a sliding window is the offset of the stream's clock. The window lets the offset follow
 * a camera whose clock runs slow. When the stream jumps (restart of its encoder), the window begins anew.
 */
export class LiveClock implements CaptureClock {
  #buckets: Bucket[] = [];
  #lastPtsMs = Number.NEGATIVE_INFINITY;
  #lastMs: number;

  /** Capture times will be later than `afterMs`, the last one before a restart. */
  constructor(afterMs = Number.NEGATIVE_INFINITY) {
    this.#lastMs = afterMs;
  }

  captureTimeMs(ptsMs: number, arrivedAtMs: number): number {
    const wentBack = ptsMs < this.#lastPtsMs - STEP_BACK_MS_MAX;
    const lagMs = arrivedAtMs - (ptsMs + this.#offsetMs());
    if (wentBack || lagMs > LAG_MS_MAX) this.#buckets = [];
    this.#note(arrivedAtMs - ptsMs, arrivedAtMs);
    this.#lastPtsMs = ptsMs;
    return (this.#lastMs = Math.round(Math.max(ptsMs + this.#offsetMs(), this.#lastMs + STEP_MS_MIN)));
  }

  #offsetMs(): number {
    return this.#buckets.reduce((least, { offsetMs }) => Math.min(least, offsetMs), Number.POSITIVE_INFINITY);
  }

  #note(offsetMs: number, arrivedAtMs: number): void {
    const fromMs = arrivedAtMs - (arrivedAtMs % BUCKET_MS);
    const bucket = this.#buckets.at(-1);
    if (bucket?.fromMs === fromMs) bucket.offsetMs = Math.min(bucket.offsetMs, offsetMs);
    else this.#buckets.push({ fromMs, offsetMs });
    while ((this.#buckets[0]?.fromMs ?? fromMs) <= fromMs - WINDOW_MS) this.#buckets.shift();
  }
}
