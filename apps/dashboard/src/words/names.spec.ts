import { expect, it } from 'vitest';
import { cameraName, zoneName } from './names.js';

it.each([
  ['main-street.parking_a', 'Parking A'],
  ['main-street.no_stopping', 'No stopping'],
  ['main-street.lane-right', 'Lane right'],
  ['loading', 'Loading'],
])('the zone %s is called %s', (id, name) => expect(zoneName(id)).toBe(name));

it('a camera without a name goes by its id', () => {
  expect(cameraName({ id: 'main-street', name: ' ' })).toBe('Main street');
  expect(cameraName({ id: 'main-street', name: 'Main St / 5th' })).toBe('Main St / 5th');
});
