import { recordId } from '#events';
import type { CurbZoneRow } from '../../persistence/curb.row.js';
import type { VisitRow } from '../../persistence/visit.row.js';
import type { KnownCurbs } from '../events/known-curbs.js';
import { typeIn } from '../events/event-view.js';
import type { GeoPoint } from '../geography/geo.js';
import type { CdsVersion } from '../http/media-type.js';

/** A stop as the Metrics know it: only an end that was seen is one. At least one of them is. */
export interface Session {
  readonly visitId: string;
  readonly cameraId: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly zone: CurbZoneRow | null;
  readonly areaIds: readonly string[];
  readonly spaceId: string | null;
  readonly location: GeoPoint | null;
  readonly vehicleType: string;
}

/** Null where neither end was seen: then there is no event to make a session of. */
export function sessionOf(visit: VisitRow, curbs: KnownCurbs): Session | null {
  const startMs = visit.start_censored ? null : visit.start_at.getTime();
  const endMs = visit.end_censored ? null : (visit.end_at?.getTime() ?? null);
  if (startMs === null && endMs === null) return null;
  const { camera_id: cameraId, zone_id: zoneId, ground_x_m: xM, ground_y_m: yM } = visit;
  const zone = curbs.zoneAt(cameraId, zoneId, visit.start_at.getTime());
  const ground = xM === null || yM === null ? null : { xM, yM };
  const location = curbs.locationOf({ cameraId, zoneId, ground }, zone);
  return {
    visitId: visit.id,
    cameraId,
    startMs,
    endMs,
    zone,
    areaIds: zone === null ? [] : curbs.areaIdsOf(zone),
    spaceId: zone === null || location === null ? null : curbs.spaceAt(zone, location),
    location,
    vehicleType: visit.vehicle_type,
  };
}

export const SESSION_COLUMNS = [
  'session_type',
  'event_session_id',
  'event_id_start',
  'event_id_end',
  'event_location_start_latitude',
  'event_location_start_longitude',
  'event_location_end_latitude',
  'event_location_end_longitude',
  'event_time_start',
  'event_time_end',
  'curb_zone_id',
  'curb_area_ids',
  'curb_space_id',
  'vehicle_type',
] as const;

/** A session's cells, in the order of the columns; null: not known. */
export function sessionCells(session: Session, version: CdsVersion): readonly (string | number | null)[] {
  const { visitId, cameraId, startMs, endMs, location, zone, areaIds } = session;
  const at = (timeMs: number | null) =>
    timeMs === null || location === null ? [null, null] : [location.lat, location.lng];
  return [
    'parking',
    visitId,
    startMs === null ? null : recordId(cameraId, 'park_start', visitId),
    endMs === null ? null : recordId(cameraId, 'park_end', visitId),
    ...at(startMs),
    ...at(endMs),
    startMs,
    endMs,
    zone?.curb_zone_id ?? null,
    // One cell: ids have no semicolons.
    areaIds.length === 0 ? null : areaIds.join(';'),
    session.spaceId,
    typeIn(session.vehicleType, version),
  ];
}

/** One line of CSV (RFC 4180, with a line feed at its end); an empty cell is null. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
