import type { ParkEnd, Visit, VisitEvent, WatchSnapshot } from '#curb';
import type { ViewReference } from '#detection';
import type { OpenFault } from './comms.js';
import type { PipelineMemory, ToKeep } from './pipeline-memory.js';

/** A visit that has begun and not ended, with the last moment at which its place was looked at. */
export interface OpenVisit {
  readonly visit: Visit;
  readonly lastSeenMs: number;
}

/** What the hub believes of a camera and only this box can correct, and what the box needs to go on watching it. */
export interface Remembered {
  readonly visits: readonly OpenVisit[];
  readonly fault: OpenFault | null;
  /** Events that may not have become records yet. Telling them twice does no harm: a record's id is that of its event. */
  readonly unsent: readonly VisitEvent[];
  readonly watch: WatchSnapshot | null;
}

export const NOTHING_REMEMBERED: Remembered = { visits: [], fault: null, unsent: [], watch: null };

/** While nothing is told, who stands where is saved no more often than this: a card bears it for years. */
const SAVE_MS_MIN = 10_000;

/** A street's busiest second tells a few events, and their records are made within it. */
const UNSENT_MAX = 64;

/** Where it outlives the process. */
export abstract class CameraMemoryStore {
  /** What was saved last; nothing when there is none or it cannot be read. */
  abstract load(cameraId: string): Remembered;
  /** Durable when it returns. Never throws: a full disk must not stop the watch. */
  abstract save(cameraId: string, remembered: Remembered): void;
  /** The view that was learned for these zones and calibration; null when there is none. */
  abstract loadView(cameraId: string, street: string): ViewReference | null;
  /** Null forgets it. Never throws. */
  abstract saveView(cameraId: string, street: string, reference: ViewReference | null): void;
}

/**
 * The visits of one camera that the hub believes to go on, its fault, and the watch that told them: saved together, so
 * that they agree. Where the watch cannot be resumed (new zones, a damaged file) such visits must not stay open for
 * ever: they end at the last moment they were seen, marked as unseen ends. A fault ends with the first picture.
 */
export class CameraMemory {
  #fault: OpenFault | null;
  #visits: Map<string, OpenVisit>;
  #unsent: VisitEvent[];
  #watch: WatchSnapshot | null;
  #view: ViewReference | null;
  #lastLookMs = 0;
  #savedAtMs = -Infinity;
  #savedStands = '';

  /** `street` names the zones and calibration that a learned view belongs to. */
  constructor(
    private readonly cameraId: string,
    private readonly store: CameraMemoryStore,
    private readonly street = '',
  ) {
    const { visits, fault, unsent, watch } = store.load(cameraId);
    this.#visits = new Map(visits.map((open) => [open.visit.key, open]));
    this.#fault = fault;
    this.#unsent = [...unsent];
    this.#watch = watch;
    this.#view = store.loadView(cameraId, street);
  }

  /** The fault that the hub knows of and that has not ended. */
  get fault(): OpenFault | null {
    return this.#fault;
  }

  /** What the next pipeline of this camera begins with. */
  get pipeline(): PipelineMemory {
    return { watch: this.#watch, view: this.#view };
  }

  /** Events of an earlier process that may have been lost with it. */
  get unsent(): readonly VisitEvent[] {
    return this.#unsent;
  }

  rememberFault(fault: OpenFault | null): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.save();
  }

  /**
   * Takes what a look at `atMs` brought, with the watch as it was after it. Saved at once, before any of it is told,
   * when a visit began or ended: a watch that was older than what it told would tell it again under another key.
   */
  note(events: readonly VisitEvent[], atMs: number, kept: ToKeep | null = null): void {
    this.#lastLookMs = atMs;
    if (kept?.watch !== undefined) this.#watch = kept.watch;
    if (kept?.view) this.#rememberView(kept.view);
    for (const { type, visit } of events) {
      if (type === 'park_start') this.#visits.set(visit.key, { visit, lastSeenMs: atMs });
      else this.#visits.delete(visit.key);
    }
    this.#unsent = [...this.#unsent, ...events].slice(-UNSENT_MAX);
    const hasChanged = atMs - this.#savedAtMs >= SAVE_MS_MIN && standsOf(this.#watch) !== this.#savedStands;
    if (events.length > 0 || hasChanged) this.save();
  }

  /** These have become records. */
  sent(events: readonly VisitEvent[]): void {
    this.#unsent = this.#unsent.filter((event) => !events.includes(event));
  }

  /** What the camera shows is to be learned anew. */
  forgetView(): void {
    this.#rememberView(null);
  }

  /** Brings the saved moments up to date. */
  save(): void {
    const lookedMs = this.#lastLookMs;
    const current = [...this.#visits.values()].map(({ visit, lastSeenMs }) => ({
      visit,
      lastSeenMs: Math.max(lastSeenMs, lookedMs),
    }));
    this.#visits = new Map(current.map((open) => [open.visit.key, open]));
    this.#savedAtMs = lookedMs;
    this.#savedStands = standsOf(this.#watch);
    const unsent = [...this.#unsent];
    this.store.save(this.cameraId, { visits: current, fault: this.#fault, unsent, watch: this.#watch });
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
    this.#watch = null;
    this.#lastLookMs = 0;
    return ends;
  }

  #rememberView(view: ViewReference | null): void {
    this.#view = view;
    this.store.saveView(this.cameraId, this.street, view);
  }
}

/** What a change of is worth a write: who stands, what became of it, and whether it is leaving. */
function standsOf(watch: WatchSnapshot | null): string {
  const stands = watch?.stands ?? [];
  return stands.map(({ ordinal, state, leavingAtMs }) => `${ordinal}${state}${leavingAtMs ?? ''}`).join();
}
