import { expect, it } from 'vitest';
import { worstHourWords } from './worst-hours.js';

it('a worst hour says how long of each such hour seen the lane was blocked', () => {
  const hour = { hour: 17, count: 9, blockedMs: 60 * 60_000, observedMs: 4 * 3_600_000 };
  expect(worstHourWords(hour)).toBe('17:00–18:00, 15 min an hour');
});

it('an hour that was not seen has no length', () => {
  expect(worstHourWords({ hour: 3, count: 1, blockedMs: 1_000, observedMs: 0 })).toBe('3:00–4:00');
});
