import type { CurbRecord, Settled } from '#events';

/** Where a camera's records go. Whoever stands behind it keeps them until the hub has committed them. */
export abstract class RecordSink {
  /**
   * Resolves when the record would survive a power cut. Rejects with `RecordNotSafeError` when it would not: it is on
   * its way all the same, but only memory holds it; putting it again is not needed and does no harm.
   */
  abstract put(record: CurbRecord): Promise<void>;
  /** Waits until the hub has all that was put, at most `patienceMs`. */
  abstract drain(patienceMs: number): Promise<void>;
}

/** The disk refused a record, or the record cannot be written at all. */
export class RecordNotSafeError extends Error {
  override readonly name = 'RecordNotSafeError';
}

/** A record on its way, encoded. */
export interface OutgoingRecord {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The way to the hub. */
export abstract class RecordUplink {
  abstract readonly isUp: boolean;
  /** Connections that were given up because nothing came back on them while records waited. */
  get silences(): number {
    return 0;
  }
  /** Hands records over as one message; throws when the link is down. Only the hub's word says that they arrived. */
  abstract send(records: readonly OutgoingRecord[]): void;
  /** The same, and waits for the broker's word: rejects with the reason why the stream does not take them. */
  abstract sendAgain(records: readonly OutgoingRecord[]): Promise<void>;
  /** Told whenever the link has come up. */
  abstract onUp(listener: () => void): void;
  /** Told what the hub says it has committed or given up. */
  abstract onSettled(listener: (settled: Settled) => void): void;
}
