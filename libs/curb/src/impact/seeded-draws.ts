/** Draws that are the same for the same seed (mulberry32): a report made again says the same. */
export class SeededDraws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but without, 1. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Triangular: most often near `central`, never beyond the ends. */
  within({ low, central, high }: { readonly low: number; readonly central: number; readonly high: number }): number {
    const share = this.uniform();
    const peak = (central - low) / (high - low);
    if (share < peak) return low + Math.sqrt(share * (high - low) * (central - low));
    return high - Math.sqrt((1 - share) * (high - low) * (high - central));
  }

  /** Student's t with a whole number of degrees of freedom. */
  studentT(degrees: number): number {
    let squares = 0;
    for (let index = 0; index < degrees; index++) squares += this.normal() ** 2;
    return this.normal() / Math.sqrt(squares / degrees);
  }
}
