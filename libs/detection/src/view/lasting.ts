export interface LastingTimes {
  /** A fault is said when it has lasted this long. */
  readonly onsetMs: number;
  /** It is over when the picture has been good for this long. */
  readonly recoveryMs: number;
}

/** Over a longer gap nobody looked (another fault, another light): what was doubtful before it proves nothing after. */
const GAP_MS_MAX = 12_000;

/** However long it takes, a fault is not told from fewer pictures: one or two may be misjudged. */
const BAD_PICTURES_MIN = 5;

/** A doubt that becomes a fault when it lasts, and a fault that ends when good pictures last; both back-dated. */
export class Lasting {
  #isFault = false;
  #changingSinceMs: number | null = null;
  #observedAtMs: number | null = null;
  #changedPictures = 0;
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
    if (this.#observedAtMs !== null && atMs - this.#observedAtMs > GAP_MS_MAX) this.#changingSinceMs = null;
    this.#observedAtMs = atMs;
    if (isBad === this.#isFault) {
      this.#changingSinceMs = null;
      return;
    }
    if (this.#changingSinceMs === null) this.#changedPictures = 0;
    this.#changedPictures++;
    this.#changingSinceMs ??= atMs;
    if (atMs - this.#changingSinceMs < (isBad ? this.times.onsetMs : this.times.recoveryMs)) return;
    if (isBad && this.#changedPictures < BAD_PICTURES_MIN) return;
    this.#isFault = isBad;
    this.#sinceMs = this.#changingSinceMs;
    this.#changingSinceMs = null;
  }
}
