import { describe, expect, it } from 'vitest';
import { Lasting } from './lasting.js';

const times = { onsetMs: 10_000, recoveryMs: 2_000 };

describe('a doubt that lasts', () => {
  it('is no fault until it has lasted, and one then, since its first picture', () => {
    const doubt = observed({ bad: [5_000, 7_000, 9_000, 11_000, 14_999] });
    expect(doubt.isFault).toBe(false);
    doubt.observe(true, 15_000);
    expect(doubt).toMatchObject({ isFault: true, sinceMs: 5_000 });
  });

  it('needs five pictures, however long four take', () => {
    expect(observed({ bad: [0, 9_000, 18_000, 27_000] }).isFault).toBe(false);
    expect(observed({ bad: [0, 9_000, 18_000, 27_000, 36_000] }).isFault).toBe(true);
  });

  it('does not count a gap of more than 12 s in which nobody looked', () => {
    expect(observed({ bad: [0, 1_000, 2_000, 3_000, 15_000] }).isFault).toBe(true);
    expect(observed({ bad: [0, 1_000, 2_000, 3_000, 15_001] }).isFault).toBe(false);
  });

  it('begins anew after one good picture', () => {
    expect(observed({ bad: [0, 2_000, 4_000, 6_000, 9_500, 11_500], good: [9_000] }).isFault).toBe(false);
  });

  it('stays a fault until good pictures have lasted, and ends with the first of them', () => {
    const fault = observed({ bad: FAULT, good: [20_000, 21_999] });
    expect(fault.isFault).toBe(true);
    fault.observe(false, 22_000);
    expect(fault).toMatchObject({ isFault: false, sinceMs: 20_000 });
  });

  it('stays a fault when a bad picture comes in between', () => {
    expect(observed({ bad: [...FAULT, 21_000], good: [20_000, 22_500] }).isFault).toBe(true);
  });
});

const FAULT = [0, 2_500, 5_000, 7_500, 10_000];

function observed({ bad, good = [] }: { bad: readonly number[]; good?: readonly number[] }): Lasting {
  const doubt = new Lasting(times);
  for (const atMs of [...bad, ...good].sort((a, b) => a - b)) doubt.observe(bad.includes(atMs), atMs);
  return doubt;
}
