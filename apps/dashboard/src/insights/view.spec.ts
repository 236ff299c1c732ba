import { describe, expect, it } from 'vitest';
import { cameraOf, searchOf, viewOf, type View } from './view.js';

const view: View = {
  days: 90,
  place: { of: 'zone', zoneId: 'main-street.parking_a' },
  measure: 'arrivals',
  stops: 'double_parking',
};

describe('the address of a view', () => {
  it('opens the same view', () => expect(viewOf(searchOf(view, ''))).toEqual(view));

  it('keeps the city', () => {
    expect(searchOf({ ...view, place: { of: 'city' } }, '?city=springfield&zone=a.b')).toBe(
      '?city=springfield&days=90&measure=arrivals&stops=double_parking',
    );
  });

  it('that says nothing, or nonsense, is of the whole city and four weeks', () => {
    const usual = { days: 28, place: { of: 'city' }, measure: 'occupancy', stops: 'dwell' };
    expect(viewOf('')).toEqual(usual);
    expect(viewOf('?days=8&measure=noise&stops=all')).toEqual(usual);
  });
});

it('a zone is seen by the camera it is named after', () => {
  expect(cameraOf(view.place)).toBe('main-street');
  expect(cameraOf({ of: 'city' })).toBeNull();
});
