/** How many requests of one caller are in hand at once, and how many may wait behind them. */
export interface TurnSize {
  readonly atOnce: number;
  readonly waitingMax: number;
}

interface Line {
  inHand: number;
  readonly waiting: (() => void)[];
}

/** Each caller's requests stand in a line of their own: whoever asks much at once waits behind itself. */
export class FairTurns {
  readonly #lines = new Map<string, Line>();

  constructor(private readonly size: TurnSize) {}

  /** Begins at once or when its turn comes; false, and it never begins, where too many wait already. */
  enter(caller: string, begin: () => void): boolean {
    const line = this.#lines.get(caller) ?? { inHand: 0, waiting: [] };
    this.#lines.set(caller, line);
    if (line.inHand < this.size.atOnce) {
      line.inHand += 1;
      begin();
      return true;
    }
    if (line.waiting.length >= this.size.waitingMax) return false;
    line.waiting.push(begin);
    return true;
  }

  /** One of this caller's is done: the next begins, the one that waited longest first. */
  leave(caller: string): void {
    const line = this.#lines.get(caller);
    if (!line) return;
    const next = line.waiting.shift();
    if (next) {
      next();
      return;
    }
    line.inHand -= 1;
    if (line.inHand === 0) this.#lines.delete(caller);
  }

  /** Callers of whom something is in hand. */
  get callers(): number {
    return this.#lines.size;
  }
}
