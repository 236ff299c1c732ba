import { describe, expect, it } from 'vitest';
import type { GeoJsonPolygon, Position } from './geo.js';
import { containsPoint, distanceM, meetsBox, strayM } from './polygon-on-earth.js';
import { toEarth, toPlane } from './tangent-plane.js';

const AXIS_M = 6_378_137;
const ECCENTRICITY_SQUARED = 6.694_379_990_14e-3;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Earth-centred coordinates of a point on the ellipsoid (the textbook's closed form). */
function earthCentred(lat: number, lng: number): readonly [number, number, number] {
  const [sine, cosine] = [Math.sin(radians(lat)), Math.cos(radians(lat))];
  const n = AXIS_M / Math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);
  return [
    n * cosine * Math.cos(radians(lng)),
    n * cosine * Math.sin(radians(lng)),
    n * (1 - ECCENTRICITY_SQUARED) * sine,
  ];
}

/** East and north of an anchor on its tangent plane, exactly. */
function exactPlane(anchor: { lat: number; lng: number }, point: { lat: number; lng: number }) {
  const [x, y, z] = earthCentred(point.lat, point.lng).map(
    (value, i) => value - (earthCentred(anchor.lat, anchor.lng)[i] ?? 0),
  ) as [number, number, number];
  const [sinLat, cosLat] = [Math.sin(radians(anchor.lat)), Math.cos(radians(anchor.lat))];
  const [sinLng, cosLng] = [Math.sin(radians(anchor.lng)), Math.cos(radians(anchor.lng))];
  return { east: -sinLng * x + cosLng * y, north: -sinLat * cosLng * x - sinLat * sinLng * y + cosLat * z };
}

const square: GeoJsonPolygon = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [0.001, 0],
      [0.001, 0.001],
      [0, 0.001],
      [0, 0],
    ],
  ],
};

describe('a point of the ground plane on Earth', () => {
  it('lies to the right of the heading by x and along it by y', () => {
    const ahead = toEarth({ xM: 0, yM: 100 }, { lat: 40, lng: -75, headingDeg: 90 });
    expect(ahead.lng).toBeGreaterThan(-75);
    expect(ahead.lat).toBeCloseTo(40, 6);
    const right = toEarth({ xM: 100, yM: 0 }, { lat: 40, lng: -75, headingDeg: 0 });
    expect(right.lng).toBeGreaterThan(-75);
    expect(right.lat).toBeCloseTo(40, 6);
  });

  // Rounding to seven decimals takes up to a centimetre of its own.
  it.each([
    [100, 0.01],
    [1_000, 0.2],
  ])('is where the exact ellipsoid has it, %s m away within %s m', (distance, errorM) => {
    for (const lat of [-35, 0, 40, 65]) {
      for (const headingDeg of [0, 33, 90, 200, 315]) {
        const anchor = { lat, lng: 12, headingDeg };
        const exact = exactPlane(anchor, toEarth({ xM: 0, yM: distance }, anchor));
        expect(
          Math.hypot(
            exact.east - distance * Math.sin(radians(headingDeg)),
            exact.north - distance * Math.cos(radians(headingDeg)),
          ),
        ).toBeLessThan(errorM);
      }
    }
  });

  it('comes back to the plane', () => {
    const anchor = { lat: 40, lng: -75, headingDeg: 0 };
    const { lat, lng } = toEarth({ xM: 12.5, yM: -40 }, anchor);
    const back = toPlane([lng, lat], anchor);
    expect(back.x).toBeCloseTo(12.5, 1);
    expect(back.y).toBeCloseTo(-40, 1);
  });
});

describe('a polygon on Earth', () => {
  const box = (minLng: number, minLat: number, maxLng: number, maxLat: number) => ({ minLng, minLat, maxLng, maxLat });

  it('meets a box that overlaps, touches, holds or lies within it', () => {
    expect(meetsBox(square, box(0.0005, 0.0005, 0.01, 0.01))).toBe(true);
    expect(meetsBox(square, box(0.001, 0, 0.002, 0.001))).toBe(true);
    expect(meetsBox(square, box(-1, -1, 1, 1))).toBe(true);
    expect(meetsBox(square, box(0.0004, 0.0004, 0.0006, 0.0006))).toBe(true);
    expect(meetsBox(square, box(-0.01, 0.0004, 0.01, 0.0006))).toBe(true);
    expect(meetsBox(square, box(0.0011, 0, 0.002, 0.001))).toBe(false);
  });

  it('is as far from a point as its nearest side', () => {
    expect(distanceM(square, { lat: 0.0005, lng: 0.0005 })).toBe(0);
    expect(distanceM(square, { lat: 0.0005, lng: 0.002 })).toBeCloseTo(111.32, 1);
    expect(containsPoint(square, { lat: 0.0005, lng: 0.002 })).toBe(false);
  });

  it('strays from another by its farthest corner', () => {
    const ring = square.coordinates[0] ?? [];
    const moved = ring.map(([lng, lat]): Position => [lng === 0 ? 0 : lng + 0.0001, lat]);
    expect(strayM(ring, ring)).toBe(0);
    expect(strayM(ring, moved)).toBeCloseTo(11.13, 1);
  });
});
