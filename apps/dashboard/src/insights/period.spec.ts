import { describe, expect, it } from 'vitest';
import { impactAddress, isLongEnoughForImpact, lastWholeDays, periodBefore, periodTimes } from './period.js';

const week = lastWholeDays('2026-05-15', 7);

describe('a period', () => {
  it('ends with yesterday, the last whole day', () => {
    expect(week).toEqual({ firstDate: '2026-05-08', lastDate: '2026-05-14' });
  });

  it('follows the one before it without a gap', () => {
    expect(periodBefore(week, 7)).toEqual({ firstDate: '2026-05-01', lastDate: '2026-05-07' });
  });

  it('is asked for from midnight to midnight of the city, through a change of clocks', () => {
    const times = periodTimes({ firstDate: '2026-03-28', lastDate: '2026-03-29' }, 'Europe/Berlin');
    expect(times).toEqual({ from: '2026-03-27T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' });
  });
});

describe('the impact report', () => {
  it('needs three whole weeks', () => {
    expect([20, 21].map(isLongEnoughForImpact)).toEqual([false, true]);
  });

  it('is of the two periods’ own days, the last ones included', () => {
    expect(impactAddress(periodBefore(week, 7), week)).toBe(
      '/api/v1/impact?before_from=2026-05-01&before_to=2026-05-07&after_from=2026-05-08&after_to=2026-05-14&format=html',
    );
  });
});
