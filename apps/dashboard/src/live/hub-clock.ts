/** A `Date` header counts whole seconds and travels; less than this is no sign of a wrong clock. */
const SKEW_MS_MIN = 2_500;

/** What to add to this browser's clock to speak of the hub's time. A wall display's own clock may be minutes off. */
export function skewMs(serverMs: number, browserMs: number): number {
  const difference = serverMs - browserMs;
  return Math.abs(difference) < SKEW_MS_MIN ? 0 : difference;
}

type Listener = () => void;

/** The time now by the hub's clock, in whole seconds: one timer for everything on the page that ticks. */
export class HubClock {
  #skewMs = 0;
  #nowMs = wholeSecond(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #listeners = new Set<Listener>();

  readonly serverTime = (serverMs: number): void => {
    this.#skewMs = skewMs(serverMs, Date.now());
  };

  readonly nowMs = (): number => this.#nowMs;

  readonly subscribe = (listener: Listener): Listener => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(this.#tick, 1_000);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  readonly #tick = (): void => {
    this.#nowMs = wholeSecond(Date.now() + this.#skewMs);
    for (const listener of this.#listeners) listener();
  };
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
