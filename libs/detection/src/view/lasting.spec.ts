import { describe, expect, it } from 'vitest';
import { Lasting } from './lasting.js';

const times = { onsetMs: 10_000, recoveryMs: 2_000 };

describe('a doubt that lasts', () => {
  it('is no fault until it has lasted, and one then, since its first picture', () => {
    const doubt = observed([true, 5_000], [true, 14_999]);
    expect(doubt.isFault).toBe(false);
    doubt.observe(true, 15_000);
    expect(doubt).toMatchObject({ isFault: true, sinceMs: 5_000 });
  });

  it('begins anew after one good picture', () => {
    expect(observed([true, 0], [false, 9_000], [true, 9_500], [true, 19_000]).isFault).toBe(false);
  });

  it('stays a fault until good pictures have lasted, and ends with the first of them', () => {
    const fault = observed([true, 0], [true, 10_000], [false, 20_000], [false, 21_999]);
    expect(fault.isFault).toBe(true);
    fault.observe(false, 22_000);
    expect(fault).toMatchObject({ isFault: false, sinceMs: 20_000 });
  });

  it('stays a fault when a bad picture comes in between', () => {
    expect(observed([true, 0], [true, 10_000], [false, 20_000], [true, 21_000], [false, 22_500]).isFault).toBe(true);
  });
});

function observed(...pictures: readonly (readonly [boolean, number])[]): Lasting {
  const doubt = new Lasting(times);
  for (const [isBad, atMs] of pictures) doubt.observe(isBad, atMs);
  return doubt;
}
