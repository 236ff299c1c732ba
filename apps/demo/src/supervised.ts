import { setTimeout as delay } from 'node:timers/promises';
import type { RunningService } from '#local-services';
import { afterDeath } from './restart-policy.js';

export interface Supervision {
  /** Told in plain words what happened to it. */
  readonly say: (sentence: string) => void;
  /** The set of running processes changed. */
  readonly changed: () => Promise<void>;
  /** It keeps dying, and starting it again does not help. */
  readonly giveUp: (reason: string) => void;
}

/** One part of the demo: started, started again when it dies, stopped. */
export class Supervised {
  private running: RunningService | null = null;
  private watching: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private readonly deathsMs: number[] = [];

  constructor(
    /** What scripts call it in demo.json. */
    readonly key: string,
    /** What a person calls it. */
    readonly name: string,
    private readonly start: () => Promise<RunningService>,
    private readonly supervision: Supervision,
  ) {}

  get pid(): number | null {
    return this.running?.pid ?? null;
  }

  async begin(): Promise<RunningService> {
    const running = await this.start();
    this.running = running;
    await this.supervision.changed();
    this.watching = this.watch(running);
    return running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.stop();
    await this.watching;
    this.running = null;
  }

  private async watch(first: RunningService): Promise<void> {
    const { signal } = this.stopping;
    let running: RunningService | null = first;
    while (running !== null) {
      await running.ended;
      if (signal.aborted) return;
      running = await this.startAgain();
    }
  }

  /** Null when we are stopping or gave up. */
  private async startAgain(): Promise<RunningService | null> {
    const { signal } = this.stopping;
    this.deathsMs.push(performance.now());
    const next = afterDeath(this.deathsMs);
    if (next.do === 'give up') {
      this.supervision.giveUp(`${this.name} keeps ending by itself`);
      return null;
    }
    this.supervision.say(`${this.name} ended by itself and is started again`);
    try {
      await delay(next.delayMs, undefined, { signal });
      const running = await this.start();
      this.running = running;
      await this.supervision.changed();
      if (signal.aborted) {
        await running.stop();
        return null;
      }
      this.supervision.say(`${this.name} is back`);
      return running;
    } catch {
      return signal.aborted ? null : this.startAgain();
    }
  }
}
