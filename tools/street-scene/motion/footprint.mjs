import { direction } from './path.mjs';

/** The corners of a vehicle's footprint on the ground. */
export function footprint({ x, y, heading }, { lengthM, widthM }) {
  const [fx, fy] = direction(heading);
  return [
    [1, 1],
    [1, -1],
    [-1, -1],
    [-1, 1],
  ].map(([along, aside]) => [
    x + (fx * along * lengthM) / 2 + (fy * aside * widthM) / 2,
    y + (fy * along * lengthM) / 2 - (fx * aside * widthM) / 2,
  ]);
}

/** Separating axes: two rectangles are apart if a side of one of them separates them. */
export function footprintsTouch(a, b) {
  return ![a, b].some((shape) =>
    [0, 1].some((i) => {
      const axis = [shape[i + 1][1] - shape[i][1], shape[i][0] - shape[i + 1][0]];
      const [aMin, aMax] = spread(a, axis);
      const [bMin, bMax] = spread(b, axis);
      return aMax < bMin || bMax < aMin;
    }),
  );
}

function spread(shape, [ax, ay]) {
  const along = shape.map(([x, y]) => x * ax + y * ay);
  return [Math.min(...along), Math.max(...along)];
}
