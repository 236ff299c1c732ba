import type { GroundPoint } from '#curb';
import type { CameraAnchorRow, CurbZoneRow } from '../../persistence/curb.row.js';
import type { GeoJsonPolygon, Position } from '../geography/geo.js';
import { containsPoint, distanceToRingM, middleOf, outerRing } from '../geography/polygon-on-earth.js';
import { toEarth } from '../geography/tangent-plane.js';
import type { FileZone } from './curbs-file.js';
import { polygonOnEarthProblem } from './polygon-problem.js';

/** Ground polygons of calibrated cameras, by `<camera>.<zone>`. */
export type GroundPolygons = ReadonlyMap<string, readonly GroundPoint[]>;

/** Surveys of neighbouring zones disagree by about this much; more than this is one zone on another. */
const OVERLAP_M_MAX = 0.5;

/** A zone's polygon on Earth, given or projected; a sentence where there is none. */
export function zoneGeometry(
  zone: FileZone,
  anchors: readonly CameraAnchorRow[],
  groundPolygons: GroundPolygons,
): GeoJsonPolygon | string {
  if (zone.geometry) return zone.geometry;
  const name = `${zone.camera}.${zone.zone}`;
  const anchor = anchors.find(({ camera_id }) => camera_id === zone.camera);
  if (!anchor) return `has no geometry, and the file has no anchor for its camera "${zone.camera}"`;
  const ground = groundPolygons.get(name);
  if (!ground) return `has no geometry, and no box has described the ground at ${name}: is its camera calibrated?`;
  const corners = ground.map((point): Position => {
    const { lat, lng } = toEarth(point, { lat: anchor.lat, lng: anchor.lng, headingDeg: anchor.heading_deg });
    return [lng, lat];
  });
  const polygon: GeoJsonPolygon = { type: 'Polygon', coordinates: [[...corners, ...corners.slice(0, 1)]] };
  const problem = polygonOnEarthProblem(polygon);
  return problem === null ? polygon : `has no geometry, and the ground at ${name} ${problem}`;
}

/** Zones that lie on one another: nobody can park in two at once. */
export function overlapProblems(zones: readonly CurbZoneRow[]): string[] {
  const sorted = [...zones].sort((a, b) => a.min_lat - b.min_lat);
  return sorted.flatMap((a, index) => {
    const problems: string[] = [];
    for (let i = index + 1; i < sorted.length; i++) {
      const b = sorted[i];
      if (!b || b.min_lat > a.max_lat) break;
      if (b.min_lng > a.max_lng || b.max_lng < a.min_lng) continue;
      if (reachesInto(a.geometry, b.geometry) || reachesInto(b.geometry, a.geometry)) {
        problems.push(`zone "${a.key}" overlaps zone "${b.key}"`);
      }
    }
    return problems;
  });
}

function reachesInto(polygon: GeoJsonPolygon, other: GeoJsonPolygon): boolean {
  if (containsPoint(other, middleOf(polygon))) return true;
  return outerRing(polygon).some(([lng, lat]) => {
    const point = { lat, lng };
    return containsPoint(other, point) && distanceToRingM(outerRing(other), point) > OVERLAP_M_MAX;
  });
}

/** Whether a polygon lies within another, give or take what surveys disagree by. */
export function liesWithin(polygon: GeoJsonPolygon, other: GeoJsonPolygon): boolean {
  return outerRing(polygon).every(([lng, lat]) => {
    const point = { lat, lng };
    return containsPoint(other, point) || distanceToRingM(outerRing(other), point) <= OVERLAP_M_MAX;
  });
}
