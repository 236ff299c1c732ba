import type { SnapshotProblem, VisitEvent, VisitWatch, WatchSnapshot } from '#curb';
import type { ViewGuard, ViewReference } from '#detection';

/** What one camera's pipeline must know to go on where another one ended. */
export interface PipelineMemory {
  readonly watch: WatchSnapshot | null;
  readonly view: ViewReference | null;
}

/** How a pipeline began: with its memory, without any, or without it because it cannot be used. */
export type Beginning = 'resumed' | 'afresh' | SnapshotProblem;

/** The parts of its memory that are worth keeping now; what is left out has not changed much since. */
export type ToKeep = Partial<Pick<PipelineMemory, 'watch' | 'view'>>;

/** A visit is dated to a fraction of a second; what a killed process forgets is at most this long. */
const WATCH_PERIOD_MS = 1_000;
/** A view is learned within ten seconds and then follows the light over ten minutes. */
const VIEW_LEARNING_MS = 10_000;
const VIEW_PERIOD_MS = 600_000;

/** Says when a pipeline's memory is to be handed over: after each event, and else at a bounded rate of capture time. */
export class MemoryPace {
  #watchAtMs = -Infinity;
  #viewAtMs: number | null = null;
  #isViewKept = false;

  take(watch: VisitWatch, guard: ViewGuard | null, events: readonly VisitEvent[], atMs: number): ToKeep | null {
    const isWatchDue = events.length > 0 || atMs - this.#watchAtMs >= WATCH_PERIOD_MS;
    if (isWatchDue) this.#watchAtMs = atMs;
    const view = this.#viewIfDue(guard, atMs);
    if (!isWatchDue && !view) return null;
    return { ...(isWatchDue ? { watch: watch.snapshot() } : {}), ...(view ? { view } : {}) };
  }

  /** The view is learned anew: what was handed over no longer holds. */
  forgetView(): void {
    this.#viewAtMs = null;
    this.#isViewKept = false;
  }

  #viewIfDue(guard: ViewGuard | null, atMs: number): ViewReference | null {
    this.#viewAtMs ??= atMs;
    if (!guard || atMs - this.#viewAtMs < (this.#isViewKept ? VIEW_PERIOD_MS : VIEW_LEARNING_MS)) return null;
    this.#viewAtMs = atMs;
    const view = guard.reference();
    this.#isViewKept = view !== null;
    return view;
  }
}
