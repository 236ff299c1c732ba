import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { HubMetrics } from '../observability/hub-metrics.js';
import { answerOf } from './answer.js';
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
  readonly #counter: Counter<'from'>;
  #length = 0;

  constructor(@Inject(HubMetrics) metrics: HubMetrics) {
    this.#counter = new Counter({
      name: 'kerbline_kept_answers_total',
      help: 'Answers about past hours, by where they came from: kept, or made anew',
      labelNames: ['from'],
      registers: [metrics.registry],
    });
  }

  /** The answer to a question and how old it is. Who asks while it is being made waits for the same one. */
  async answer(question: string, make: () => Promise<object>): Promise<Answer & { readonly ageMs: number }> {
    const nowMs = performance.now();
    const known = this.#kept.get(question);
    if (known && known.untilMs > nowMs) {
      this.#kept.delete(question);
      this.#kept.set(question, known);
      this.#counter.inc({ from: 'kept' });
      return { ...known, ageMs: nowMs - known.madeMs };
    }
    let making = this.#making.get(question);
    if (!making) {
      this.#counter.inc({ from: 'made' });
      making = this.#make(question, make).finally(() => this.#making.delete(question));
      this.#making.set(question, making);
    }
    return { ...(await making), ageMs: 0 };
  }

  get length(): number {
    return this.#length;
  }

  async #make(question: string, make: () => Promise<object>): Promise<Answer> {
    const startedMs = performance.now();
    const answer = answerOf(await make());
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

function lengthOf(question: string, { json }: Answer): number {
  return question.length + json.length;
}
