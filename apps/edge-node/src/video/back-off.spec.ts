import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.js';

describe('the wait before the next attempt', () => {
  it.each([
    [1, 250, 500],
    [2, 500, 1_000],
    [3, 1_000, 2_000],
    [4, 2_000, 4_000],
    [5, 3_000, 6_000],
    [1_000_000, 3_000, 6_000],
  ])('after %i failures lies between %i and %i ms', (failures, leastMs, mostMs) => {
    expect(backOffMs(failures, 'unreachable', 0)).toBe(leastMs);
    expect(backOffMs(failures, 'unreachable', 1)).toBe(mostMs);
  });

  it('is ten times as long after a wrong password, at most a minute', () => {
    expect(backOffMs(1, 'wrong_password', 1)).toBe(5_000);
    expect(backOffMs(9, 'wrong_password', 1)).toBe(60_000);
  });
});
