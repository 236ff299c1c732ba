import { describe, expect, it } from 'vitest';
import { differenceWords } from './differences.js';

describe('a difference of two periods', () => {
  it('is told with its share and both numbers', () => {
    expect(differenceWords({ measure: 'arrivals', before: 2, after: 2.5, difference: 0.5, change: 0.25 })).toEqual({
      name: 'Arrivals',
      change: '25% more',
      numbers: 'from 2 to 2.5 an hour at a curb zone',
    });
    const stay = {
      measure: 'average_dwell',
      before: 600_000,
      after: 540_000,
      difference: -60_000,
      change: -0.1,
    } as const;
    expect(differenceWords(stay)).toMatchObject({ change: '10% less', numbers: 'from 10 min to 9 min' });
  });

  it('from none has no share', () => {
    const words = differenceWords({ measure: 'double_parking', before: 0, after: 0.2, difference: 0.2, change: null });
    expect(words.change).toBe('more');
  });

  it('that is none is called so', () => {
    const words = differenceWords({ measure: 'occupancy', before: 1.5, after: 1.5, difference: 0, change: 0 });
    expect(words).toMatchObject({ change: 'no change', numbers: '1.5 vehicles at a curb zone in both periods' });
  });

  it('that the numbers do not show is about the same', () => {
    const words = differenceWords({
      measure: 'occupancy',
      before: 1.5161,
      after: 1.5204,
      difference: 0.0043,
      change: 0.0028,
    });
    expect(words).toMatchObject({ change: 'about the same', numbers: '1.52 vehicles at a curb zone in both periods' });
  });

  it.each([
    [0.004_9, 'about the same'],
    [-0.004_9, 'about the same'],
    [0.005, '1% more'],
  ])('of a share of %d is called %s', (change, words) => {
    const [before, after] = [2_430_000, 2_430_000 * (1 + 10 * change)];
    expect(
      differenceWords({ measure: 'average_dwell', before, after, difference: after - before, change }).change,
    ).toBe(words);
  });

  it('with an unseen period is not known, and not a fall to zero', () => {
    const none = { measure: 'arrivals', difference: null, change: null } as const;
    expect(differenceWords({ ...none, before: null, after: 2 })).toMatchObject({
      change: 'not known',
      numbers: 'only now: 2 an hour at a curb zone',
    });
    expect(differenceWords({ ...none, before: 2, after: null }).numbers).toBe('only before: 2 an hour at a curb zone');
    expect(differenceWords({ ...none, before: null, after: null }).numbers).toBe('in neither period');
  });
});
