import type { ImagePoint } from './points.js';

/** Any planar point as x and y; polygons work the same in the picture and on the ground. */
export interface PlanarPoint {
  readonly x: number;
  readonly y: number;
}

/** A zone smaller than this share of the picture is a slip of the hand: 0.01 % is 9 × 10 pixels of 1280 × 720. */
const ZONE_AREA_SHARE_MIN = 0.0001;

/** What is wrong with a zone's polygon, as one sentence for its author, or null when it is sound. */
export function polygonProblem(polygon: readonly ImagePoint[]): string | null {
  if (polygon.length < 3) return `has ${polygon.length} points, needs at least 3`;
  for (const [index, point] of polygon.entries()) {
    if (!(point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1)) {
      return `point ${index} [${point.x}, ${point.y}] lies outside the picture (0 to 1)`;
    }
  }
  const crossing = firstCrossing(polygon);
  if (crossing) return `crosses itself: side ${crossing[0]} meets side ${crossing[1]}`;
  const area = Math.abs(signedArea(polygon));
  if (area < ZONE_AREA_SHARE_MIN) return `covers only ${(area * 100).toFixed(4)} % of the picture`;
  return null;
}

/** Whether the point lies inside the polygon (even-odd rule). */
export function contains(polygon: readonly PlanarPoint[], point: PlanarPoint): boolean {
  let inside = false;
  forEachSide(polygon, (from, to) => {
    const straddles = from.y > point.y !== to.y > point.y;
    if (straddles && point.x < from.x + ((point.y - from.y) / (to.y - from.y)) * (to.x - from.x)) inside = !inside;
  });
  return inside;
}

/** Area by the shoelace formula; its sign tells the polygon's sense of rotation. */
export function signedArea(polygon: readonly PlanarPoint[]): number {
  let doubled = 0;
  forEachSide(polygon, (from, to) => {
    doubled += from.x * to.y - to.x * from.y;
  });
  return doubled / 2;
}

/** The area that a polygon shares with a convex one (Sutherland and Hodgman, 1974). */
export function sharedArea(polygon: readonly PlanarPoint[], convex: readonly PlanarPoint[]): number {
  const sense = Math.sign(signedArea(convex));
  let rest: readonly PlanarPoint[] = polygon;
  forEachSide(convex, (from, to) => {
    rest = clip(rest, from, to, sense);
  });
  return Math.abs(signedArea(rest));
}

/** How far the polygon reaches from a point in a direction, a unit vector; 0 when it lies wholly behind. */
export function reach(polygon: readonly PlanarPoint[], from: PlanarPoint, direction: PlanarPoint): number {
  let farthest = 0;
  forEachSide(polygon, (a, b) => {
    const asideA = (a.x - from.x) * direction.y - (a.y - from.y) * direction.x;
    const asideB = (b.x - from.x) * direction.y - (b.y - from.y) * direction.x;
    if (asideA > 0 === asideB > 0) return;
    const share = asideA / (asideA - asideB);
    const x = a.x + share * (b.x - a.x) - from.x;
    const y = a.y + share * (b.y - a.y) - from.y;
    farthest = Math.max(farthest, x * direction.x + y * direction.y);
  });
  return farthest;
}

/** The direction in which a polygon extends most, as a unit vector: sides weighted by length, angles doubled. */
export function longAxis(polygon: readonly PlanarPoint[]): PlanarPoint {
  if (Math.abs(signedArea(polygon)) === 0) return { x: 0, y: 1 };
  let cosine = 0;
  let sine = 0;
  forEachSide(polygon, (from, to) => {
    const angle = 2 * Math.atan2(to.y - from.y, to.x - from.x);
    const weight = (to.x - from.x) ** 2 + (to.y - from.y) ** 2;
    cosine += weight * Math.cos(angle);
    sine += weight * Math.sin(angle);
  });
  const angle = Math.atan2(sine, cosine) / 2;
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

function clip(polygon: readonly PlanarPoint[], a: PlanarPoint, b: PlanarPoint, sense: number): readonly PlanarPoint[] {
  const side = (p: PlanarPoint) => sense * ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
  const kept: PlanarPoint[] = [];
  forEachSide(polygon, (from, to) => {
    const fromSide = side(from);
    const toSide = side(to);
    if (fromSide >= 0) kept.push(from);
    if (fromSide >= 0 !== toSide >= 0) {
      const share = fromSide / (fromSide - toSide);
      kept.push({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
    }
  });
  return kept;
}

function firstCrossing(polygon: readonly PlanarPoint[]): readonly [number, number] | null {
  const count = polygon.length;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const areNeighbours = j === i + 1 || (i === 0 && j === count - 1);
      if (!areNeighbours && sidesMeet(polygon, i, j)) return [i, j];
    }
  }
  return null;
}

function sidesMeet(polygon: readonly PlanarPoint[], i: number, j: number): boolean {
  const a = corner(polygon, i);
  const b = corner(polygon, i + 1);
  const c = corner(polygon, j);
  const d = corner(polygon, j + 1);
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0 && boundsMeet(a, b, c, d);
}

/** Guards the collinear case, where the turns alone say nothing. */
function boundsMeet(a: PlanarPoint, b: PlanarPoint, c: PlanarPoint, d: PlanarPoint): boolean {
  return (
    Math.max(Math.min(a.x, b.x), Math.min(c.x, d.x)) <= Math.min(Math.max(a.x, b.x), Math.max(c.x, d.x)) &&
    Math.max(Math.min(a.y, b.y), Math.min(c.y, d.y)) <= Math.min(Math.max(a.y, b.y), Math.max(c.y, d.y))
  );
}

function turn(a: PlanarPoint, b: PlanarPoint, c: PlanarPoint): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

function forEachSide(polygon: readonly PlanarPoint[], visit: (from: PlanarPoint, to: PlanarPoint) => void): void {
  for (let i = 0; i < polygon.length; i++) visit(corner(polygon, i), corner(polygon, i + 1));
}

function corner(polygon: readonly PlanarPoint[], index: number): PlanarPoint {
  const point = polygon[index % polygon.length];
  if (!point) throw new RangeError('a polygon without points has no corner');
  return point;
}
