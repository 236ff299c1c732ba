import type { Place } from '../geometry/points.js';
import type { EvidenceCode } from './evidence-codes.js';

/** `dwell`: a stop at the curb. `double_parking`: a stop that blocks a lane and is not part of a queue. */
export const VISIT_TYPES = ['dwell', 'double_parking'] as const;
export type VisitType = (typeof VISIT_TYPES)[number];

/** CDS 1.1 `vehicle_type`, as far as a street camera can tell. */
export const VEHICLE_TYPES = ['car', 'truck', 'bus', 'motorcycle', 'bicycle', 'unspecified'] as const;
export type VehicleType = (typeof VEHICLE_TYPES)[number];

/**
 * One vehicle's stop at one place. Times are capture times, in milliseconds since the Unix epoch.
 * `key` names the visit among all visits of its camera and is the same in every replay.
 */
export interface Visit {
  readonly key: string;
  readonly zoneId: string;
  readonly type: VisitType;
  readonly startMs: number;
  /** The vehicle stood there before the camera could see it: the true start is earlier. */
  readonly startCensored: boolean;
  readonly vehicleType: VehicleType;
  /** 1..100, as CDS counts confidence. */
  readonly confidence: number;
  readonly place: Place;
  /** What speaks for and against it so far. */
  readonly evidence: readonly EvidenceCode[];
}

/** A vehicle has stood long enough to count. `atMs` is back-dated to the moment it came to rest. */
export interface ParkStart {
  readonly type: 'park_start';
  readonly atMs: number;
  readonly visit: Visit;
}

/** A vehicle that counted moved off at `atMs`, or was last known to stand there at `atMs`. */
export interface ParkEnd {
  readonly type: 'park_end';
  readonly atMs: number;
  readonly visit: Visit;
  /** Nobody saw the vehicle leave: the true end is some time after `atMs`. */
  readonly endCensored: boolean;
  /** How much of the visit the place could not be seen. */
  readonly blindMs: number;
}

export type VisitEvent = ParkStart | ParkEnd;
