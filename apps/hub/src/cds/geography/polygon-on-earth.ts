import { contains } from '#curb';
import type { GeoJsonPolygon, GeoPoint, Position } from './geo.js';
import { toPlane } from './tangent-plane.js';

interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

export interface BoundingBox {
  readonly minLat: number;
  readonly minLng: number;
  readonly maxLat: number;
  readonly maxLng: number;
}

/** The smallest box around positions. */
export function boundsOf(positions: readonly Position[]): BoundingBox {
  const lats = positions.map(([, lat]) => lat);
  const lngs = positions.map(([lng]) => lng);
  return {
    minLat: Math.min(...lats),
    minLng: Math.min(...lngs),
    maxLat: Math.max(...lats),
    maxLng: Math.max(...lngs),
  };
}

export function outerRing({ coordinates }: GeoJsonPolygon): readonly Position[] {
  return coordinates[0] ?? [];
}

/** The mean of a polygon's corners: inside it where it is as convex as curb zones are. */
export function middleOf(polygon: GeoJsonPolygon): GeoPoint {
  const corners = outerRing(polygon).slice(0, -1);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { lat: mean(corners.map(([, lat]) => lat)), lng: mean(corners.map(([lng]) => lng)) };
}

/** Whether a polygon and a box have a point in common; touching counts. */
export function meetsBox(polygon: GeoJsonPolygon, box: BoundingBox): boolean {
  const ring = outerRing(polygon).map(([lng, lat]) => ({ x: lng, y: lat }));
  const corners = [
    { x: box.minLng, y: box.minLat },
    { x: box.maxLng, y: box.minLat },
    { x: box.maxLng, y: box.maxLat },
    { x: box.minLng, y: box.maxLat },
  ];
  const isInBox = ({ x, y }: PlanePoint) => x >= box.minLng && x <= box.maxLng && y >= box.minLat && y <= box.maxLat;
  if (ring.some(isInBox) || corners.some((corner) => contains(ring.slice(0, -1), corner))) return true;
  return sides(ring).some(([a, b]) => sides([...corners, ...corners.slice(0, 1)]).some(([c, d]) => meet(a, b, c, d)));
}

export function containsPoint(polygon: GeoJsonPolygon, { lat, lng }: GeoPoint): boolean {
  const ring = outerRing(polygon).map(([x, y]) => ({ x, y }));
  return contains(ring.slice(0, -1), { x: lng, y: lat });
}

/** How far a polygon is from a point, in metres; nothing where it holds it. */
export function distanceM(polygon: GeoJsonPolygon, point: GeoPoint): number {
  if (containsPoint(polygon, point)) return 0;
  return distanceToRingM(outerRing(polygon), point);
}

/** How far a point is from the border of a ring, in metres. */
export function distanceToRingM(ring: readonly Position[], point: GeoPoint): number {
  const planar = ring.map((position) => toPlane(position, point));
  return Math.min(...sides(planar).map(([from, to]) => distanceToSide(from, to)));
}

/** How far the border of one ring strays from that of another, in metres: the farthest corner decides. */
export function strayM(ring: readonly Position[], other: readonly Position[]): number {
  const farthest = (from: readonly Position[], to: readonly Position[]) =>
    Math.max(...from.map(([lng, lat]) => distanceToRingM(to, { lat, lng })));
  return Math.max(farthest(ring, other), farthest(other, ring));
}

function sides(ring: readonly PlanePoint[]): readonly (readonly [PlanePoint, PlanePoint])[] {
  return ring.slice(1).map((to, index) => [ring[index] ?? to, to] as const);
}

/** From the origin. */
function distanceToSide(from: PlanePoint, to: PlanePoint): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, -(from.x * dx + from.y * dy) / squared));
  return Math.hypot(from.x + share * dx, from.y + share * dy);
}

function meet(a: PlanePoint, b: PlanePoint, c: PlanePoint, d: PlanePoint): boolean {
  const turn = (p: PlanePoint, q: PlanePoint, r: PlanePoint) => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  // Of sides on one line the turns say nothing: there their extents decide.
  const extentsMeet = (from: (point: PlanePoint) => number) =>
    Math.max(Math.min(from(a), from(b)), Math.min(from(c), from(d))) <=
    Math.min(Math.max(from(a), from(b)), Math.max(from(c), from(d)));
  if (!extentsMeet(({ x }) => x) || !extentsMeet(({ y }) => y)) return false;
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
}
