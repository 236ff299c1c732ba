import type { GroundPoint, ImagePoint } from '../api/types.js';

/** One point, known in the picture and on the ground. */
export interface PointPair {
  readonly image: ImagePoint;
  readonly ground: GroundPoint;
}

/** The plane-to-plane projection from picture to road, relative to a point that is surely on the road. */
export interface PictureToGround {
  readonly centre: ImagePoint;
  /** Eight numbers; the ninth, the depth at `centre`, is 1. */
  readonly h: readonly number[];
}

/** A step of this share of the picture is about a pixel's height, the finest a detector can place anything. */
const STEP = 0.001;

/**
 * The projection through these pairs by least squares, or null when they do not determine one.
 * The hub sends polygons in both spaces, not the calibration; this recovers how well each place is seen.
 */
export function fitPictureToGround(pairs: readonly PointPair[]): PictureToGround | null {
  if (pairs.length < 4) return null;
  const mean = (of: (pair: PointPair) => number): number => pairs.reduce((sum, p) => sum + of(p), 0) / pairs.length;
  const centre: ImagePoint = [mean((p) => p.image[0]), mean((p) => p.image[1])];
  const normal = Array.from({ length: 8 }, () => new Array<number>(9).fill(0));
  for (const { image, ground } of pairs) {
    const x = image[0] - centre[0];
    const y = image[1] - centre[1];
    addEquation(normal, [x, y, 1, 0, 0, 0, -ground[0] * x, -ground[0] * y], ground[0]);
    addEquation(normal, [0, 0, 0, x, y, 1, -ground[1] * x, -ground[1] * y], ground[1]);
  }
  const h = solve(normal);
  return h && { centre, h };
}

/** Where a point of the picture lies on the road, or null when it is on or above the horizon. */
export function groundAt({ centre, h }: PictureToGround, image: ImagePoint): GroundPoint | null {
  const x = image[0] - centre[0];
  const y = image[1] - centre[1];
  const term = (index: number): number => h[index] ?? 0;
  const depth = term(6) * x + term(7) * y + 1;
  if (depth <= 1e-9) return null;
  return [(term(0) * x + term(1) * y + term(2)) / depth, (term(3) * x + term(4) * y + term(5)) / depth];
}

/** How far a vehicle would jump on the ground when its place in the picture is wrong by a thousandth. */
export function metresPerStep(projection: PictureToGround, image: ImagePoint): number {
  const here = groundAt(projection, image);
  const above = groundAt(projection, [image[0], image[1] - STEP]);
  const beside = groundAt(projection, [image[0] + STEP, image[1]]);
  if (!here || !above || !beside) return Infinity;
  return Math.max(distanceM(here, above), distanceM(here, beside));
}

function distanceM(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** Adds `row · h = value` to the normal equations, whose last column is the right-hand side. */
function addEquation(normal: number[][], row: readonly number[], value: number): void {
  normal.forEach((sums, i) => {
    const weight = row[i] ?? 0;
    row.forEach((term, j) => {
      sums[j] = (sums[j] ?? 0) + weight * term;
    });
    sums[8] = (sums[8] ?? 0) + weight * value;
  });
}

/** Gaussian elimination with partial pivoting; null when the system is singular. */
function solve(rows: number[][]): number[] | null {
  const size = rows.length;
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    if (Math.abs(at(pivot, column)) < 1e-12) return null;
    [rows[column], rows[pivot]] = [rows[pivot] ?? [], rows[column] ?? []];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = at(i, column) / at(column, column);
      rows[i] = (rows[i] ?? []).map((value, j) => value - factor * at(column, j));
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}
