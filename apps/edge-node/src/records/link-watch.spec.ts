import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LinkWatch } from './link-watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the watch over a link', () => {
  it('asks for a sign of life when the hub has not answered for 0.75 s, and gives it 1.5 s', async () => {
    const { watch, asked } = begin();
    watch.awaits();
    await vi.advanceTimersByTimeAsync(749);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual([1_500]);
  });

  it('asks nothing when the hub answers in time', async () => {
    const { watch, asked } = begin();
    watch.awaits();
    await vi.advanceTimersByTimeAsync(700);
    watch.heard();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
  });

  it('asks nothing while nothing waits, and once while the same waits on', async () => {
    const { watch, asked } = begin();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
    watch.awaits();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
  });

  it('waits from the first that was sent, however many follow', async () => {
    const { watch, asked } = begin();
    for (let ms = 0; ms < 1_000; ms += 50) {
      watch.awaits();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(asked).toHaveLength(1);
  });

  it('doubles its patience up to 12 s while the hub stays silent, and begins anew once it is heard', async () => {
    const { watch, asked } = begin();
    for (let i = 0; i < 6; i++) {
      watch.awaits();
      await vi.advanceTimersByTimeAsync(12_000);
    }
    expect(asked).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 24_000]);
    watch.heard();
    watch.awaits();
    await vi.advanceTimersByTimeAsync(750);
    expect(asked.at(-1)).toBe(1_500);
  });

  it('rests while the link is down', async () => {
    const { watch, asked } = begin();
    watch.awaits();
    watch.rest();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
  });
});

function begin() {
  const asked: number[] = [];
  const watch = new LinkWatch((answerMs) => {
    asked.push(answerMs);
    return Promise.resolve(true);
  });
  return { watch, asked };
}
