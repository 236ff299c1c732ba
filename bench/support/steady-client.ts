import { Agent } from 'undici';
import type { Dispatcher } from 'undici';

export interface SteadyQuestions {
  readonly url: string;
  readonly key: string;
  /** Asked in turn. */
  readonly paths: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
  readonly localAddress?: string;
}

export interface SteadyAnswers {
  /** Milliseconds from when each was due to be asked to the end of its answer, the shortest first. */
  readonly times: readonly number[];
  readonly failed: number;
}

/**
 * Asks at evenly spaced times, whether or not earlier answers have come: what waits for a slow answer is counted as
 * waiting. autocannon sends each second's requests at once, and would measure its own queue.
 */
export async function askSteadily(questions: SteadyQuestions): Promise<SteadyAnswers> {
  const { url, key, paths, perSecond, seconds, localAddress } = questions;
  const agent = new Agent(localAddress === undefined ? {} : { connect: { localAddress } });
  const times: number[] = [];
  let failed = 0;
  const ask = async (path: string, dueMs: number) => {
    const status = await statusOf(agent, url, path, key).catch(() => 0);
    times.push(performance.now() - dueMs);
    if (status !== 200) failed += 1;
  };
  const startedMs = performance.now();
  const asked: Promise<void>[] = [];
  while (asked.length < perSecond * seconds) {
    const dueMs = startedMs + (asked.length * 1_000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    asked.push(ask(paths[asked.length % paths.length] ?? '/', dueMs));
  }
  await Promise.all(asked);
  await agent.close();
  return { times: times.sort((a, b) => a - b), failed };
}

/** Nothing is made of the answer: what the asking program does for itself would be counted as waiting. */
function statusOf(agent: Dispatcher, origin: string, path: string, key: string): Promise<number> {
  return new Promise((done, fail) => {
    let status = 0;
    const headers = { authorization: `Bearer ${key}` };
    agent.dispatch(
      { origin, path, method: 'GET', headers },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, code) => (status = code),
        onResponseData: () => undefined,
        onResponseEnd: () => done(status),
        onResponseError: (_controller, error) => fail(error),
      },
    );
  });
}
