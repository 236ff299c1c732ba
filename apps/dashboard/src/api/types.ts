/**
 * The hub's answers, as its HTTP contract states them. Every part of the page takes its API types from here.
 * Times are ISO 8601 in UTC, durations milliseconds; a zone's id is `<camera>.<zone>`.
 */
export type CurbKind = 'parking' | 'loading' | 'no_stopping' | 'bus_stop';
export type LaneKind = 'travel_lane' | 'bike_lane' | 'bus_lane';
export type ZoneKind = CurbKind | LaneKind;
export type VisitType = 'dwell' | 'double_parking';
export type VehicleType = 'car' | 'truck' | 'bus' | 'motorcycle' | 'bicycle' | 'unspecified';
export type EvidenceCode =
  | 'arrival_seen'
  | 'there_before'
  | 'found_at_rest'
  | 'departure_seen'
  | 'departure_unseen'
  | 'hidden_for_part'
  | 'overtaken'
  | 'outlasted_signal'
  | 'left_alone'
  | 'held_for_part'
  | 'not_overtaken'
  | 'bus_at_stop';
export type CameraStatus = 'online' | 'fault' | 'offline';
export type FaultCode = 'no_video' | 'frozen' | 'black' | 'blurred' | 'camera_moved' | 'stopped';
export type RecordKind = 'park_start' | 'park_end' | 'comms_lost' | 'comms_restored' | 'scheduled_report' | 'lane_flow';

/** `[x, y]`, shares of the picture's width and height: x right, y down. */
export type ImagePoint = readonly [x: number, y: number];
/** `[xM, yM]`, metres on the road plane. */
export type GroundPoint = readonly [xM: number, yM: number];

export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

export interface CameraDay {
  readonly videoBytes: number;
  readonly eventBytes: number;
  readonly events: number;
  readonly framesDecoded: number;
  readonly framesAnalysed: number;
  readonly framesSkipped: number;
  readonly observedMs: number;
}

export interface CameraFault {
  readonly code: FaultCode;
  readonly since: string;
}

export interface Camera {
  readonly id: string;
  readonly deviceId: string;
  readonly name: string;
  readonly status: CameraStatus;
  readonly fault: CameraFault | null;
  readonly lastSeen: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly engine: string;
  readonly sampleFps: number;
  readonly minDwellMs: number;
  readonly doubleParkingMs: number;
  readonly reprojectionErrorM: number | null;
  readonly today: CameraDay;
}

export interface Location {
  readonly image: ImagePoint;
  readonly ground: GroundPoint | null;
}

/** A vehicle that stands in a zone now. */
export interface StandingVisit {
  readonly id: string;
  readonly type: VisitType;
  readonly start: string;
  readonly startCensored: boolean;
  readonly vehicleType: VehicleType;
  readonly confidence: number;
  readonly location: Location;
}

/** A zone's numbers over some time. In an hour mostly unseen every count is -1. */
export interface ZoneCounts {
  readonly arrivals: number;
  readonly departures: number;
  readonly turnover: number;
  readonly averageDwellMs: number | null;
  readonly occupiedMs: number;
  readonly doubleParking: number;
  readonly blockedMs: number;
  readonly observedMs: number;
}

export interface ZoneHour extends ZoneCounts {
  readonly hour: string;
}

export interface Zone {
  readonly id: string;
  readonly camera: string;
  readonly kind: ZoneKind;
  readonly polygon: readonly ImagePoint[];
  readonly groundPolygon: readonly GroundPoint[] | null;
  readonly visits: readonly StandingVisit[];
  readonly today: ZoneCounts;
}

export interface Visit {
  readonly id: string;
  readonly camera: string;
  readonly zone: string;
  readonly zoneKind: ZoneKind;
  readonly type: VisitType;
  readonly start: string;
  readonly end: string | null;
  readonly dwellMs: number | null;
  readonly vehicleType: VehicleType;
  readonly confidence: number;
  readonly startCensored: boolean;
  readonly endCensored: boolean;
  readonly blindMs: number;
  readonly location: Location;
  readonly evidence: readonly EvidenceCode[];
}

export interface StreetEvent {
  readonly id: string;
  readonly type: RecordKind;
  readonly camera: string;
  readonly zone: string | null;
  readonly visit: string | null;
  readonly visitType: VisitType | null;
  readonly vehicleType: VehicleType | null;
  readonly fault: FaultCode | null;
  readonly time: string;
  readonly recordedTime: string;
  readonly receivedTime: string;
  readonly bytes: number;
}

export interface Session {
  readonly access: 'key' | 'loopback';
}

/** `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly value: unknown; readonly problem: string }[];
}

const LANES: readonly ZoneKind[] = ['travel_lane', 'bike_lane', 'bus_lane'] satisfies LaneKind[];

export function isLane(kind: ZoneKind): kind is LaneKind {
  return LANES.includes(kind);
}
