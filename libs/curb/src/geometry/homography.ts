import type { GroundPoint, ImagePoint } from './points.js';

/** One point that an installer found both in the picture and on the ground. */
export interface Correspondence {
  readonly image: ImagePoint;
  readonly ground: GroundPoint;
}

/** The projective map between picture and road plane, row-major 3 × 3 both ways (Hartley and Zisserman, ch. 2). */
export interface Homography {
  readonly imageToGround: readonly number[];
  readonly groundToImage: readonly number[];
}

export interface Calibration {
  readonly homography: Homography;
  /** Root mean square distance between the given ground points and where the homography puts them. */
  readonly reprojectionErrorM: number;
}

/** The correspondences do not fix a road plane. The message says what to change. */
export class CalibrationError extends Error {
  override readonly name = 'CalibrationError';
}

/** Below this pivot the points lie on a line or coincide; sound calibrations measured here stay above 1e-3. */
const PIVOT_MIN = 1e-7;

/**
 * Fits the homography to at least four correspondences, no three of the deciding ones on a line, by normalised least
 * squares. Throws `CalibrationError`.
 */
export function fitHomography(correspondences: readonly Correspondence[]): Calibration {
  if (correspondences.length < 4) {
    throw new CalibrationError(`calibration has ${correspondences.length} correspondences, needs at least 4`);
  }
  const image = normalise(correspondences.map(({ image }) => [image.x, image.y]));
  const ground = normalise(correspondences.map(({ ground }) => [ground.xM, ground.yM]));
  const fitted = solveDirectLinear(image.points, ground.points);
  const imageToGround = multiply(multiply(ground.back, fitted), image.there);
  const homography = { imageToGround, groundToImage: invert(imageToGround) };
  const squares = correspondences.map(({ image, ground }) => {
    const { xM, yM } = toGround(homography, image);
    return (xM - ground.xM) ** 2 + (yM - ground.yM) ** 2;
  });
  return { homography, reprojectionErrorM: Math.sqrt(mean(squares)) };
}

/** Where on the road plane a point of the picture lies. Points on or above the horizon give distances beyond sense. */
export function toGround(homography: Homography, point: ImagePoint): GroundPoint {
  const [xM, yM] = project(homography.imageToGround, point.x, point.y);
  return { xM, yM };
}

/** Where in the picture a point of the road plane lies; outside 0..1 when it is out of view. */
export function toImage(homography: Homography, point: GroundPoint): ImagePoint {
  const [x, y] = project(homography.groundToImage, point.xM, point.yM);
  return { x, y };
}

function project(m: readonly number[], x: number, y: number): [number, number] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m;
  const w = g * x + h * y + i;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

/** Centres the points and scales their mean distance to √2, so that the equations are well conditioned. */
function normalise(points: readonly (readonly [number, number])[]) {
  const centreX = mean(points.map(([x]) => x));
  const centreY = mean(points.map(([, y]) => y));
  const spread = mean(points.map(([x, y]) => Math.hypot(x - centreX, y - centreY)));
  if (spread < 1e-9) throw new CalibrationError('all calibration points coincide');
  const scale = Math.SQRT2 / spread;
  return {
    points: points.map(([x, y]) => [(x - centreX) * scale, (y - centreY) * scale] as const),
    there: [scale, 0, -centreX * scale, 0, scale, -centreY * scale, 0, 0, 1],
    back: [1 / scale, 0, centreX, 0, 1 / scale, centreY, 0, 0, 1],
  };
}

/** Two equations a correspondence for the eight unknowns (the ninth is 1), solved by the normal equations. */
function solveDirectLinear(
  from: readonly (readonly [number, number])[],
  to: readonly (readonly [number, number])[],
): number[] {
  const normal = Array.from({ length: 8 }, () => new Float64Array(9));
  const addRow = (row: readonly number[], value: number) => {
    for (const [i, target] of normal.entries()) {
      const weight = row[i] ?? 0;
      for (let j = 0; j < 8; j++) target[j] = (target[j] ?? 0) + weight * (row[j] ?? 0);
      target[8] = (target[8] ?? 0) + weight * value;
    }
  };
  for (const [index, [x, y]] of from.entries()) {
    const [u, v] = to[index] ?? [0, 0];
    addRow([x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    addRow([0, 0, 0, x, y, 1, -v * x, -v * y], v);
  }
  return [...eliminate(normal), 1];
}

/** Gauss and Jordan with row pivots on an n × (n+1) system. */
function eliminate(rows: Float64Array[]): number[] {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    const pivot = rows.slice(column).sort((a, b) => Math.abs(b[column] ?? 0) - Math.abs(a[column] ?? 0))[0];
    const lead = pivot?.[column] ?? 0;
    if (!pivot || Math.abs(lead) < PIVOT_MIN) {
      throw new CalibrationError(
        'the calibration points lie on one line: spread them over the road in both directions',
      );
    }
    const from = rows.indexOf(pivot);
    [rows[column], rows[from]] = [pivot, rows[column] ?? pivot];
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[column] ?? 0) / lead;
      if (factor !== 0) for (let j = column; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}

function multiply(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, index) => {
    const row = index - (index % 3);
    const column = index % 3;
    return [0, 1, 2].reduce((sum, k) => sum + (a[row + k] ?? 0) * (b[3 * k + column] ?? 0), 0);
  });
}

function invert(m: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (Math.abs(determinant) < 1e-12) throw new CalibrationError('the calibration flattens the road to a line');
  return [
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ].map((cofactor) => cofactor / determinant); // prettier-ignore
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
