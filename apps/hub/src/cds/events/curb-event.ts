import type { GeoPoint } from '../geography/geo.js';

/** Event types of CDS 1.0; 1.1 adds those of `EVENT_TYPES_ADDED`. */
export const EVENT_TYPES_OF_1_0 = [
  'comms_lost',
  'comms_restored',
  'decommissioned',
  'park_start',
  'park_end',
  'scheduled_report',
  'enter_area',
  'exit_area',
] as const;
export const EVENT_TYPES_ADDED = [
  'vehicle_detected',
  'vehicle_violation_start',
  'vehicle_violation_end',
  'citation_issued',
] as const;
export const EVENT_TYPES = [...EVENT_TYPES_OF_1_0, ...EVENT_TYPES_ADDED] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const VEHICLE_TYPES_OF_1_0 = [
  'bicycle',
  'cargo_bicycle',
  'car',
  'scooter',
  'moped',
  'motorcycle',
  'truck',
  'van',
  'freight',
  'other',
  'unspecified',
] as const;
export const CDS_VEHICLE_TYPES = [
  ...VEHICLE_TYPES_OF_1_0,
  'bus',
  'delivery_robot',
  'scooter_standing',
  'scooter_seated',
] as const;

export const LANE_TYPES_OF_1_0 = [
  'travel_lane',
  'turn_lane',
  'bike_lane',
  'bus_lane',
  'parking',
  'shoulder',
  'median',
  'sidewalk',
  'unspecified',
] as const;
export const LANE_TYPES = [...LANE_TYPES_OF_1_0, 'center_turn_lane'] as const;

export const SOURCE_TYPES = [
  'data_feed',
  'camera',
  'above_ground',
  'in_ground',
  'meter',
  'payment',
  'in_person',
  'other',
] as const;

export interface ViolationView {
  readonly violation_code: string;
  readonly violation_name: string;
}

/** An event of ours, before it is written in one of the versions. Times are milliseconds since the epoch. */
export interface CurbEvent {
  readonly eventId: string;
  readonly type: EventType;
  readonly atMs: number;
  readonly publishedAtMs: number;
  /** Null where the city has not told where on Earth the camera or the zone is. */
  readonly location: GeoPoint | null;
  /** Ties the two ends of a stop. */
  readonly sessionId: string | null;
  readonly curbZoneId: string | null;
  readonly curbAreaIds: readonly string[];
  readonly curbSpaceId: string | null;
  readonly curbObjectId: string | null;
  readonly deviceId: string;
  /** What is written on the pole or box, where the city has told. */
  readonly deviceName: string | null;
  readonly isOnline: boolean | null;
  readonly vehicle: VehicleFacts | null;
  readonly enforcement: { readonly enforcementId: string; readonly violation: ViolationView } | null;
}

export interface VehicleFacts {
  readonly type: string;
  /** 1..100. */
  readonly confidence: number;
  readonly blockedLanes: readonly string[];
  /** Types of all that stood in the zone at that moment; null where the stop was in no curb zone. */
  readonly occupants: readonly string[] | null;
}

/** Where an event stands among others: `rank` orders those of one vehicle at the same millisecond, `id` all the rest. */
export interface EventPlace {
  readonly atMs: number;
  readonly rank: number;
  readonly id: string;
}

/** An event that is known to have happened. Of many, few are on a page: the rest are never written. */
export interface PlacedEvent {
  readonly place: EventPlace;
  readonly type: EventType;
  readonly write: () => CurbEvent;
}

/** Later comes after, in the order in which things happened to a vehicle. */
export const RANKS = {
  posted: 0,
  park_start: 1,
  vehicle_violation_start: 2,
  vehicle_violation_end: 3,
  park_end: 4,
  comms_lost: 5,
  comms_restored: 6,
} as const;

/** Newest first. */
export function byNewest(a: EventPlace, b: EventPlace): number {
  if (a.atMs !== b.atMs) return b.atMs - a.atMs;
  if (a.rank !== b.rank) return b.rank - a.rank;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

const CURSOR = /^(\d{1,15})\/([0-6])\/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function encodeEventCursor({ atMs, rank, id }: EventPlace): string {
  return Buffer.from(`${atMs}/${rank}/${id}`).toString('base64url');
}

/** Null when it is no cursor of ours. */
export function decodeEventCursor(text: string): EventPlace | null {
  const [, atMs, rank, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (atMs === undefined || rank === undefined || id === undefined) return null;
  return { atMs: Number(atMs), rank: Number(rank), id };
}
