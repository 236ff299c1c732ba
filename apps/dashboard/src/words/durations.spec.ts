import { describe, expect, it } from 'vitest';
import { shortDuration, shortStopwatch, spokenDuration, stopwatch } from './durations.js';

describe('a stopwatch', () => {
  it.each([
    [0, '0:00'],
    [7_999, '0:07'],
    [754_000, '12:34'],
    [3_599_999, '59:59'],
    [3_909_000, '1:05:09'],
    [-400, '0:00'],
  ])('shows %i ms as %s', (durationMs, text) => expect(stopwatch(durationMs)).toBe(text));
});

it('drops the seconds from an hour on where there is little room', () => {
  expect(shortStopwatch(3_599_000)).toBe('59:59');
  expect(shortStopwatch(3_909_000)).toBe('1 h 05');
});

describe('a short duration', () => {
  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [75_000, '1 min 15 s'],
    [754_000, '13 min'],
    [3_599_000, '1 h'],
    [3_900_000, '1 h 05 min'],
  ])('shows %i ms as %s', (durationMs, text) => expect(shortDuration(durationMs)).toBe(text));
});

it('is spoken in whole words', () => {
  expect(spokenDuration(1_000)).toBe('1 second');
  expect(spokenDuration(125_000)).toBe('2 minutes');
  expect(spokenDuration(3_660_000)).toBe('1 hour 1 minute');
});
