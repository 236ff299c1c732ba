import { describe, expect, it } from 'vitest';
import { axisPlace, className, edgeName, minutesName } from './stay-classes.js';

const classes = [
  { fromMinutes: 0, toMinutes: 5, visits: 3 },
  { fromMinutes: 5, toMinutes: 15, visits: 9 },
  { fromMinutes: 15, toMinutes: 60, visits: 1 },
  { fromMinutes: 60, toMinutes: null, visits: 2 },
];

describe('the classes of stays', () => {
  it('are named by what they span', () => {
    expect(classes.map(className)).toEqual(['under 5 min', '5 min to 15 min', '15 min to 1 h', '1 h or longer']);
    expect(classes.map(({ fromMinutes }) => edgeName(fromMinutes))).toEqual(['0', '5', '15', '1 h']);
  });

  it.each([
    [0, 0],
    [4, 0.8],
    [5, 1],
    [10, 1.5],
    [59, 2 + 44 / 45],
    [60, 3.5],
    [1_440, 3.5],
  ])('have %i minutes at place %d of their axis', (minutes, place) => {
    expect(axisPlace(minutes, classes)).toBeCloseTo(place);
  });
});

it.each([
  [59, '59 min'],
  [60, '1 h'],
  [80, '1 h 20 min'],
  [1_439, '23 h 59 min'],
  [1_440, 'a day or more'],
])('%i minutes are %s', (minutes, words) => expect(minutesName(minutes)).toBe(words));
