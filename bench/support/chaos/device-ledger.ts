/** What became of one box's records, by the box's own word: kept outside of it, so that no fault of the box touches it. */
export class DeviceLedger {
  /** Record ids by their place in the traffic. */
  readonly begun = new Map<number, string>();
  /** Those that the path says are safe: the outbox that they are on its disk, a bare publisher that they have left. */
  readonly emitted = new Set<string>();
  /** Begun and not told to be safe. A box that starts again tells them again. */
  readonly inDoubt = new Set<number>();
  /** Those that the disk refused: a kill may lose them, and nothing promised otherwise. */
  readonly unsafe = new Set<string>();
  readonly committed = new Set<string>();
  readonly givenUp = new Set<string>();
  /** Records the box still holds. */
  depth = 0;
  isUp = false;
  /** As far as the outbox's log is known to be fsynced. */
  durable: { readonly salt: string; readonly frames: number } | null = null;
  #rest = '';

  /** Where its traffic goes on. */
  next = 0;
  readonly #days: { readonly index: number; readonly dayMs: number }[] = [];

  /** The day that holds the first record which a box that starts now has to tell. */
  get day(): { readonly index: number; readonly dayMs: number } | null {
    const first = Math.min(this.next, ...this.inDoubt);
    return this.#days.findLast(({ index }) => index <= first) ?? null;
  }

  /** Takes what a box has written; a kill may have torn the last line. */
  read(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  /** The box is gone: a torn line is none. */
  end(): void {
    this.#rest = '';
    this.isUp = false;
  }

  #take(line: string): void {
    const [what, first = '', second = ''] = line.split(' ');
    const index = Number(first);
    if (what === 'begun') {
      this.begun.set(index, second);
      this.inDoubt.add(index);
      this.next = Math.max(this.next, index + 1);
    } else if (what === 'emitted') {
      this.emitted.add(this.begun.get(index) ?? '');
      this.inDoubt.delete(index);
    } else if (what === 'unsafe') {
      this.unsafe.add(this.begun.get(index) ?? '');
      this.inDoubt.delete(index);
    } else if (what === 'committed') this.committed.add(first);
    else if (what === 'given-up') this.givenUp.add(first);
    else if (what === 'day') this.#days.push({ index, dayMs: Number(second) });
    else if (what === 'depth') [this.depth, this.isUp] = [index, second === 'up'];
    else if (what === 'durable') this.durable = { salt: first, frames: Number(second) };
  }
}
