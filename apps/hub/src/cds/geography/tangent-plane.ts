import type { GroundPoint } from '#curb';
import type { GeoPoint, Position } from './geo.js';

/** WGS84's ellipsoid: half its longer axis in metres, and its first eccentricity squared. */
const AXIS_M = 6_378_137;
const ECCENTRICITY_SQUARED = 6.694_379_990_14e-3;
const RADIANS = Math.PI / 180;
/** Seven decimals of a degree are a centimetre, which is finer than any camera sees. */
const DEGREE_DECIMALS = 7;

/** Where the ground plane of a camera lies on Earth. */
export interface Anchor extends GeoPoint {
  /** Which way the plane's y axis points, clockwise from true north. Its x axis points to the right of that. */
  readonly headingDeg: number;
}

/**
 * A point of a camera's ground plane on Earth, by the radii of the ellipsoid at the anchor. Against the exact
 * ellipsoid it is off by less than 2 mm at 100 m and 20 cm at 1 km, up to 65° of latitude (the spec measures it).
 */
export function toEarth({ xM, yM }: GroundPoint, anchor: Anchor): GeoPoint {
  const heading = anchor.headingDeg * RADIANS;
  const eastM = xM * Math.cos(heading) + yM * Math.sin(heading);
  const northM = yM * Math.cos(heading) - xM * Math.sin(heading);
  const { alongMeridianM, alongParallelM } = metresPerDegree(anchor.lat);
  return rounded({ lat: anchor.lat + northM / alongMeridianM, lng: anchor.lng + eastM / alongParallelM });
}

/** Metres east and north of `origin`. */
export function toPlane([lng, lat]: Position, origin: GeoPoint): { readonly x: number; readonly y: number } {
  const { alongMeridianM, alongParallelM } = metresPerDegree(origin.lat);
  return { x: (lng - origin.lng) * alongParallelM, y: (lat - origin.lat) * alongMeridianM };
}

export function metresPerDegree(lat: number): { readonly alongMeridianM: number; readonly alongParallelM: number } {
  const sine = Math.sin(lat * RADIANS);
  const bulge = 1 - ECCENTRICITY_SQUARED * sine * sine;
  return {
    alongMeridianM: (RADIANS * AXIS_M * (1 - ECCENTRICITY_SQUARED)) / bulge ** 1.5,
    alongParallelM: (RADIANS * AXIS_M * Math.cos(lat * RADIANS)) / Math.sqrt(bulge),
  };
}

function rounded({ lat, lng }: GeoPoint): GeoPoint {
  return { lat: Number(lat.toFixed(DEGREE_DECIMALS)), lng: Number(lng.toFixed(DEGREE_DECIMALS)) };
}
