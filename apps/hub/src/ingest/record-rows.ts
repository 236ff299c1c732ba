import type { RecordDelivery } from '#events/nats';
import type { EventRow, ShownEventRow } from '../persistence/event.row.js';
import type { VisitRow } from '../persistence/visit.row.js';
import type { LocatedRecord } from './located-record.js';
import type { VisitState } from './visit-state.js';
import type { EvidenceCode, VehicleType, VisitType } from '#curb';

/** A record's row as it is written. */
export type NewEventRow = Omit<EventRow, 'payload'> & { readonly payload: Uint8Array };

export function eventRow({ delivery, city }: LocatedRecord): NewEventRow {
  const { deviceId, payload } = delivery;
  return { city_id: city.id, device_id: deviceId, ...shownEventRow(delivery), payload };
}

/** What people are shown of a record's row. */
export function shownEventRow(delivery: RecordDelivery): ShownEventRow {
  const { record, bytes, receivedAtMs } = delivery;
  const { body } = record;
  const visit = body.type === 'park_start' || body.type === 'park_end' ? body.visit : null;
  const fault = body.type === 'comms_lost' || body.type === 'comms_restored' ? body.fault : null;
  return {
    id: record.id,
    camera_id: record.cameraId,
    kind: body.type,
    at: new Date(record.atMs),
    recorded_at: new Date(record.recordedAtMs),
    received_at: new Date(receivedAtMs),
    zone_id: visit?.zoneId ?? null,
    visit_id: visit?.id ?? null,
    visit_type: visit?.type ?? null,
    vehicle_type: visit?.vehicleType ?? null,
    fault,
    bytes,
  };
}

export function visitRow(visit: VisitState, cityId: string): VisitRow {
  const { image, ground } = visit.place;
  return {
    city_id: cityId,
    id: visit.id,
    camera_id: visit.cameraId,
    zone_id: visit.zoneId,
    visit_type: visit.type,
    vehicle_type: visit.vehicleType,
    confidence: visit.confidence,
    start_at: new Date(visit.startMs),
    start_censored: visit.startCensored,
    end_at: visit.endMs === null ? null : new Date(visit.endMs),
    end_censored: visit.endCensored,
    blind_ms: visit.blindMs,
    image_x: image.x,
    image_y: image.y,
    ground_x_m: ground?.xM ?? null,
    ground_y_m: ground?.yM ?? null,
    evidence: visit.evidence,
  };
}

/** The way back. Only `visitRow` writes these rows, so their words are those of the core. */
export function visitState(row: VisitRow): VisitState {
  const { ground_x_m: xM, ground_y_m: yM } = row;
  return {
    id: row.id,
    cameraId: row.camera_id,
    zoneId: row.zone_id,
    type: row.visit_type as VisitType,
    vehicleType: row.vehicle_type as VehicleType,
    confidence: row.confidence,
    startMs: row.start_at.getTime(),
    startCensored: row.start_censored,
    endMs: row.end_at?.getTime() ?? null,
    endCensored: row.end_censored,
    blindMs: row.blind_ms,
    place: {
      image: { x: row.image_x, y: row.image_y },
      ground: xM === null || yM === null ? null : { xM, yM },
    },
    evidence: row.evidence as EvidenceCode[],
  };
}
