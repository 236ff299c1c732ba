import type { ServerResponse } from 'node:http';
import { problemView } from '../api/problem.js';

/** Made once: a flood's answers are all the same. */
const BODY = Buffer.from(
  JSON.stringify(
    problemView(429, 'Too Many Requests', 'more is asked than may be; ask again after the time in Retry-After'),
  ),
);
/** Of whoever sends more than can even be refused, connections are cut. */
const WAITING_MAX = 1_000;

/**
 * Answers 429, one in each turn of the event loop. A burst of refusals would otherwise be written in one go, and what
 * others asked would wait for all of it, once for each step of their answers.
 */
export class Refusals {
  readonly #waiting: { readonly response: ServerResponse; readonly waitMs: number }[] = [];
  #isAnswering = false;

  add(response: ServerResponse, waitMs: number): void {
    if (this.#waiting.length >= WAITING_MAX) {
      response.destroy();
      return;
    }
    this.#waiting.push({ response, waitMs });
    if (this.#isAnswering) return;
    this.#isAnswering = true;
    setImmediate(this.#answerOne);
  }

  readonly #answerOne = (): void => {
    const refused = this.#waiting.shift();
    this.#isAnswering = this.#waiting.length > 0;
    if (this.#isAnswering) setImmediate(this.#answerOne);
    if (refused) answer(refused.response, refused.waitMs);
  };
}

function answer(response: ServerResponse, waitMs: number): void {
  response.writeHead(429, {
    'Content-Type': 'application/problem+json',
    'Content-Length': BODY.length,
    'Retry-After': Math.ceil(waitMs / 1_000),
    'Cache-Control': 'no-store',
  });
  response.end(BODY);
}
