import type { Fault } from '#events';

/** What kept a recording from being seen: the faults of a live camera, and two that only recordings have. */
export type RecordingFaultType = Fault | 'damaged' | 'shape_changed';

/** Times are capture times; nothing was seen between them. */
export interface RecordingFault {
  readonly type: RecordingFaultType;
  readonly startMs: number;
  readonly endMs: number;
}

/** Collects the faults of one recording. One of a type is open at a time. */
export class RecordingFaults {
  readonly #closed: RecordingFault[] = [];
  #open: Omit<RecordingFault, 'endMs'> | null = null;

  get isBlind(): boolean {
    return this.#open !== null;
  }

  /** Sight was lost after `startMs`; a further reason while it is lost changes nothing. */
  begin(type: RecordingFaultType, startMs: number): void {
    this.#open ??= { type, startMs };
  }

  /** Ends the open fault; a fault without length, where nothing was looked at, is none. */
  end(endMs: number): void {
    if (this.#open && endMs > this.#open.startMs) this.#closed.push({ ...this.#open, endMs });
    this.#open = null;
  }

  add(fault: RecordingFault): void {
    this.#closed.push(fault);
  }

  all(): readonly RecordingFault[] {
    return this.#closed;
  }

  /** How much of a time span nothing was seen. */
  blindMs(startMs: number, endMs: number): number {
    return this.#closed.reduce(
      (sum, fault) => sum + Math.max(0, Math.min(endMs, fault.endMs) - Math.max(startMs, fault.startMs)),
      0,
    );
  }
}
