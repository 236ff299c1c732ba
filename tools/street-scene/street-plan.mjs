/**
 * The street as a surveyor would draw it: metres on the road plane, X to the right of the street axis and Y along it,
 * away from the camera. Scenarios, scene and truth all measure from these lines.
 */

/** Headings are clockwise from +Y, as on a compass. */
export const NORTH = 0;
export const EAST = Math.PI / 2;
export const SOUTH = Math.PI;
export const WEST = -Math.PI / 2;

export const STREET = Object.freeze({
  curbM: 5.6,
  laneEdgeM: 3.2,
  facadeM: 10.2,
  /** Pavement surface above the road. */
  curbHeightM: 0.13,
  nearEndM: -30,
  farEndM: 150,
  stopLineM: 42.4,
  crossing: { fromM: 43.6, toM: 46.4 },
  junction: { fromM: 48.5, toM: 59.5 },
});

/** Centre lines, by the side of the street axis. */
export const LANE_RIGHT = 1.65;
export const LANE_LEFT = -1.65;
export const CURB_RIGHT = 4.45;
export const CURB_LEFT = -4.45;

/** Lanes of the crossing road. */
export const CROSS_EASTBOUND = 51.2;
export const CROSS_WESTBOUND = 56.8;

/** A rectangle on the ground as a polygon, counter-clockwise. */
export function rectangle({ x: [x0, x1], y: [y0, y1] }) {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}
