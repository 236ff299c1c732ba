import { describe, expect, it } from 'vitest';
import { ATTEMPTS_MAX, retryWaitMs } from './retry-wait.js';

const waits = (chance: number) =>
  Array.from({ length: ATTEMPTS_MAX - 1 }, (_, index) => retryWaitMs(index + 1, chance));

describe('the waits between tries', () => {
  it('grow from ten seconds to six hours', () => {
    expect(waits(0.5)).toEqual([10, 30, 90, 270, 810, 2_430, 7_290, 21_600, 21_600].map((s) => s * 1_000));
  });

  it('are longer or shorter by a fifth, by chance', () => {
    expect([retryWaitMs(1, 0), retryWaitMs(1, 1)]).toEqual([8_000, 12_000]);
  });

  it('take more than half a day and less than a day together, whatever the chance', () => {
    for (const chance of [0, 1]) {
      const hours = waits(chance).reduce((a, b) => a + b) / 3_600_000;
      expect(hours).toBeGreaterThan(12);
      expect(hours).toBeLessThan(24);
    }
  });
});
