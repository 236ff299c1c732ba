import type { ImagePoint } from '../geometry/points.js';

/** Curb kinds are where a stop is a dwell; lane kinds are where it blocks traffic (CDS lane types). */
export const CURB_KINDS = ['parking', 'loading', 'no_stopping', 'bus_stop'] as const;
export const LANE_KINDS = ['travel_lane', 'bike_lane', 'bus_lane'] as const;
export const ZONE_KINDS = [...CURB_KINDS, ...LANE_KINDS] as const;

export type CurbKind = (typeof CURB_KINDS)[number];
export type LaneKind = (typeof LANE_KINDS)[number];
export type ZoneKind = (typeof ZONE_KINDS)[number];

/** An area of road surface in the picture. Its polygon is not closed: the last point joins the first. */
export interface Zone {
  readonly id: string;
  readonly kind: ZoneKind;
  readonly polygon: readonly ImagePoint[];
}

export function isLane(kind: ZoneKind): kind is LaneKind {
  return (LANE_KINDS as readonly string[]).includes(kind);
}
