import type { DropCount, HeldRecord } from './record-store.js';

/** At some 400 bytes each in memory, 1 MB: a busy camera's half day. */
export const UNSAFE_RECORDS_MAX = 2_000;

/** Records that the disk has refused: memory holds them until it takes them again, and drops by the same policy. */
export class UnsafeRecords {
  readonly #records = new Map<string, HeldRecord>();
  #losses = new Map<HeldRecord['kind'], number>();

  get all(): readonly HeldRecord[] {
    return [...this.#records.values()];
  }

  get size(): number {
    return this.#records.size;
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** Losses that no disk knows of yet. */
  get losses(): readonly DropCount[] {
    return [...this.#losses].map(([kind, records]) => ({ kind, reason: 'disk', records }));
  }

  /** Takes records in, and returns those that had to give way. */
  add(records: readonly HeldRecord[]): readonly HeldRecord[] {
    for (const record of records) this.#records.set(record.id, record);
    const dropped: HeldRecord[] = [];
    while (this.#records.size > UNSAFE_RECORDS_MAX) dropped.push(this.#giveWay());
    for (const { kind } of dropped) this.#losses.set(kind, (this.#losses.get(kind) ?? 0) + 1);
    return dropped;
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.#records.delete(id);
  }

  /** All of it, losses too, is on the disk now. */
  clear(): void {
    this.#records.clear();
    this.#losses.clear();
  }

  /** The oldest of the cheapest class: maps keep the order of putting. */
  #giveWay(): HeldRecord {
    const cheapest = this.all.reduce((least, record) => (record.keepClass > least.keepClass ? record : least));
    this.#records.delete(cheapest.id);
    return cheapest;
  }
}
