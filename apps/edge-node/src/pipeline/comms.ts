import type { CurbRecord, Fault } from '#events';
import type { CurbRecords } from '../records/curb-records.js';

/** A camera's fault that the hub knows of and that has not ended. */
export interface OpenFault {
  readonly fault: Fault;
  readonly lostAtMs: number;
}

/**
 * Whether a camera can be relied on, as records. A loss is known at once (`lose`) but declared only when it lasts
 * (`declare`): cameras drop a connection now and then, and one that is back within seconds was never away for a city.
 */
export class Comms {
  #declared: OpenFault | null;
  #pending: OpenFault | null = null;

  /** `resumed` is the fault that an earlier session of this camera left open. */
  constructor(
    private readonly records: CurbRecords,
    resumed: OpenFault | null,
  ) {
    this.#declared = resumed;
  }

  /** The fault that stands declared now. */
  get fault(): OpenFault | null {
    return this.#declared;
  }

  /** Sight was lost at `lostAtMs`, undeclared as yet. */
  lose(fault: Fault, lostAtMs: number): void {
    if (!this.#declared) this.#pending ??= { fault, lostAtMs };
  }

  /** The loss has lasted: its record, if it has none yet. */
  declare(recordedAtMs: number): readonly CurbRecord[] {
    if (!this.#pending) return [];
    const { fault, lostAtMs } = (this.#declared = this.#pending);
    this.#pending = null;
    return [this.records.ofLoss(fault, lostAtMs, recordedAtMs)];
  }

  /** A picture again: the record that ends a declared loss. */
  regain(restoredAtMs: number, recordedAtMs: number): readonly CurbRecord[] {
    this.#pending = null;
    const ended = this.#declared;
    this.#declared = null;
    return ended ? [this.records.ofRecovery(ended.fault, ended.lostAtMs, restoredAtMs, recordedAtMs)] : [];
  }

  /** The box stops watching: declared at once, unless a fault stands already. */
  stop(lostAtMs: number, recordedAtMs: number): readonly CurbRecord[] {
    this.lose('stopped', lostAtMs);
    return this.declare(recordedAtMs);
  }
}
