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
  /** How often the city's data were forgotten: as the hub has heard, and as the rows tell that an answer is made from. */
  let forgettings: { known: number | null; read: number };
  const ask = (text: string, make: () => Promise<Answer>) => answers.answer({ cityId: 'springfield', text }, make);
  /** Takes so long to work out. */
  const make = (tookMs: number) => () => {
    made += 1;
    vi.advanceTimersByTime(tookMs);
    return Promise.resolve(answerOf({ made }));
  };

  const counted = async (): Promise<Record<string, number>> => {
    const lines = (await metrics.registry.metrics()).matchAll(/^kerbline_kept_answers_total\{from="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries([...lines].map(([, from = '', count]) => [from, Number(count)]));
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    metrics = new HubMetrics();
    forgettings = { known: 0, read: 0 };
    answers = new KeptAnswers(metrics, new HubLog('silent'), {
      known: () => forgettings.known,
      read: () => Promise.resolve(forgettings.read),
    });
    made = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is made once for all who ask for it at the same time', async () => {
    const [one, other] = await Promise.all([ask('q', make(5)), ask('q', make(5))]);
    expect(made).toBe(1);
    expect(other.text).toBe(one.text);
  });

  it('is kept for a minute when it took little, and says how old it is', async () => {
    await ask('q', make(1));
    vi.advanceTimersByTime(59_999);
    expect(await ask('q', make(1))).toMatchObject({ text: '{"made":1}', ageMs: 59_999 });
    expect(made).toBe(1);
  });

  it('is made anew from then on, while who asks gets the old one, and is new for who asks next', async () => {
    await ask('q', make(0));
    vi.advanceTimersByTime(60_000);
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":1}', ageMs: 60_000 });
    await vi.waitFor(async () => expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}' }));
    expect(made).toBe(2);
  });

  it('is waited for when it is five minutes older than that', async () => {
    await ask('q', make(0));
    vi.advanceTimersByTime(60_000 + 300_000);
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}', ageMs: 0 });
  });

  it('is made anew beside one other at most: the third keeps its old one until it is asked for again', async () => {
    const never = () => {
      made += 1;
      return new Promise<Answer>(() => undefined);
    };
    for (const question of ['a', 'b', 'c']) await ask(question, make(0));
    vi.advanceTimersByTime(60_000);
    for (const question of ['a', 'b', 'c', 'a']) await ask(question, never);
    expect(made).toBe(5);
    // Who has no answer at all is not held up by those.
    expect(await ask('d', make(0))).toMatchObject({ ageMs: 0 });
  });

  it('stays when it could not be made anew, and is tried again', async () => {
    await ask('q', make(0));
    vi.advanceTimersByTime(60_000);
    expect(await ask('q', () => Promise.reject(new Error('away')))).toMatchObject({ text: '{"made":1}' });
    await vi.waitFor(async () => expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}' }));
    expect(await counted()).toMatchObject({ made: 2, failed: 1 });
  });

  it('is kept a hundred times as long as it took, but for no more than five minutes', async () => {
    await ask('dear', make(1_000));
    await ask('dearest', make(9_000));
    // 'dearest' took 9 s more, so 'dear' is 9 s older than it.
    vi.advanceTimersByTime(90_999);
    await ask('dear', make(0));
    expect(made).toBe(2);
    vi.advanceTimersByTime(1);
    await ask('dear', make(0));
    expect(made).toBe(3);
    vi.advanceTimersByTime(208_999);
    await ask('dearest', make(0));
    expect(made).toBe(3);
    vi.advanceTimersByTime(1);
    await ask('dearest', make(0));
    expect(made).toBe(4);
  });

  it('is made anew once the hub has heard that something was forgotten, and not before', async () => {
    await ask('q', make(0));
    forgettings.read = 1;
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":1}' });
    forgettings.known = 1;
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}', ageMs: 0 });
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}' });
  });

  it('is not kept where it was made from rows of before, as of a copy that is behind', async () => {
    forgettings = { known: 1, read: 0 };
    await ask('q', make(0));
    forgettings.read = 1;
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}' });
    await ask('q', make(0));
    expect(made).toBe(2);
  });

  it('is not waited for where its making began before something was forgotten', async () => {
    let finish: (answer: Answer) => void = () => undefined;
    const early = ask('q', () => new Promise<Answer>((resolve) => (finish = resolve)));
    forgettings = { known: 1, read: 1 };
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":1}' });
    finish(answerOf({ made: 'before' }));
    await early;
    expect(await ask('q', make(0))).not.toMatchObject({ text: '{"made":"before"}' });
  });

  it('is made each time while the hub cannot hear whether something was forgotten', async () => {
    await ask('q', make(0));
    forgettings.known = null;
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}', ageMs: 0 });
    forgettings.known = 0;
    expect(await ask('q', make(0))).toMatchObject({ text: '{"made":2}' });
  });

  it('is not kept when it could not be made', async () => {
    await expect(ask('q', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await ask('q', make(1))).toMatchObject({ text: '{"made":1}' });
  });

  it('makes room for others when they are too long together: the one not asked for longest goes', async () => {
    const long = () => {
      made += 1;
      return Promise.resolve({ text: 'x'.repeat(15_000_000), etag: '"x"' });
    };
    await ask('first', long);
    await ask('second', long);
    await ask('first', long);
    await ask('third', long);
    expect(answers.length).toBeLessThanOrEqual(32_000_000);
    await ask('first', long);
    expect(made).toBe(3);
    await ask('second', long);
    expect(made).toBe(4);
  });
});
