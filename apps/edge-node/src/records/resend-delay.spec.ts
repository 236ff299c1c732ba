import { describe, expect, it } from 'vitest';
import { resendDelayMs } from './resend-delay.js';

describe('the wait for the hub', () => {
  it('doubles with each attempt, from ten seconds to an hour', () => {
    expect([1, 2, 3, 9, 10, 1_000].map((attempts) => resendDelayMs(attempts, 1))).toEqual([
      10_000, 20_000, 40_000, 2_560_000, 3_600_000, 3_600_000,
    ]);
  });

  it('is at least half of that, by chance', () => {
    expect(resendDelayMs(1, 0)).toBe(5_000);
    expect(resendDelayMs(1, 0.5)).toBe(7_500);
  });
});
