import { describe, expect, it } from 'vitest';
import { ago, clockTimeIn, dateName, endOfDay, startOfDay } from './times.js';

const NOW_MS = new Date(2024, 4, 14, 14, 0, 0).getTime();

describe('how long ago', () => {
  it.each([
    [0, 'just now'],
    [2_999, 'just now'],
    [-5_000, 'just now'],
    [3_000, '3s ago'],
    [59_999, '59s ago'],
    [60_000, '1m ago'],
    [3_600_000, '1h ago'],
  ])('%i ms is "%s"', (elapsedMs, text) => expect(ago(NOW_MS - elapsedMs, NOW_MS)).toBe(text));

  it('names the day when it is more than a day ago', () => {
    expect(ago(new Date(2024, 4, 12, 9, 30).getTime(), NOW_MS)).toBe('May 12, 09:30');
  });
});

it.each([
  ['2026-05-14', '15:30'],
  ['2026-05-15', 'May 14, 15:30'],
])('a moment by the clock of another zone is told with its day unless that is today, %s', (today, words) => {
  expect(clockTimeIn(Date.parse('2026-05-14T22:30:00Z'), 'America/Los_Angeles', today)).toBe(words);
});

it('a date of the calendar is that date in every zone', () => {
  expect(dateName('2024-05-14')).toBe('Tue, May 14');
});

it('a day runs from midnight to midnight of the local zone', () => {
  expect(startOfDay(NOW_MS)).toBe(new Date(2024, 4, 14).getTime());
  expect(endOfDay(NOW_MS)).toBe(new Date(2024, 4, 15).getTime());
});
