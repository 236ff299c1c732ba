export interface LastingTimes {
  /** A fault is said when it has lasted this long. */
  readonly onsetMs: number;
  /** It is over when the picture has been good for this long. */
  readonly recoveryMs: number;
}

/** A doubt that becomes a fault when it lasts, and a fault that ends when good pictures last; both back-dated. */
export class Lasting {
  #isFault = false;
  #changingSinceMs: number | null = null;
  #sinceMs: number | null = null;

  constructor(private readonly times: LastingTimes) {}

  get isFault(): boolean {
    return this.#isFault;
  }

  /** Whether the latest picture was bad, fault or not yet. */
  get isBad(): boolean {
    return this.#isFault ? this.#changingSinceMs === null : this.#changingSinceMs !== null;
  }

  /** Since when it has been so: the first bad picture of a fault, or the first good one after it; null at first. */
  get sinceMs(): number | null {
    return this.#sinceMs;
  }

  /** Times never go back. */
  observe(isBad: boolean, atMs: number): void {
    if (isBad === this.#isFault) {
      this.#changingSinceMs = null;
      return;
    }
    this.#changingSinceMs ??= atMs;
    if (atMs - this.#changingSinceMs < (isBad ? this.times.onsetMs : this.times.recoveryMs)) return;
    this.#isFault = isBad;
    this.#sinceMs = this.#changingSinceMs;
    this.#changingSinceMs = null;
  }
}
