import { beforeEach, describe, expect, it } from 'vitest';
import { workInRounds } from './work-in-rounds.js';

/** Never over in a test, so that what is not waited for is known by the test's end. */
const HOUR_MS = 3_600_000;

describe('work in rounds', () => {
  let closing: AbortController;
  let failures: unknown[];
  let rounds: number;
  const onFailure = (error: unknown) => void failures.push(error);
  /** Ends with the second round. */
  const untilTwo = () => {
    rounds += 1;
    if (rounds === 2) closing.abort();
  };

  beforeEach(() => {
    closing = new AbortController();
    failures = [];
    rounds = 0;
  });

  it('goes on after the rest', async () => {
    await workInRounds({ signal: closing.signal, restMs: 1, retryMs: HOUR_MS, onFailure }, () =>
      Promise.resolve(untilTwo()),
    );
    expect(rounds).toBe(2);
    expect(failures).toEqual([]);
  });

  it('tells of a round that failed, and tries again after a rest of its own', async () => {
    await workInRounds({ signal: closing.signal, restMs: HOUR_MS, retryMs: 1, onFailure }, () => {
      untilTwo();
      return rounds === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
    });
    expect(rounds).toBe(2);
    expect(failures).toEqual([new Error('away')]);
  });

  it('rests as long after a failure where nothing else is said', async () => {
    await workInRounds({ signal: closing.signal, restMs: 1, onFailure }, () => {
      untilTwo();
      return rounds === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
    });
    expect(rounds).toBe(2);
  });

  it('does not rest while there is more', async () => {
    await workInRounds({ signal: closing.signal, restMs: HOUR_MS, onFailure }, () => {
      untilTwo();
      return Promise.resolve('more');
    });
    expect(rounds).toBe(2);
  });

  it('ends with the round that says that it is done', async () => {
    await workInRounds({ signal: closing.signal, restMs: 1, onFailure }, () => {
      untilTwo();
      return Promise.resolve('done');
    });
    expect(rounds).toBe(1);
  });

  it('ends in the middle of a rest', async () => {
    let isResting = (): void => undefined;
    const begun = new Promise<void>((resolve) => (isResting = resolve));
    const done = workInRounds({ signal: closing.signal, restMs: HOUR_MS, onFailure }, () =>
      Promise.resolve(isResting()),
    );
    await begun;
    closing.abort();
    await done;
  });

  it('says nothing of what fails because of the end', async () => {
    await workInRounds({ signal: closing.signal, restMs: HOUR_MS, onFailure }, () => {
      closing.abort();
      return Promise.reject(new Error('closed'));
    });
    expect(failures).toEqual([]);
  });

  it('does not begin after the end', async () => {
    closing.abort();
    await workInRounds({ signal: closing.signal, restMs: 1, onFailure }, () => Promise.resolve(untilTwo()));
    expect(rounds).toBe(0);
  });
});
