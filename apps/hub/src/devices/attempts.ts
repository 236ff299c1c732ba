/** How often one address, and all together, may try a code in a minute: guessing 80 bits at that rate is hopeless. */
const PER_ADDRESS_MAX = 10;
const TOGETHER_MAX = 120;
const WINDOW_MS = 60_000;
/** More addresses than all together may try is a mistake of ours. */
const ADDRESSES_MAX = 1_000;

/** Counts attempts in windows of a minute. */
export class Attempts {
  readonly #ofAddress = new Map<string, number>();
  #together = 0;
  #windowFromMs = 0;

  /** Whether one more attempt is allowed now; it is counted. */
  allow(address: string, nowMs: number): boolean {
    if (nowMs - this.#windowFromMs >= WINDOW_MS) {
      this.#windowFromMs = nowMs;
      this.#together = 0;
      this.#ofAddress.clear();
    }
    const tried = this.#ofAddress.get(address) ?? 0;
    if (tried >= PER_ADDRESS_MAX || this.#together >= TOGETHER_MAX) return false;
    if (this.#ofAddress.size >= ADDRESSES_MAX && tried === 0) return false;
    this.#ofAddress.set(address, tried + 1);
    this.#together += 1;
    return true;
  }
}
