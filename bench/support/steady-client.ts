import { Agent, get } from 'node:http';

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
  const agent = new Agent({ keepAlive: true, ...(localAddress === undefined ? {} : { localAddress }) });
  const times: number[] = [];
  let failed = 0;
  const ask = async (path: string, dueMs: number) => {
    const status = await statusOf(`${url}${path}`, key, agent).catch(() => 0);
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
  agent.destroy();
  return { times: times.sort((a, b) => a - b), failed };
}

function statusOf(url: string, key: string, agent: Agent): Promise<number> {
  return new Promise((done, fail) => {
    get(url, { agent, headers: { authorization: `Bearer ${key}` } }, (response) => {
      response.resume().on('end', () => done(response.statusCode ?? 0));
    }).on('error', fail);
  });
}
