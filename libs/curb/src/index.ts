export type { GroundPoint, ImagePoint, Place } from './geometry/points.js';
export { CURB_KINDS, LANE_KINDS, ZONE_KINDS, isLane } from './zones/zone.js';
export type { CurbKind, LaneKind, Zone, ZoneKind } from './zones/zone.js';
export { VEHICLE_TYPES, VISIT_TYPES } from './visits/visit.js';
export type { ParkEnd, ParkStart, VehicleType, Visit, VisitEvent, VisitType } from './visits/visit.js';
