import { describe, expect, it } from 'vitest';
import { Attempts } from './attempts.js';

describe('attempts at a code', () => {
  it('are ten a minute from one address, and again after the minute', () => {
    const attempts = new Attempts();
    const tries = (nowMs: number) => Array.from({ length: 11 }, () => attempts.allow('10.0.0.1', nowMs));
    expect(tries(100_000)).toEqual([...Array<boolean>(10).fill(true), false]);
    expect(attempts.allow('10.0.0.2', 100_000)).toBe(true);
    expect(attempts.allow('10.0.0.1', 159_999)).toBe(false);
    expect(attempts.allow('10.0.0.1', 160_000)).toBe(true);
  });

  it('are 120 a minute from everywhere', () => {
    const attempts = new Attempts();
    const allowed = Array.from({ length: 121 }, (_, index) => attempts.allow(`10.0.0.${index}`, 100_000));
    expect(allowed.filter(Boolean)).toHaveLength(120);
  });
});
