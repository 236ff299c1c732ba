/**
 * The hub's word on a record takes some 50 ms. After the first silence each wait is doubled, so that a hub that is away
 * costs a few pings, and a link that is merely slow is not given up again and again. Beyond the last the client's own
 * pings notice as soon.
 */
const SILENCE_MS_MIN = 750;
const SILENCE_MS_MAX = 12_000;
/** The broker gets twice as long to answer as the hub was silent. */
const ANSWER_SHARE = 2;

/** Resolves with false when the broker gave no sign of life in so long. */
export type ProveLink = (answerMs: number) => Promise<boolean>;

/**
 * Notices that the link is dead while records wait for the hub's word: after some silence the broker is asked for a sign
 * of life. Nothing is asked while nothing waits.
 */
export class LinkWatch {
  #silenceMs = SILENCE_MS_MIN;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly prove: ProveLink) {}

  /** Something has left that the hub answers. */
  awaits(): void {
    this.#timer ??= setTimeout(() => void this.#ask(), this.#silenceMs);
  }

  /** The hub has answered something. */
  heard(): void {
    this.#silenceMs = SILENCE_MS_MIN;
    this.rest();
  }

  /** The link is down: there is nothing to watch. */
  rest(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #ask(): Promise<void> {
    const [fired, silenceMs] = [this.#timer, this.#silenceMs];
    this.#silenceMs = Math.min(SILENCE_MS_MAX, silenceMs * 2);
    await this.prove(silenceMs * ANSWER_SHARE);
    // Another is set when the hub was heard meanwhile and something has left since.
    if (this.#timer === fired) this.rest();
  }
}
