import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Paced } from './paced.js';

describe('a paced job', () => {
  let runs = 0;
  const job = (): Promise<void> => {
    runs++;
    return Promise.resolve();
  };

  beforeEach(() => {
    runs = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at once when first asked', () => {
    new Paced(job, 1_000).request();
    expect(runs).toBe(1);
  });

  it('runs once more after a burst of requests, when its interval is over', async () => {
    const paced = new Paced(job, 1_000);
    for (let i = 0; i < 50; i++) paced.request();
    await vi.advanceTimersByTimeAsync(999);
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toBe(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(runs).toBe(2);
  });

  it('runs again at once when it is hurried', async () => {
    const paced = new Paced(job, 1_000);
    paced.request();
    paced.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(runs).toBe(2);
  });

  it('does not run after it was stopped', async () => {
    const paced = new Paced(job, 1_000);
    paced.request();
    paced.request();
    paced.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(1);
  });
});
