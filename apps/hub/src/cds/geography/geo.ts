/** A place on Earth, WGS84 degrees. */
export interface GeoPoint {
  readonly lat: number;
  readonly lng: number;
}

/** GeoJSON (RFC 7946): longitude comes first. */
export type Position = readonly [number, number];
export interface GeoJsonPoint {
  readonly type: 'Point';
  readonly coordinates: Position;
}
export interface GeoJsonPolygon {
  readonly type: 'Polygon';
  /** The outer ring, then holes; each is closed. */
  readonly coordinates: readonly (readonly Position[])[];
}

export function geoJsonPoint({ lat, lng }: GeoPoint): GeoJsonPoint {
  return { type: 'Point', coordinates: [lng, lat] };
}
