import type { GroundPoint, ImagePoint, Zone } from '../api/types.js';
import { fitPictureToGround, groundAt, metresPerStep, type PictureToGround } from './picture-to-ground.js';

/**
 * Beyond this a car of 4.5 m is lower than four thousandths of the picture, and its place a guess.
 * Polygons drawn up to the horizon would otherwise make the street hundreds of meters long.
 */
const METRES_PER_STEP_MAX = 1.2;
/** Pieces an edge is cut into to find where it leaves the well-seen ground: half a meter on a 30 m zone. */
const EDGE_PIECES = 64;

/** A zone's outline on the ground, without the part too far away to be seen well. */
export interface Outline {
  readonly zone: Zone;
  readonly ground: readonly GroundPoint[];
}

export function isCalibrated(zones: readonly Zone[]): boolean {
  return zones.length > 0 && zones.every((zone) => zone.groundPolygon !== null && zone.groundPolygon.length >= 3);
}

/** The well-seen outlines of a calibrated camera's zones; a zone wholly out of sight has none. */
export function wellSeenOutlines(zones: readonly Zone[]): Outline[] {
  const pairs = zones.flatMap((zone) =>
    zone.polygon.flatMap((image, i) => {
      const ground = zone.groundPolygon?.[i];
      return ground ? [{ image, ground }] : [];
    }),
  );
  const projection = fitPictureToGround(pairs);
  return zones.flatMap((zone) => {
    const ground = projection ? wellSeen(zone, projection) : (zone.groundPolygon ?? []);
    return ground.length >= 3 ? [{ zone, ground }] : [];
  });
}

function wellSeen(zone: Zone, projection: PictureToGround): readonly GroundPoint[] {
  const isWellSeen = (point: ImagePoint): boolean => metresPerStep(projection, point) <= METRES_PER_STEP_MAX;
  if (zone.groundPolygon && zone.polygon.every(isWellSeen)) return zone.groundPolygon;
  return zone.polygon
    .flatMap((from, i) => piecesOf(from, zone.polygon[(i + 1) % zone.polygon.length] ?? from))
    .filter(isWellSeen)
    .map((point) => groundAt(projection, point))
    .filter((point) => point !== null);
}

function piecesOf(from: ImagePoint, to: ImagePoint): ImagePoint[] {
  return Array.from({ length: EDGE_PIECES }, (_, i) => {
    const share = i / EDGE_PIECES;
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share] as const;
  });
}
