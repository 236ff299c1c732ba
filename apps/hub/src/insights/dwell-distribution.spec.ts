import { describe, expect, it } from 'vitest';
import { dwellDistribution } from './dwell-distribution.js';

describe('the distribution of dwells', () => {
  it('puts a stop that is as long as a limit into the class after it', () => {
    const { classes } = dwellDistribution([
      { minutes: 4, visits: 1 },
      { minutes: 5, visits: 2 },
      { minutes: 479, visits: 3 },
      { minutes: 480, visits: 4 },
    ]);
    const filled = classes.filter(({ visits }) => visits > 0);
    expect(filled).toEqual([
      { fromMinutes: 0, toMinutes: 5, visits: 1 },
      { fromMinutes: 5, toMinutes: 10, visits: 2 },
      { fromMinutes: 240, toMinutes: 480, visits: 3 },
      { fromMinutes: 480, toMinutes: null, visits: 4 },
    ]);
  });

  it('keeps stops of unknown length out of the classes and the quantiles, and counts them', () => {
    const { measured, unmeasured, medianMinutes } = dwellDistribution([
      { minutes: null, visits: 90 },
      { minutes: 7, visits: 10 },
    ]);
    expect({ measured, unmeasured, medianMinutes }).toEqual({ measured: 10, unmeasured: 90, medianMinutes: 7 });
  });

  it('takes quantiles by rank', () => {
    const hundred = Array.from({ length: 100 }, (_, minutes) => ({ minutes: minutes + 1, visits: 1 }));
    expect(dwellDistribution(hundred)).toMatchObject({ medianMinutes: 50, p85Minutes: 85 });
  });

  it('has no quantiles of nothing', () => {
    expect(dwellDistribution([])).toMatchObject({ measured: 0, medianMinutes: null, p85Minutes: null });
  });
});
