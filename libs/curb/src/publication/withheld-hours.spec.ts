import { describe, expect, it } from 'vitest';
import { withheldHours } from './withheld-hours.js';

const withheld = (sessions: readonly number[], groupMin = 5) => {
  const { hours, day } = withheldHours(sessions, groupMin);
  return [[...hours].sort((a, b) => a - b), day];
};

/** Every day of `hours` hours with up to `max` sessions each. */
function* allDays(hours: number, max: number): Generator<number[]> {
  if (hours === 0) {
    yield [];
    return;
  }
  for (const rest of allDays(hours - 1, max)) for (let count = 0; count <= max; count++) yield [...rest, count];
}

describe('what is withheld of a public day', () => {
  it('is nothing where every hour has a group, and the hour with one session less where it has not', () => {
    expect(withheld([5, 6, 9])).toEqual([[], false]);
    expect(withheld([4, 6, 9])[0]).toContain(0);
  });

  it('is the whole day, hours and sum, where the day is smaller than a group', () => {
    expect(withheld([1, 0, 3])).toEqual([[0, 1, 2], true]);
    expect(withheld([1, 1, 3])[1]).toBe(false);
  });

  it('is a second hour where one alone could be had from the sum of the day', () => {
    expect(withheld([3, 9, 12, 20])).toEqual([[0, 1], false]);
  });

  it('is as many more as the small hours need to stay unknown', () => {
    // 0 + 5 = 5 would tell that the small one is 0: the other is a group of 5 at least.
    expect(withheld([0, 5, 12, 20])).toEqual([[0, 1, 2], false]);
    // Two of at most 4 that make 8 are 4 and 4.
    expect(withheld([4, 4, 9, 20])).toEqual([[0, 1, 2], false]);
    // Three that make 8 may be anything.
    expect(withheld([4, 4, 0, 20])).toEqual([[0, 1, 2], false]);
  });

  it('leaves hours that nobody saw out of every sum', () => {
    expect(withheld([-1, 6, 9])).toEqual([[], false]);
    expect(withheld([-1, 3, 9, 12])).toEqual([[1, 2], false]);
    expect(withheld([-1, -1])).toEqual([[], true]);
  });

  it.each([
    [2, 3, 6],
    [3, 4, 7],
    [4, 3, 9],
  ])(
    'keeps a small hour from whoever knows the rule and tries every day that there could be (groups of %i, %i hours)',
    (groupMin, hours, max) => {
      const alike = new Map<string, number[][]>();
      for (const day of allDays(hours, max)) {
        const { hours: hidden, day: isDayHidden } = withheldHours(day, groupMin);
        const shown = day.map((count, index) => (hidden.has(index) ? '?' : count));
        const total = isDayHidden ? '?' : day.reduce((sum, count) => sum + count, 0);
        // Sums near the greatest that this test can count would look rarer than they are.
        if (typeof total === 'number' && total > max) continue;
        const published = `${shown.join()} = ${total}`;
        alike.set(published, [...(alike.get(published) ?? []), day]);
      }
      for (const [published, days] of alike) {
        days[0]?.forEach((_, index) => {
          const values = new Set(days.map((day) => day[index]));
          const isShown = published.split(' = ')[0]?.split(',')[index] !== '?';
          const isSmall = days.some((day) => (day[index] ?? 0) < groupMin);
          if (isSmall) expect([published, isShown, values.size > 1]).toEqual([published, false, true]);
        });
      }
      expect(alike.size).toBeGreaterThan(5);
    },
  );
});
