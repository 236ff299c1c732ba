import { describe, expect, it } from 'vitest';
import { CalibrationError, fitHomography, toGround, toImage } from './homography.js';
import type { Correspondence } from './homography.js';

/** A camera above a street: a known projective map from metres to the picture. */
function seen(xM: number, yM: number): Correspondence {
  const w = 0.05 * yM + 0.9;
  return { image: { x: (0.04 * xM + 0.01 * yM + 0.35) / w, y: (0.55 + 0.014 * yM) / w }, ground: { xM, yM } };
}

const grid = [-5.6, 0, 5.6].flatMap((xM) => [4, 16, 34].map((yM) => seen(xM, yM)));

describe('a homography', () => {
  it('puts a point that was not used for the fit within a millimetre of its place', () => {
    const { homography } = fitHomography(grid);
    const { image, ground } = seen(2.3, 22.1);
    const found = toGround(homography, image);
    expect(found.xM).toBeCloseTo(ground.xM, 3);
    expect(found.yM).toBeCloseTo(ground.yM, 3);
  });

  it('leads back to the same point of the picture', () => {
    const { homography } = fitHomography(grid);
    const there = toGround(homography, { x: 0.4, y: 0.6 });
    const back = toImage(homography, there);
    expect(back.x).toBeCloseTo(0.4, 9);
    expect(back.y).toBeCloseTo(0.6, 9);
  });

  it('reports no error for exact points', () => {
    expect(fitHomography(grid).reprojectionErrorM).toBeLessThan(1e-6);
  });

  it('reports the error when a point was clicked 1 % of the picture beside its place', () => {
    const slipped = grid.map((c, i) => (i === 4 ? { ...c, image: { ...c.image, x: c.image.x + 0.01 } } : c));
    expect(fitHomography(slipped).reprojectionErrorM).toBeGreaterThan(0.05);
  });

  it('is refused with three points, saying how many are needed', () => {
    expect(() => fitHomography(grid.slice(0, 3))).toThrow(
      new CalibrationError('calibration has 3 correspondences, needs at least 4'),
    );
  });

  it('is refused when the points lie on one line', () => {
    const line = [4, 10, 16, 22, 34].map((yM) => seen(0, yM));
    expect(() => fitHomography(line)).toThrow(/lie on one line/);
  });

  it('is refused when all points coincide', () => {
    expect(() => fitHomography([seen(0, 4), seen(0, 4), seen(0, 4), seen(0, 4)])).toThrow(CalibrationError);
  });
});
