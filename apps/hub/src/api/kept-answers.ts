import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Forgettings } from '../cities/forgettings.js';
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

/** What an answer depends on. */
export interface Question {
  readonly cityId: string;
  readonly text: string;
}

interface KeptAnswer extends Answer {
  /** How often its city's data had been forgotten when it was made. */
  readonly forgettings: number;
  readonly madeMs: number;
  readonly untilMs: number;
}

interface Asked {
  readonly key: string;
  readonly cityId: string;
  readonly forgettings: number | null;
  readonly make: () => Promise<Answer>;
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
    @Inject(Forgettings) private readonly forgettings: Pick<Forgettings, 'known' | 'read'>,
  ) {
    this.#counter = new Counter({
      name: 'kerbline_kept_answers_total',
      help: 'Answers about past hours, by where they came from: kept, made anew, or kept because making them anew failed',
      labelNames: ['from'],
      registers: [metrics.registry],
    });
  }

  /**
   * The answer to a question and how old it is. Who asks while it is being made waits for the same one. One that was made
   * before its city's data were forgotten is not given any more.
   */
  async answer(question: Question, make: () => Promise<Answer>): Promise<Answer & { readonly ageMs: number }> {
    const nowMs = performance.now();
    const forgettings = this.forgettings.known(question.cityId, nowMs);
    // Not known: whether something was forgotten cannot be told, so nothing that was kept is given.
    const asked = { key: `${question.cityId} ${question.text}`, cityId: question.cityId, forgettings, make };
    const known = this.#kept.get(asked.key);
    const isSound = known !== undefined && forgettings !== null && known.forgettings >= forgettings;
    if (isSound && known.untilMs + STALE_MS_MAX > nowMs) {
      this.#kept.delete(asked.key);
      this.#kept.set(asked.key, known);
      this.#counter.inc({ from: 'kept' });
      if (known.untilMs <= nowMs) this.#renew(asked);
      return { text: known.text, etag: known.etag, ageMs: nowMs - known.madeMs };
    }
    return { ...(await this.#makeOnce(asked)), ageMs: 0 };
  }

  /** Where it cannot be made, or too many are under way, the old answer serves until somebody asks again. */
  #renew(asked: Asked): void {
    if (this.#renewing >= RENEWED_AT_ONCE_MAX || this.#making.has(makingKey(asked))) return;
    this.#renewing += 1;
    void this.#makeOnce(asked)
      .catch((error: unknown) => {
        this.#counter.inc({ from: 'failed' });
        this.log.warn('kept answer not made anew', errorFields(error));
      })
      .finally(() => (this.#renewing -= 1));
  }

  #makeOnce(asked: Asked): Promise<Answer> {
    const key = makingKey(asked);
    const known = this.#making.get(key);
    if (known) return known;
    const making = this.#make(asked).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  get length(): number {
    return this.#length;
  }

  async #make({ key, cityId, make }: Asked): Promise<Answer> {
    const startedMs = performance.now();
    // Read where the answer is read, and before it: what is forgotten meanwhile makes it one of before.
    const forgettings = await this.forgettings.read(cityId);
    const answer = await make();
    const madeMs = performance.now();
    const keptMs = Math.min(KEPT_MS_MAX, Math.max(KEPT_MS_MIN, KEPT_TIMES * (madeMs - startedMs)));
    this.#counter.inc({ from: 'made' });
    this.#keep(key, { ...answer, forgettings, madeMs, untilMs: madeMs + keptMs });
    return answer;
  }

  #keep(key: string, answer: KeptAnswer): void {
    this.#forget(key);
    this.#kept.set(key, answer);
    this.#length += lengthOf(key, answer);
    for (const [oldest] of this.#kept) {
      if (this.#length <= LENGTH_MAX) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const answer = this.#kept.get(key);
    if (!answer) return;
    this.#kept.delete(key);
    this.#length -= lengthOf(key, answer);
  }
}

/** Who asks after something was forgotten does not wait for an answer whose making began before. */
function makingKey({ key, forgettings }: Asked): string {
  return `${forgettings} ${key}`;
}

function lengthOf(key: string, { text }: Answer): number {
  return key.length + text.length;
}
