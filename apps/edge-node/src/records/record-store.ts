import type { RecordKind } from '#events';
import type { KeepClass } from './keep-class.js';

/** A record as the outbox holds it: encoded once, when it was put. */
export interface HeldRecord {
  /** UUID in text form. */
  readonly id: string;
  readonly kind: RecordKind | 'unknown';
  readonly keepClass: KeepClass;
  readonly bytes: Uint8Array;
}

/** Where a record stands in the store: dearest class first, and within a class in the order of putting. */
export interface StorePlace {
  readonly keepClass: number;
  readonly seq: number;
}

export interface StoredRecord extends HeldRecord {
  readonly place: StorePlace;
}

/** Why a record was lost on this box: the store was full, or the disk refused so many that memory was. */
export type DropReason = 'full' | 'disk';

export interface DropCount {
  readonly kind: HeldRecord['kind'];
  readonly reason: DropReason;
  readonly records: number;
}

/** The store's files hold what cannot be read back; they are set aside, never repaired in place. */
export class StoreDamagedError extends Error {
  override readonly name = 'StoreDamagedError';
}

/** Records on the box's disk. Every method throws when the disk refuses, and then has changed nothing. */
export abstract class RecordStore {
  abstract readonly records: number;
  /** What the records take on the disk, with what the store needs to find each. */
  abstract readonly bytes: number;
  /** Losses since the store was begun, over all restarts. */
  abstract readonly dropped: readonly DropCount[];
  /**
   * Writes records and losses and returns once all of it would survive a power cut. A record whose id is there already
   * is kept as it is. Returns those that had to give way, cheapest class first, oldest first within a class.
   */
  abstract append(records: readonly HeldRecord[], losses: readonly DropCount[]): readonly HeldRecord[];
  /** Forgets records, whether it holds them or not. After a power cut some may be back: they are then sent again. */
  abstract remove(ids: readonly string[]): void;
  /** At most `limit` records behind `place` (from the beginning with null), dearest first. */
  abstract after(place: StorePlace | null, limit: number): readonly StoredRecord[];
  /** The oldest record of each class. */
  abstract oldest(): readonly StoredRecord[];
  abstract close(): void;
}
