import { geoJsonPoint } from '../geography/geo.js';
import type { GeoPoint } from '../geography/geo.js';
import type { CdsVersion } from '../http/media-type.js';
import { LANE_TYPES_OF_1_0, VEHICLE_TYPES_OF_1_0 } from './curb-event.js';
import type { CurbEvent, VehicleFacts } from './curb-event.js';

/** An event as the standard writes it: snake_case, milliseconds, what is not known left out. */
export type EventView = Readonly<Record<string, unknown>>;

/** One of our events in the words of a version. */
export function eventView(event: CurbEvent, version: CdsVersion): EventView {
  return withoutNull({
    event_id: event.eventId,
    event_type: event.type,
    event_location: locationView(event.location, event.atMs, version),
    event_time: event.atMs,
    event_publication_time: event.publishedAtMs,
    event_session_id: event.sessionId,
    curb_zone_id: event.curbZoneId,
    curb_area_ids: event.curbAreaIds.length === 0 ? null : event.curbAreaIds,
    curb_space_id: event.curbSpaceId,
    ...(version === '1.0' ? {} : { curb_object_id: event.curbObjectId }),
    data_source_type: 'camera',
    data_source_device_id: event.deviceId,
    data_source_device_name: event.deviceName,
    sensor_status_is_commissioned: event.isOnline === null ? null : true,
    sensor_status_is_online: event.isOnline,
    ...(event.vehicle === null ? {} : vehicleView(event.vehicle, version)),
    ...(version === '1.0' || event.enforcement === null
      ? {}
      : {
          enforcement: {
            enforcement_id: event.enforcement.enforcementId,
            violations: [event.enforcement.violation],
          },
        }),
  });
}

/**
 * 1.0 asks for a Feature with the time of the location, 1.1 for a bare Point. 1.0 asks for it always: where the place
 * is not known it gets a Feature without a geometry, which GeoJSON has for that (RFC 7946, 3.2).
 */
function locationView(location: GeoPoint | null, atMs: number, version: CdsVersion): unknown {
  const point = location === null ? null : geoJsonPoint(location);
  return version === '1.0' ? { type: 'Feature', geometry: point, properties: { timestamp: atMs } } : point;
}

function vehicleView({ type, confidence, blockedLanes, occupants }: VehicleFacts, version: CdsVersion): EventView {
  return {
    vehicle_type: typeIn(type, version),
    // Of a kind that was not made out nobody is sure to any degree.
    ...(version === '1.0' || type === 'unspecified' ? {} : { vehicle_type_confidence: confidence }),
    vehicle_blocked_lane_types: blockedLanes.filter((lane) => version !== '1.0' || isOf(LANE_TYPES_OF_1_0, lane)),
    curb_occupants: occupants?.map((occupant) => ({ type: typeIn(occupant, version) })) ?? null,
  };
}

/** 1.0 has no bus, among others. */
export function typeIn(type: string, version: CdsVersion): string {
  return version === '1.0' && !isOf(VEHICLE_TYPES_OF_1_0, type) ? 'other' : type;
}

/** What somebody else published, in a version: 1.0 knows less. */
export function postedView(event: EventView, version: CdsVersion): EventView {
  const { event_location: location, ...rest } = event;
  const at = typeof event['event_time'] === 'number' ? event['event_time'] : 0;
  const point = pointOf(location);
  const event_location =
    version === '1.0' ? { type: 'Feature', geometry: point, properties: { timestamp: at } } : point;
  if (version === '1.1') return withoutNull({ ...rest, event_location });
  const known = Object.entries(rest).filter(([field]) => !ADDED_IN_1_1.has(field));
  const view: Record<string, unknown> = { ...Object.fromEntries(known), event_location };
  if (typeof rest['vehicle_type'] === 'string') view['vehicle_type'] = typeIn(rest['vehicle_type'], version);
  const lanes: unknown = rest['vehicle_blocked_lane_types'];
  if (Array.isArray(lanes)) {
    view['vehicle_blocked_lane_types'] = lanes.map((lane: unknown) =>
      typeof lane === 'string' && isOf(LANE_TYPES_OF_1_0, lane) ? lane : 'unspecified',
    );
  }
  return view;
}

/** The bare point of a location in either form; null where there is none. */
function pointOf(location: unknown): unknown {
  if (typeof location !== 'object' || location === null) return null;
  return 'geometry' in location ? location.geometry : location;
}

/** Fields of an event that 1.0 does not know. */
const ADDED_IN_1_1: ReadonlySet<string> = new Set([
  'curb_object_id',
  'vehicle_license_plate_jurisdiction',
  'vehicle_license_plate_confidence',
  'vehicle_type_confidence',
  'vehicle_color',
  'vehicle_color_confidence',
  'vehicle_company_name',
  'vehicle_company_name_confidence',
  'vehicle_run_id',
  'vehicle_run_id_confidence',
  'enforcement',
  'payment_channel',
  'payment_method',
  'payment_transaction_id',
  'custom_attributes',
  'external_references',
]);

function isOf(words: readonly string[], word: string): boolean {
  return words.includes(word);
}

function withoutNull(fields: Readonly<Record<string, unknown>>): EventView {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
