import type { ParkEnd, Visit, VisitEvent } from '#curb';

/** A visit that has begun and not ended, with the last moment at which its place was looked at. */
export interface OpenVisit {
  readonly visit: Visit;
  readonly lastSeenMs: number;
}

/** Where open visits outlive the process: one list a camera. */
export abstract class OpenVisitStore {
  /** The list saved last, empty when there is none or it cannot be read. */
  abstract load(cameraId: string): readonly OpenVisit[];
  /** Durable when it returns. Never throws: a full disk must not stop the watch. */
  abstract save(cameraId: string, visits: readonly OpenVisit[]): void;
}

/**
 * The visits of one camera that the hub believes to go on. When the memory of them is lost (a power cut, a worker that
 * died, new zones) they must not stay open for ever: they end at the last moment they were seen, marked as unseen ends.
 */
export class OpenVisits {
  #visits: Map<string, OpenVisit>;
  #lastLookMs = 0;

  constructor(
    private readonly cameraId: string,
    private readonly store: OpenVisitStore,
  ) {
    this.#visits = new Map(store.load(cameraId).map((open) => [open.visit.key, open]));
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
    this.store.save(this.cameraId, current);
  }

  /** The watch begins anew and knows nothing of these visits: their ends, each given once. */
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

  /** To be called once the ends of `interrupted` are on their way. */
  forget(): void {
    this.save();
  }
}
