import type { CurbRecord } from '#events';
import type { CurbRecords } from '../records/curb-records.js';
import { SightMeter } from './sight.js';

/** The hub takes no longer period. Only a box that was asleep comes here, and it saw nothing of what is left out. */
const PERIOD_MS_MAX = 86_400_000;

/** Counts what a camera's box did and reports it period by period; no frame is counted twice or left out. */
export class PeriodReports {
  readonly #sight = new SightMeter();
  #fromMs: number;
  #lastFrameMs: number | null = null;
  #decoded = 0;
  #analysed = 0;
  #skipped = 0;
  #videoBytes = 0;

  /** A recording's periods are those of its own time, not of the time in which it is read. */
  constructor(
    private readonly records: CurbRecords,
    private readonly configHash: number,
    private readonly time: { readonly startMs: number; readonly isRecorded: boolean },
  ) {
    this.#fromMs = time.startMs;
  }

  decoded(atMs: number): void {
    this.#decoded++;
    this.#lastFrameMs = atMs;
    this.#sight.frame(atMs);
  }

  analysed(): void {
    this.#analysed++;
  }

  skipped(frames: number): void {
    this.#skipped += frames;
  }

  videoBytes(added: number): void {
    this.#videoBytes += added;
  }

  lost(): void {
    this.#sight.lost();
  }

  /** The report on the time since the last one; nothing when no time has passed. */
  take(nowMs: number): readonly CurbRecord[] {
    const endMs = Math.round(this.time.isRecorded ? (this.#lastFrameMs ?? this.#fromMs) : nowMs);
    const elapsedMs = endMs - this.#fromMs;
    if (elapsedMs <= 0) return [];
    const periodMs = Math.round(Math.min(elapsedMs, PERIOD_MS_MAX));
    const report = {
      periodMs,
      observedMs: Math.round(this.#sight.takeObservedMs(periodMs)),
      framesDecoded: this.#decoded,
      framesAnalysed: this.#analysed,
      framesSkipped: this.#skipped,
      videoBytes: this.#videoBytes,
      configHash: this.configHash,
    };
    this.#fromMs = endMs;
    this.#decoded = this.#analysed = this.#skipped = this.#videoBytes = 0;
    return [this.records.ofReport(report, endMs, nowMs)];
  }
}
