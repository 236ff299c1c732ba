import { expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

it('doubles the wait with every failed attempt', () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
});

it('never waits longer than 30 s', () => {
  expect(backoffMs(5, 0)).toBe(30_000);
  expect(backoffMs(1_000, 0)).toBe(30_000);
});

it('takes off at most half by chance', () => {
  expect(backoffMs(2, 1)).toBe(2_000);
});
