import type { GeoJsonPolygon, Position } from '../geography/geo.js';
import { toPlane } from '../geography/tangent-plane.js';

/** A closed triangle. */
const POSITIONS_MIN = 4;
const POSITIONS_MAX = 1_000;
/** Smaller than the smallest parking space is a slip of the hand. */
const AREA_M2_MIN = 1;
/** Larger than any curb area: "no bigger than a neighbourhood". */
const EXTENT_M_MAX = 10_000;

interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** What is wrong with a polygon, as one sentence for its author, or null when it is sound. */
export function polygonOnEarthProblem(polygon: GeoJsonPolygon): string | null {
  const [ring = [], ...holes] = polygon.coordinates;
  if (holes.length > 0) return 'has a hole, which a curb does not have';
  if (ring.length < POSITIONS_MIN) return `has ${ring.length} positions, needs at least ${POSITIONS_MIN}`;
  if (ring.length > POSITIONS_MAX) return `has ${ring.length} positions, at most ${POSITIONS_MAX} are taken`;
  const [first, last] = [ring[0], ring.at(-1)];
  if (!first || !last || first[0] !== last[0] || first[1] !== last[1]) {
    return 'is not closed: its last position must be its first';
  }
  const corners = onPlane(ring.slice(0, -1), first);
  const extentM = Math.max(...corners.map(({ x, y }) => Math.hypot(x, y)));
  if (extentM > EXTENT_M_MAX) {
    return `extends over ${Math.round(extentM / 1_000)} km: are longitude and latitude in the right order?`;
  }
  const crossing = firstCrossing(corners);
  if (crossing) return `crosses itself: side ${crossing[0]} meets side ${crossing[1]}`;
  const areaM2 = Math.abs(signedArea(corners));
  return areaM2 < AREA_M2_MIN ? `covers only ${areaM2.toFixed(2)} m²` : null;
}

function onPlane(positions: readonly Position[], [lng, lat]: Position): readonly PlanePoint[] {
  return positions.map((position) => toPlane(position, { lat, lng }));
}

function signedArea(corners: readonly PlanePoint[]): number {
  return corners.reduce((sum, a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    return sum + (a.x * b.y - b.x * a.y) / 2;
  }, 0);
}

function firstCrossing(corners: readonly PlanePoint[]): readonly [number, number] | null {
  const count = corners.length;
  const corner = (index: number) => corners[index % count] ?? { x: 0, y: 0 };
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      if (cross(corner(i), corner(i + 1), corner(j), corner(j + 1))) return [i, j];
    }
  }
  return null;
}

function cross(a: PlanePoint, b: PlanePoint, c: PlanePoint, d: PlanePoint): boolean {
  const turn = (p: PlanePoint, q: PlanePoint, r: PlanePoint) => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}
