export interface BucketSize {
  /** How many may come at once after a pause. */
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * A bucket of tokens for each caller: it fills steadily up to the burst, and each request takes one. Of callers beyond
 * `callersMax` the one that asked least recently is forgotten, which gives it a full bucket again.
 */
export class TokenBuckets {
  /** When each bucket will be full again: all there is to know of it. */
  readonly #fullAtMs = new Map<string, number>();
  readonly #tokenMs: number;
  readonly #burstMs: number;

  constructor(
    { burst, perSecond }: BucketSize,
    private readonly callersMax: number,
  ) {
    this.#tokenMs = 1_000 / perSecond;
    this.#burstMs = burst * this.#tokenMs;
  }

  /** Takes one token; 0 when there was one, otherwise the time until there is. */
  take(caller: string, nowMs: number): number {
    const fullAtMs = Math.max(nowMs, this.#fullAtMs.get(caller) ?? nowMs);
    const afterMs = fullAtMs + this.#tokenMs;
    const waitMs = Math.max(0, afterMs - nowMs - this.#burstMs);
    this.#remember(caller, waitMs === 0 ? afterMs : fullAtMs);
    return waitMs;
  }

  /** How long until a caller's bucket is full again; 0: it is. */
  untilFull(caller: string, nowMs: number): number {
    return Math.max(0, (this.#fullAtMs.get(caller) ?? nowMs) - nowMs);
  }

  get callers(): number {
    return this.#fullAtMs.size;
  }

  /** At the end of the map: its first is then the one that asked least recently. */
  #remember(caller: string, fullAtMs: number): void {
    this.#fullAtMs.delete(caller);
    this.#fullAtMs.set(caller, fullAtMs);
    if (this.#fullAtMs.size <= this.callersMax) return;
    const [oldest] = this.#fullAtMs.keys();
    if (oldest !== undefined) this.#fullAtMs.delete(oldest);
  }
}
