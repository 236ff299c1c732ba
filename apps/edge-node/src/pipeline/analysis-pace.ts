import { STRETCH_MAX } from '#detection';
import type { LookPace } from '#detection';

/**
 * Of a core's time the network gets this much: on two cores with sixteen streams (`bench/live.ts`) decoders take 0.15 of
 * each core, and the rest of the box as much; what is left over keeps pictures from waiting.
 */
export const NETWORK_SHARE_MAX = 0.5;

/** Long enough to hold the looks of all cameras of a thread, short enough that few pictures are skipped before it helps. */
export const WINDOW_MS = 1_000;

/** Of what the network's share calls for, each window follows this much at most: looks come in bursts. */
const STEP_MAX = 1.25;

/**
 * Rations the network's time among the cameras of one thread: when their looks take more than its share, through traffic
 * and whole pictures of all of them wait longer for a look. Times are monotonic milliseconds.
 */
export class AnalysisPace implements LookPace {
  #stretch = 1;
  #windowFromMs: number | null = null;
  #busyMs = 0;
  #weighedAtMs = 0;
  #looks = 0;

  get stretch(): number {
    return this.#stretch;
  }

  get isBusy(): boolean {
    return this.#looks > 0;
  }

  /** A look was asked for. Looks that wait for each other count once. */
  began(nowMs: number): void {
    this.#weigh(nowMs);
    this.#looks++;
  }

  ended(nowMs: number): void {
    this.#weigh(nowMs);
    this.#looks--;
  }

  #weigh(nowMs: number): void {
    if (this.#looks > 0) this.#busyMs += nowMs - this.#weighedAtMs;
    this.#weighedAtMs = nowMs;
    this.#windowFromMs ??= nowMs;
    const windowMs = nowMs - this.#windowFromMs;
    if (windowMs < WINDOW_MS) return;
    const wanted = this.#busyMs / windowMs / NETWORK_SHARE_MAX;
    const step = Math.min(STEP_MAX, Math.max(1 / STEP_MAX, wanted));
    this.#stretch = Math.min(STRETCH_MAX, Math.max(1, this.#stretch * step));
    this.#windowFromMs = nowMs;
    this.#busyMs = 0;
  }
}
