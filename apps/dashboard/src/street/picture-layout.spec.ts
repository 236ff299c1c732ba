import { expect, it } from 'vitest';
import type { ImagePoint, Zone } from '../api/types.js';
import { pictureLayout } from './picture-layout.js';

const camera = { widthPx: 1280, heightPx: 720 };
const polygon: ImagePoint[] = [
  [0.4, 0.5],
  [0.6, 0.5],
  [0.8, 1],
  [0.2, 1],
];
const today = {
  arrivals: 0,
  departures: 0,
  turnover: 0,
  averageDwellMs: null,
  occupiedMs: 0,
  doubleParking: 0,
  blockedMs: 0,
  observedMs: 0,
};
const zone: Zone = { id: 'c.a', camera: 'c', kind: 'parking', polygon, groundPolygon: null, visits: [], today };

it('leaves out the sky above the highest zone and keeps the picture’s proportions', () => {
  const layout = pictureLayout(camera, [zone], 640);
  expect(layout.heightPx).toBeCloseTo(0.58 * 360);
  expect(layout.toScreen([0, 1])).toEqual({ xPx: 0, yPx: layout.heightPx });
});

it('draws what is near larger than what is far', () => {
  const layout = pictureLayout(camera, [zone], 640);
  expect(layout.markerScale([0.5, 1])).toBeGreaterThan(layout.markerScale([0.5, 0.5]));
});

it('moves a zone’s name away from a vehicle that stands there', () => {
  const free = pictureLayout(camera, [zone], 640).labelPlace(zone);
  const image: ImagePoint = [free.xPx / 640, 0.42 + free.yPx / 360];
  const visit = {
    id: 'v',
    type: 'dwell',
    start: '',
    startCensored: false,
    vehicleType: 'car',
    confidence: 90,
  } as const;
  const taken = { ...zone, visits: [{ ...visit, location: { image, ground: null } }] };
  expect(pictureLayout(camera, [taken], 640).labelPlace(taken)).not.toEqual(free);
});
