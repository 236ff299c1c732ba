import type { GroundPoint } from '../api/types.js';
import type { Outline } from './outline.js';

/** A place in the street's own axes: along it, away from the camera, and across it, to the right. */
export interface StreetPoint {
  readonly alongM: number;
  readonly acrossM: number;
}

/** How calibration axes turn into street axes. */
export interface StreetAxes {
  /** Unit vector along the street. */
  readonly along: GroundPoint;
  /** Unit vector to its right, as one sees it from above. */
  readonly right: GroundPoint;
  /** Whether the camera looks along the street, so that the street's start is its near end. */
  readonly isSeenAlong: boolean;
}

/**
 * The street's axes, found from the zones: along their long edges, pointing away from the camera (for a camera that
 * looks across the street: to the picture's right). Calibrations whose axes are mirrored are turned the right way round,
 * by comparing which way the polygons run in the picture and on the ground.
 */
export function streetAxes(outlines: readonly Outline[]): StreetAxes {
  const angle = longEdgeAngle(outlines.map(({ ground }) => ground));
  const direction: GroundPoint = [Math.cos(angle), Math.sin(angle)];
  const { isSeenAlong, isForward } = sightOf(outlines, direction);
  const along = isForward ? direction : negated(direction);
  const right: GroundPoint = [along[1], -along[0]];
  return { along, right: isMirrored(outlines) ? negated(right) : right, isSeenAlong };
}

export function toStreet(axes: StreetAxes, [xM, yM]: GroundPoint): StreetPoint {
  return {
    alongM: xM * axes.along[0] + yM * axes.along[1],
    acrossM: xM * axes.right[0] + yM * axes.right[1],
  };
}

/** Edges of one street differ by no more than this; another street's edges differ by more. */
const SAME_DIRECTION_RAD = 0.09;

interface Edge {
  readonly angle: number;
  /** Length squared, so that the long edges decide. */
  readonly weight: number;
}

/**
 * The direction most of the edges' length shares, -π/2..π/2: the best supported edge's, then the mean of its supporters,
 * so that an oblique lane beside a straight street does not tilt it.
 */
export function longEdgeAngle(outlines: readonly (readonly GroundPoint[])[]): number {
  const edges = outlines.flatMap(edgesOf);
  const supporters = (edge: Edge): Edge[] => edges.filter((other) => apart(edge, other) <= SAME_DIRECTION_RAD);
  const weight = (group: readonly Edge[]): number => group.reduce((sum, edge) => sum + edge.weight, 0);
  const best = edges.map(supporters).reduce<Edge[]>((most, group) => (weight(group) > weight(most) ? group : most), []);
  // Opposite directions are one: angles are doubled before they are averaged.
  const sine = best.reduce((sum, edge) => sum + edge.weight * Math.sin(2 * edge.angle), 0);
  const cosine = best.reduce((sum, edge) => sum + edge.weight * Math.cos(2 * edge.angle), 0);
  return Math.atan2(sine, cosine) / 2;
}

function edgesOf(outline: readonly GroundPoint[]): Edge[] {
  return outline.map((from, i) => {
    const to = outline[(i + 1) % outline.length] ?? from;
    const [x, y] = [to[0] - from[0], to[1] - from[1]];
    return { angle: Math.atan2(y, x), weight: x * x + y * y };
  });
}

/** The angle between two edges, 0..π/2, whichever way they run. */
function apart(a: Edge, b: Edge): number {
  const difference = Math.abs(a.angle - b.angle) % Math.PI;
  return Math.min(difference, Math.PI - difference);
}

/** Whether places further in this direction lie higher in the picture or, when seen from the side, further right. */
function sightOf(
  outlines: readonly Outline[],
  direction: GroundPoint,
): { readonly isSeenAlong: boolean; readonly isForward: boolean } {
  const places = outlines.flatMap(({ zone }) =>
    zone.polygon.flatMap((image, i) => {
      const ground = zone.groundPolygon?.[i];
      return ground ? [{ image, alongM: ground[0] * direction[0] + ground[1] * direction[1] }] : [];
    }),
  );
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
  const centreM = mean(places.map((place) => place.alongM));
  const slope = (axis: 0 | 1): number => {
    const centre = mean(places.map((place) => place.image[axis]));
    return mean(places.map((place) => Math.sign(place.alongM - centreM) * (place.image[axis] - centre)));
  };
  const rightward = slope(0);
  const upward = -slope(1);
  const isSeenAlong = Math.abs(rightward) <= 2 * Math.abs(upward);
  return { isSeenAlong, isForward: isSeenAlong ? upward > 0 : rightward > 0 };
}

/** Seen from above, a polygon turns the same way in the picture (y down) as on the ground (y up). */
function isMirrored(outlines: readonly Outline[]): boolean {
  const turning = outlines.reduce(
    (sum, { zone }) => sum + Math.sign(signedArea(zone.polygon)) * Math.sign(signedArea(zone.groundPolygon ?? [])),
    0,
  );
  return turning > 0;
}

function signedArea(polygon: readonly (readonly [number, number])[]): number {
  return polygon.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

function negated([x, y]: GroundPoint): GroundPoint {
  return [-x, -y];
}
