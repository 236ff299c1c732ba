import type { GeoJsonPoint, GeoJsonPolygon, GeoPoint } from '../geography/geo.js';
import { distanceM, meetsBox } from '../geography/polygon-on-earth.js';
import type { BoundingBox } from '../geography/polygon-on-earth.js';
import { metresPerDegree, toPlane } from '../geography/tangent-plane.js';
import type { CdsQuery } from '../http/cds-query.js';

/** 10 km: beyond that a list by distance is a list of the whole city. */
const RADIUS_CM_MAX = 1_000_000;

export type SpatialFilter =
  | { readonly kind: 'box'; readonly box: BoundingBox }
  | { readonly kind: 'circle'; readonly centre: GeoPoint; readonly radiusM: number };

/** A box or a circle, whole or not at all, and never both. Notes what is wrong. */
export function readSpatialFilter(query: CdsQuery): SpatialFilter | null {
  const [minLat, maxLat] = [query.number('min_lat', -90, 90), query.number('max_lat', -90, 90)];
  const [minLng, maxLng] = [query.number('min_lng', -180, 180), query.number('max_lng', -180, 180)];
  const [lat, lng] = [query.number('lat', -90, 90), query.number('lng', -180, 180)];
  const radiusCm = query.number('radius', 0, RADIUS_CM_MAX);
  query.allOrNone('min_lat', 'min_lng', 'max_lat', 'max_lng');
  query.allOrNone('lat', 'lng', 'radius');
  if (query.has('min_lat', 'min_lng', 'max_lat', 'max_lng') && query.has('lat', 'lng', 'radius')) {
    query.note('a bounding box and lat, lng, radius exclude one another');
  }
  if (minLat !== null && minLng !== null && maxLat !== null && maxLng !== null) {
    if (minLat > maxLat) query.note(`min_lat is ${minLat}, expected at most max_lat, which is ${maxLat}`);
    if (minLng > maxLng) query.note(`min_lng is ${minLng}, expected at most max_lng, which is ${maxLng}`);
    return { kind: 'box', box: { minLat, minLng, maxLat, maxLng } };
  }
  if (lat === null || lng === null || radiusCm === null) return null;
  return { kind: 'circle', centre: { lat, lng }, radiusM: radiusCm / 100 };
}

/** The box that holds all a filter can let through. */
export function boundsOfFilter(filter: SpatialFilter): BoundingBox {
  if (filter.kind === 'box') return filter.box;
  const { centre, radiusM } = filter;
  const { alongMeridianM, alongParallelM } = metresPerDegree(centre.lat);
  // Degrees are a little shorter towards the poles: one in a hundred more covers that.
  const [lat, lng] = [(1.01 * radiusM) / alongMeridianM, (1.01 * radiusM) / Math.max(alongParallelM, 1)];
  return { minLat: centre.lat - lat, maxLat: centre.lat + lat, minLng: centre.lng - lng, maxLng: centre.lng + lng };
}

/** What the filter lets through; a circle's by distance, nearest first. */
export function filterBySpace<Row>(
  rows: readonly Row[],
  filter: SpatialFilter,
  geometryOf: (row: Row) => GeoJsonPolygon | GeoJsonPoint,
): Row[] {
  if (filter.kind === 'box') return rows.filter((row) => isInBox(geometryOf(row), filter.box));
  return rows
    .map((row) => ({ row, awayM: awayM(geometryOf(row), filter.centre) }))
    .filter((found) => found.awayM <= filter.radiusM)
    .sort((a, b) => a.awayM - b.awayM)
    .map(({ row }) => row);
}

function isInBox(geometry: GeoJsonPolygon | GeoJsonPoint, box: BoundingBox): boolean {
  if (geometry.type === 'Polygon') return meetsBox(geometry, box);
  const [lng, lat] = geometry.coordinates;
  return lat >= box.minLat && lat <= box.maxLat && lng >= box.minLng && lng <= box.maxLng;
}

function awayM(geometry: GeoJsonPolygon | GeoJsonPoint, centre: GeoPoint): number {
  if (geometry.type === 'Polygon') return distanceM(geometry, centre);
  const { x, y } = toPlane(geometry.coordinates, centre);
  return Math.hypot(x, y);
}
