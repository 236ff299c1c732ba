/**
 * One slot between a source that cannot wait and a worker that takes its time: the newest item wins. What it replaced
 * is counted, so that an overloaded box is seen and not guessed at.
 */
export class Mailbox<T> {
  #waiting: T | null = null;
  #skipped = 0;

  /** Items that were replaced or dropped before their turn. */
  get skipped(): number {
    return this.#skipped;
  }

  get isEmpty(): boolean {
    return this.#waiting === null;
  }

  put(item: T): void {
    if (this.#waiting !== null) this.#skipped++;
    this.#waiting = item;
  }

  take(): T | null {
    const item = this.#waiting;
    this.#waiting = null;
    return item;
  }

  /** Drops what waits, as skipped. */
  clear(): void {
    if (this.take() !== null) this.#skipped++;
  }
}
