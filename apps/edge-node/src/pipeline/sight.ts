/** How much of a period a camera was seen. Times are capture times. */
export class SightMeter {
  #lastFrameMs: number | null = null;
  #observedMs = 0;

  /** A frame that follows the one before without a loss between them. */
  frame(atMs: number): void {
    if (this.#lastFrameMs !== null) this.#observedMs += Math.max(0, atMs - this.#lastFrameMs);
    this.#lastFrameMs = atMs;
  }

  /** What lies between the last frame and the next has not been seen. */
  lost(): void {
    this.#lastFrameMs = null;
  }

  /** What was seen since it was asked last, at most `periodMs`. */
  takeObservedMs(periodMs: number): number {
    const observedMs = Math.min(this.#observedMs, periodMs);
    this.#observedMs = 0;
    return observedMs;
  }
}
