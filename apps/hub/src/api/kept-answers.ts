import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import type { Answer } from './answer.js';

/** An answer is kept a hundred times as long as it took: no question takes more than a hundredth of a processor. */
const KEPT_TIMES = 100;
/**
 * But so long at least: of past hours a minute is little, and 500 places asked about in turn, at 20 ms each, come from
 * memory; with 10 s each had to be made anew when its turn came.
 */
const KEPT_MS_MIN = 60_000;
/** And no longer, however long it took: records that come late are to show. */
const KEPT_MS_MAX = 300_000;
/** From then on it is made anew while those who ask still get the old one; later than this, they wait. */
const STALE_MS_MAX = 300_000;
/** Answers made anew in the background at once: what was asked together is due together, and questions of now go first. */
const RENEWED_AT_ONCE_MAX = 2;
/** Characters of all answers together; those not asked for longest go first. */
const LENGTH_MAX = 32_000_000;

interface KeptAnswer extends Answer {
  readonly madeMs: number;
  readonly untilMs: number;
}

/** Answers about sums of past hours, which hardly change and are dear: asked for again they come from here. */
@Injectable()
export class KeptAnswers {
  readonly #kept = new Map<string, KeptAnswer>();
  readonly #making = new Map<string, Promise<Answer>>();
  #renewing = 0;
  readonly #counter: Counter<'from'>;
  #length = 0;

  constructor(
    @Inject(HubMetrics) metrics: HubMetrics,
    @Inject(HubLog) private readonly log: HubLog,
  ) {
    this.#counter = new Counter({
      name: 'kerbline_kept_answers_total',
      help: 'Answers about past hours, by where they came from: kept, made anew, or kept because making them anew failed',
      labelNames: ['from'],
      registers: [metrics.registry],
    });
  }

  /** The answer to a question and how old it is. Who asks while it is being made waits for the same one. */
  async answer(question: string, make: () => Promise<Answer>): Promise<Answer & { readonly ageMs: number }> {
    const nowMs = performance.now();
    const known = this.#kept.get(question);
    if (known && known.untilMs + STALE_MS_MAX > nowMs) {
      this.#kept.delete(question);
      this.#kept.set(question, known);
      this.#counter.inc({ from: 'kept' });
      if (known.untilMs <= nowMs) this.#renew(question, make);
      return { ...known, ageMs: nowMs - known.madeMs };
    }
    return { ...(await this.#makeOnce(question, make)), ageMs: 0 };
  }

  /** Where it cannot be made, or too many are under way, the old answer serves until somebody asks again. */
  #renew(question: string, make: () => Promise<Answer>): void {
    if (this.#renewing >= RENEWED_AT_ONCE_MAX || this.#making.has(question)) return;
    this.#renewing += 1;
    void this.#makeOnce(question, make)
      .catch((error: unknown) => {
        this.#counter.inc({ from: 'failed' });
        this.log.warn('kept answer not made anew', errorFields(error));
      })
      .finally(() => (this.#renewing -= 1));
  }

  #makeOnce(question: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = this.#making.get(question);
    if (known) return known;
    this.#counter.inc({ from: 'made' });
    const making = this.#make(question, make).finally(() => this.#making.delete(question));
    this.#making.set(question, making);
    return making;
  }

  get length(): number {
    return this.#length;
  }

  async #make(question: string, make: () => Promise<Answer>): Promise<Answer> {
    const startedMs = performance.now();
    const answer = await make();
    const madeMs = performance.now();
    const keptMs = Math.min(KEPT_MS_MAX, Math.max(KEPT_MS_MIN, KEPT_TIMES * (madeMs - startedMs)));
    this.#keep(question, { ...answer, madeMs, untilMs: madeMs + keptMs });
    return answer;
  }

  #keep(question: string, answer: KeptAnswer): void {
    this.#forget(question);
    this.#kept.set(question, answer);
    this.#length += lengthOf(question, answer);
    for (const [oldest] of this.#kept) {
      if (this.#length <= LENGTH_MAX) return;
      this.#forget(oldest);
    }
  }

  #forget(question: string): void {
    const answer = this.#kept.get(question);
    if (!answer) return;
    this.#kept.delete(question);
    this.#length -= lengthOf(question, answer);
  }
}

function lengthOf(question: string, { text }: Answer): number {
  return question.length + text.length;
}
