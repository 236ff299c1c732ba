/** Traffic is usually counted by five minutes: enough vehicles for a number, fine enough to see a blocked lane. */
export const FLOW_PERIOD_MS = 300_000;
/** Of a longer time without sight only the last day is told, period by period: one may be as long as a wrong clock says. */
const PERIODS_AT_ONCE_MAX = 86_400_000 / FLOW_PERIOD_MS;

/** A period that has ended, and how much of it was not seen. */
export interface EndedPeriod {
  readonly startMs: number;
  readonly blindMs: number;
}

/** Divides time at the five-minute marks of the epoch, and knows how much of each period was seen. */
export class FlowPeriods {
  #startMs: number | null = null;
  #atMs = 0;
  #observedMs = 0;

  /** Time goes on to `atMs`, seen or not. The periods that end with it, oldest first. */
  advance(atMs: number, isSeen: boolean): EndedPeriod[] {
    if (this.#startMs === null) {
      this.#startMs = markBefore(atMs);
      this.#atMs = atMs;
      return [];
    }
    const ended: EndedPeriod[] = [];
    for (let endMs = this.#startMs + FLOW_PERIOD_MS; endMs <= atMs; endMs = this.#startMs + FLOW_PERIOD_MS) {
      if (isSeen) this.#observedMs += endMs - this.#atMs;
      ended.push({ startMs: this.#startMs, blindMs: FLOW_PERIOD_MS - this.#observedMs });
      this.#startMs = Math.max(endMs, markBefore(atMs) - PERIODS_AT_ONCE_MAX * FLOW_PERIOD_MS);
      this.#atMs = this.#startMs;
      this.#observedMs = 0;
    }
    if (isSeen) this.#observedMs += atMs - this.#atMs;
    this.#atMs = atMs;
    return ended;
  }
}

function markBefore(atMs: number): number {
  return Math.floor(atMs / FLOW_PERIOD_MS) * FLOW_PERIOD_MS;
}
