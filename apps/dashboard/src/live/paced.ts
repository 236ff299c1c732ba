/**
 * Runs a job on request, never twice at once and never more often than every `intervalMs`.
 * However many requests come in between, one last run follows, so the newest state is always fetched.
 */
export class Paced {
  #isRunning = false;
  #isWanted = false;
  #isHurried = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly job: () => Promise<void>,
    private readonly intervalMs: number,
  ) {}

  request(): void {
    this.#isWanted = true;
    if (!this.#isRunning && this.#timer === undefined) void this.#run();
  }

  /** Like `request`, without waiting for the interval to pass: for when a person waits for the answer. */
  hurry(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isHurried = this.#isRunning;
    this.request();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    if (this.#isStopped) return;
    this.#isWanted = false;
    this.#isRunning = true;
    await this.job();
    this.#isRunning = false;
    if (this.#isStopped) return;
    const waitMs = this.#isHurried ? 0 : this.intervalMs;
    this.#isHurried = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isWanted) void this.#run();
    }, waitMs);
  }
}
