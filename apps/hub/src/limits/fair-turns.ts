/** How many requests of one caller are in hand at once, and how many may wait behind them. */
export interface TurnSize {
  readonly atOnce: number;
  readonly waitingMax: number;
}

interface Line {
  inHand: number;
  atOnce: number;
  readonly waiting: (() => void)[];
}

/** Each caller's requests stand in a line of their own: whoever asks much at once waits behind itself. */
export class FairTurns {
  readonly #lines = new Map<string, Line>();

  constructor(private readonly size: TurnSize) {}

  /**
   * Begins at once or when its turn comes; false, and it never begins, where too many wait already. How many of the
   * caller's may be in hand counts from now on, also for those that wait.
   */
  enter(caller: string, begin: () => void, atOnce = this.size.atOnce): boolean {
    const line = this.#lines.get(caller) ?? { inHand: 0, atOnce, waiting: [] };
    this.#lines.set(caller, line);
    line.atOnce = atOnce;
    if (line.inHand >= atOnce && line.waiting.length >= this.size.waitingMax) return false;
    line.waiting.push(begin);
    beginWaiting(line);
    return true;
  }

  /** One of this caller's is done: the next begins, the one that waited longest first. */
  leave(caller: string): void {
    const line = this.#lines.get(caller);
    if (!line) return;
    line.inHand -= 1;
    beginWaiting(line);
    if (line.inHand === 0) this.#lines.delete(caller);
  }

  /** Callers of whom something is in hand. */
  get callers(): number {
    return this.#lines.size;
  }
}

function beginWaiting(line: Line): void {
  while (line.inHand < line.atOnce) {
    const next = line.waiting.shift();
    if (!next) return;
    line.inHand += 1;
    next();
  }
}
