import type { CurbRecord } from '#events';

/** Where a camera's records go. Whoever stands behind it keeps them until the hub's stream has them. */
export abstract class RecordSink {
  /** Resolves when the record is as safe as this box can make it; records leave in the order they were put. */
  abstract put(record: CurbRecord): Promise<void>;
  /** Waits until everything put has been taken by the stream, at most `patienceMs`. */
  abstract drain(patienceMs: number): Promise<void>;
}

/** The way to the hub's stream. Throws when the stream did not take the record; `RangeError` when it never could. */
export abstract class RecordUplink {
  abstract publish(record: CurbRecord): Promise<{ readonly bytes: number; readonly duplicate: boolean }>;
}
