import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HubMetrics } from '../observability/hub-metrics.js';
import { HubLog } from '../log/hub-log.js';
import { answerOf } from './answer.js';
import type { Answer } from './answer.js';
import { KeptAnswers } from './kept-answers.js';

describe('an answer about past hours', () => {
  let answers: KeptAnswers;
  let metrics: HubMetrics;
  let made: number;
  /** Takes so long to work out. */
  const make = (tookMs: number) => () => {
    made += 1;
    vi.advanceTimersByTime(tookMs);
    return Promise.resolve(answerOf({ made }));
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    metrics = new HubMetrics();
    answers = new KeptAnswers(metrics, new HubLog('silent'));
    made = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is made once for all who ask for it at the same time', async () => {
    const [one, other] = await Promise.all([answers.answer('q', make(5)), answers.answer('q', make(5))]);
    expect(made).toBe(1);
    expect(other.text).toBe(one.text);
  });

  it('is kept for a minute when it took little, and says how old it is', async () => {
    await answers.answer('q', make(1));
    vi.advanceTimersByTime(59_999);
    expect(await answers.answer('q', make(1))).toMatchObject({ text: '{"made":1}', ageMs: 59_999 });
    expect(made).toBe(1);
  });

  it('is made anew from then on, while who asks gets the old one, and is new for who asks next', async () => {
    await answers.answer('q', make(0));
    vi.advanceTimersByTime(60_000);
    expect(await answers.answer('q', make(0))).toMatchObject({ text: '{"made":1}', ageMs: 60_000 });
    await vi.waitFor(async () => expect(await answers.answer('q', make(0))).toMatchObject({ text: '{"made":2}' }));
    expect(made).toBe(2);
  });

  it('is waited for when it is five minutes older than that', async () => {
    await answers.answer('q', make(0));
    vi.advanceTimersByTime(60_000 + 300_000);
    expect(await answers.answer('q', make(0))).toMatchObject({ text: '{"made":2}', ageMs: 0 });
  });

  it('is made anew beside one other at most: the third keeps its old one until it is asked for again', async () => {
    const never = () => {
      made += 1;
      return new Promise<Answer>(() => undefined);
    };
    for (const question of ['a', 'b', 'c']) await answers.answer(question, make(0));
    vi.advanceTimersByTime(60_000);
    for (const question of ['a', 'b', 'c', 'a']) await answers.answer(question, never);
    expect(made).toBe(5);
    // Who has no answer at all is not held up by those.
    expect(await answers.answer('d', make(0))).toMatchObject({ ageMs: 0 });
  });

  it('stays when it could not be made anew, and is tried again', async () => {
    await answers.answer('q', make(0));
    vi.advanceTimersByTime(60_000);
    expect(await answers.answer('q', () => Promise.reject(new Error('away')))).toMatchObject({ text: '{"made":1}' });
    await vi.waitFor(async () => expect(await answers.answer('q', make(0))).toMatchObject({ text: '{"made":2}' }));
    expect(await metrics.registry.metrics()).toContain('kerbline_kept_answers_total{from="failed"} 1');
  });

  it('is kept a hundred times as long as it took, but for no more than five minutes', async () => {
    await answers.answer('dear', make(1_000));
    await answers.answer('dearest', make(9_000));
    // 'dearest' took 9 s more, so 'dear' is 9 s older than it.
    vi.advanceTimersByTime(90_999);
    await answers.answer('dear', make(0));
    expect(made).toBe(2);
    vi.advanceTimersByTime(1);
    await answers.answer('dear', make(0));
    expect(made).toBe(3);
    vi.advanceTimersByTime(208_999);
    await answers.answer('dearest', make(0));
    expect(made).toBe(3);
    vi.advanceTimersByTime(1);
    await answers.answer('dearest', make(0));
    expect(made).toBe(4);
  });

  it('is not kept when it could not be made', async () => {
    await expect(answers.answer('q', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await answers.answer('q', make(1))).toMatchObject({ text: '{"made":1}' });
  });

  it('makes room for others when they are too long together: the one not asked for longest goes', async () => {
    const long = () => {
      made += 1;
      return Promise.resolve({ text: 'x'.repeat(15_000_000), etag: '"x"' });
    };
    await answers.answer('first', long);
    await answers.answer('second', long);
    await answers.answer('first', long);
    await answers.answer('third', long);
    expect(answers.length).toBeLessThanOrEqual(32_000_000);
    await answers.answer('first', long);
    expect(made).toBe(3);
    await answers.answer('second', long);
    expect(made).toBe(4);
  });
});
