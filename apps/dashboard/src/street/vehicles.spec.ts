import { describe, expect, it } from 'vitest';
import type { StandingVisit } from '../api/types.js';
import { concernOf, dwellSoFarMs, stayClass, takenShare } from './vehicles.js';

const START_MS = Date.parse('2024-05-14T11:05:00.000Z');
const car: StandingVisit = {
  id: 'v',
  type: 'dwell',
  start: '2024-05-14T11:05:00.000Z',
  startCensored: false,
  vehicleType: 'car',
  confidence: 90,
  location: { image: [0.5, 0.5], ground: null },
};

describe('how long a vehicle has stood', () => {
  it('is never negative, though clocks differ', () => {
    expect(dwellSoFarMs(car, START_MS - 800)).toBe(0);
    expect(dwellSoFarMs(car, START_MS + 61_000)).toBe(61_000);
  });

  it.each([
    [59_999, 'arriving'],
    [60_000, 'short'],
    [899_999, 'short'],
    [900_000, 'medium'],
    [3_600_000, 'long'],
  ])('%i ms is %s', (dwellMs, stay) => expect(stayClass(dwellMs)).toBe(stay));
});

it('a stop is of concern when it blocks a lane or stands where stopping is forbidden', () => {
  expect(concernOf(car, 'parking')).toBeNull();
  expect(concernOf(car, 'no_stopping')).toBe('no_stopping');
  expect(concernOf({ ...car, type: 'double_parking' }, 'travel_lane')).toBe('blocks_lane');
});

describe('the share of a curb that is taken', () => {
  it('counts each vehicle with the room beside it', () => {
    expect(takenShare([car, car], 24)).toBeCloseTo(0.5);
  });

  it('is never more than all of it', () => {
    expect(takenShare([car, car, car], 10)).toBe(1);
    expect(takenShare([car], 0)).toBe(1);
    expect(takenShare([], 0)).toBe(0);
  });
});
