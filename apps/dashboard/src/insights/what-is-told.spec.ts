import { expect, it } from 'vitest';
import { nothingCounted } from './what-is-told.js';

const [from, to] = ['2026-05-01T00:00:00Z', '2026-05-08T00:00:00Z'];

it.each([
  ['quiet', { seenHours: 168, blindHours: 0, unreportedHours: 0 }, 'No stop counted in 168 camera hours seen.'],
  [
    'quiet so far',
    { seenHours: 1, blindHours: 167, unreportedHours: 1 },
    'No stop counted in 1 camera hour seen so far; more are to be told of.',
  ],
  ['blind', { seenHours: 0, blindHours: 168, unreportedHours: 167 }, /^Nothing was seen/],
  ['not told yet', { seenHours: 0, blindHours: 168, unreportedHours: 168 }, /^Nothing of this time is told yet/],
  ['before the first camera', { seenHours: 0, blindHours: 0, unreportedHours: 0 }, /^No camera had begun/],
])('a time that is %s is called so', (_, hours, words) => {
  expect(nothingCounted('stop', { ...hours, from, to, reportedUntil: null })).toMatch(words);
});

it('before it is known how much was seen, nothing is claimed', () => {
  expect(nothingCounted('stop', null)).toBe('No stop counted in this time so far.');
});
