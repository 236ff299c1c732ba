import { describe, expect, it } from 'vitest';
import { worstHourWords } from './worst-hours.js';

const hour = (blockedMin: number, observedH: number) => ({
  hour: 17,
  count: 9,
  blockedMs: blockedMin * 60_000,
  observedMs: observedH * 3_600_000,
});

describe('a worst hour of the day', () => {
  it('says how long of each such hour seen the lane was blocked', () => {
    expect(worstHourWords(hour(60, 4))).toBe('17:00 (15 min)');
  });

  it('is not blocked for no time', () => {
    expect(worstHourWords(hour(3.9, 4))).toBe('17:00 (under 1 min)');
    expect(worstHourWords(hour(4, 4))).toBe('17:00 (1 min)');
  });

  it('that was not seen has no length', () => expect(worstHourWords(hour(1, 0))).toBe('17:00'));
});
