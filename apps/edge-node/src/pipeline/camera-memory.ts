import type { ParkEnd, Visit, VisitEvent } from '#curb';
import type { OpenFault } from './comms.js';

/** A visit that has begun and not ended, with the last moment at which its place was looked at. */
export interface OpenVisit {
  readonly visit: Visit;
  readonly lastSeenMs: number;
}

/** What the hub believes of a camera and only this box can correct. */
export interface Remembered {
  readonly visits: readonly OpenVisit[];
  readonly fault: OpenFault | null;
}

export const NOTHING_REMEMBERED: Remembered = { visits: [], fault: null };

/** Where it outlives the process. */
export abstract class CameraMemoryStore {
  /** What was saved last; nothing when there is none or it cannot be read. */
  abstract load(cameraId: string): Remembered;
  /** Durable when it returns. Never throws: a full disk must not stop the watch. */
  abstract save(cameraId: string, remembered: Remembered): void;
}

/**
 * The visits of one camera that the hub believes to go on, and its fault. When the watch begins anew (a power cut, a
 * worker that died, new zones) such visits must not stay open for ever: they end at the last moment they were seen,
 * marked as unseen ends. A fault ends with the first picture.
 */
export class CameraMemory {
  #fault: OpenFault | null;
  #visits: Map<string, OpenVisit>;
  #lastLookMs = 0;

  constructor(
    private readonly cameraId: string,
    private readonly store: CameraMemoryStore,
  ) {
    const { visits, fault } = store.load(cameraId);
    this.#visits = new Map(visits.map((open) => [open.visit.key, open]));
    this.#fault = fault;
  }

  /** The fault that the hub knows of and that has not ended. */
  get fault(): OpenFault | null {
    return this.#fault;
  }

  rememberFault(fault: OpenFault | null): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.save();
  }

  /** Takes what a look at `atMs` brought; saved at once when a visit began or ended. */
  note(events: readonly VisitEvent[], atMs: number): void {
    this.#lastLookMs = atMs;
    if (events.length === 0) return;
    for (const { type, visit } of events) {
      if (type === 'park_start') this.#visits.set(visit.key, { visit, lastSeenMs: atMs });
      else this.#visits.delete(visit.key);
    }
    this.save();
  }

  /** Brings the saved moments up to date. */
  save(): void {
    const lookedMs = this.#lastLookMs;
    const current = [...this.#visits.values()].map(({ visit, lastSeenMs }) => ({
      visit,
      lastSeenMs: Math.max(lastSeenMs, lookedMs),
    }));
    this.#visits = new Map(current.map((open) => [open.visit.key, open]));
    this.store.save(this.cameraId, { visits: current, fault: this.#fault });
  }

  /** The watch begins anew and knows nothing of these visits: their ends. `save` forgets them, once these are on their way. */
  interrupted(): ParkEnd[] {
    this.save();
    const ends = [...this.#visits.values()].map(({ visit, lastSeenMs }): ParkEnd => ({
      type: 'park_end',
      atMs: Math.max(visit.startMs, lastSeenMs),
      visit,
      endCensored: true,
      blindMs: 0,
    }));
    this.#visits.clear();
    this.#lastLookMs = 0;
    return ends;
  }
}
