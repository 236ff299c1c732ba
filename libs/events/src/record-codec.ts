import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { parse as uuidToBytes, stringify as bytesToUuid } from 'uuid';
import type { EvidenceCode, LaneCount, Place, VehicleType, VisitType } from '#curb';
import * as wire from './generated/kerbline/v1/record_pb.js';
import type { CurbRecord, Fault, RecordBody, VisitRecord } from './record.js';
import { ID_PATTERN } from './subjects.js';

export const RECORD_VERSION = 1;
/** The wire's promise to thin uplinks; `encodeRecord` refuses to break it. */
export const RECORD_BYTES_MAX = 200;

/** The bytes are not a record this hub can use, and never will be. The message names the field and the value. */
export class UndecodableRecordError extends Error {
  override readonly name = 'UndecodableRecordError';
}

const VISIT_TYPE = table<wire.VisitType, VisitType>([
  [wire.VisitType.DWELL, 'dwell'],
  [wire.VisitType.DOUBLE_PARKING, 'double_parking'],
]);
const VEHICLE_TYPE = table<wire.VehicleType, VehicleType>([
  [wire.VehicleType.UNSPECIFIED, 'unspecified'],
  [wire.VehicleType.CAR, 'car'],
  [wire.VehicleType.TRUCK, 'truck'],
  [wire.VehicleType.BUS, 'bus'],
  [wire.VehicleType.MOTORCYCLE, 'motorcycle'],
  [wire.VehicleType.BICYCLE, 'bicycle'],
]);
const EVIDENCE = table<wire.EvidenceCode, EvidenceCode>([
  [wire.EvidenceCode.ARRIVAL_SEEN, 'arrival_seen'],
  [wire.EvidenceCode.THERE_BEFORE, 'there_before'],
  [wire.EvidenceCode.FOUND_AT_REST, 'found_at_rest'],
  [wire.EvidenceCode.DEPARTURE_SEEN, 'departure_seen'],
  [wire.EvidenceCode.DEPARTURE_UNSEEN, 'departure_unseen'],
  [wire.EvidenceCode.HIDDEN_FOR_PART, 'hidden_for_part'],
  [wire.EvidenceCode.OVERTAKEN, 'overtaken'],
  [wire.EvidenceCode.OUTLASTED_SIGNAL, 'outlasted_signal'],
  [wire.EvidenceCode.LEFT_ALONE, 'left_alone'],
  [wire.EvidenceCode.HELD_FOR_PART, 'held_for_part'],
  [wire.EvidenceCode.NOT_OVERTAKEN, 'not_overtaken'],
  [wire.EvidenceCode.BUS_AT_STOP, 'bus_at_stop'],
]);
const FAULT = table<wire.Fault, Fault>([
  [wire.Fault.NO_VIDEO, 'no_video'],
  [wire.Fault.FROZEN, 'frozen'],
  [wire.Fault.BLACK, 'black'],
  [wire.Fault.BLURRED, 'blurred'],
  [wire.Fault.CAMERA_MOVED, 'camera_moved'],
  [wire.Fault.STOPPED, 'stopped'],
]);

/** A record as protobuf bytes, at most `RECORD_BYTES_MAX`. Throws `RangeError` when names are so long that it is not. */
export function encodeRecord(record: CurbRecord): Uint8Array {
  const bytes = toBytes(record);
  if (bytes.length > RECORD_BYTES_MAX) {
    throw new RangeError(
      `a ${record.body.type} record of camera ${record.cameraId} has ${bytes.length} bytes, the limit is ${RECORD_BYTES_MAX}: shorten the camera and zone ids`,
    );
  }
  return bytes;
}

/** Whether `encodeRecord` takes the record. */
export function isRecordShortEnough(record: CurbRecord): boolean {
  return toBytes(record).length <= RECORD_BYTES_MAX;
}

/** The record in these bytes. Throws `UndecodableRecordError`, naming the field, when there is none. */
export function decodeRecord(bytes: Uint8Array): CurbRecord {
  if (bytes.length > RECORD_BYTES_MAX) fail('record', `${bytes.length} bytes`, `at most ${RECORD_BYTES_MAX}`);
  let message: wire.Record;
  try {
    message = fromBinary(wire.RecordSchema, bytes);
  } catch (cause) {
    throw new UndecodableRecordError(`record: ${bytes.length} bytes are no protobuf message`, { cause });
  }
  if (message.version !== RECORD_VERSION) fail('version', message.version, String(RECORD_VERSION));
  if (!ID_PATTERN.test(message.camera)) fail('camera', message.camera, 'a camera id');
  return {
    id: decodeUuid('id', message.id),
    cameraId: message.camera,
    atMs: decodeTime('at_ms', message.atMs),
    recordedAtMs: decodeTime('recorded_at_ms', message.recordedAtMs),
    body: decodeBody(message.body),
  };
}

function toBytes(record: CurbRecord): Uint8Array {
  return toBinary(
    wire.RecordSchema,
    create(wire.RecordSchema, {
      version: RECORD_VERSION,
      id: uuidToBytes(record.id),
      camera: record.cameraId,
      atMs: BigInt(Math.round(record.atMs)),
      recordedAtMs: BigInt(Math.round(record.recordedAtMs)),
      body: encodeBody(record.body),
    }),
  );
}

function encodeBody(body: RecordBody): wire.Record['body'] {
  switch (body.type) {
    case 'park_start':
      return { case: 'parkStart', value: create(wire.ParkStartSchema, { visit: encodeVisit(body.visit) }) };
    case 'park_end':
      return {
        case: 'parkEnd',
        value: create(wire.ParkEndSchema, {
          visit: encodeVisit(body.visit),
          startMs: BigInt(Math.round(body.startMs)),
          endCensored: body.endCensored,
          blindMs: BigInt(Math.round(body.blindMs)),
        }),
      };
    case 'comms_lost':
      return {
        case: 'commsLost',
        value: create(wire.CommsLostSchema, { faultId: uuidToBytes(body.faultId), fault: FAULT.number(body.fault) }),
      };
    case 'comms_restored':
      return {
        case: 'commsRestored',
        value: create(wire.CommsRestoredSchema, {
          faultId: uuidToBytes(body.faultId),
          fault: FAULT.number(body.fault),
          lostAtMs: BigInt(Math.round(body.lostAtMs)),
        }),
      };
    case 'scheduled_report':
      return {
        case: 'scheduledReport',
        value: create(wire.ScheduledReportSchema, {
          periodMs: Math.round(body.periodMs),
          observedMs: Math.round(body.observedMs),
          framesDecoded: body.framesDecoded,
          framesAnalysed: body.framesAnalysed,
          framesSkipped: body.framesSkipped,
          videoBytes: BigInt(body.videoBytes),
          configHash: body.configHash,
        }),
      };
    case 'lane_flow':
      return {
        case: 'laneFlow',
        value: create(wire.LaneFlowSchema, {
          periodMs: Math.round(body.periodMs),
          observedMs: Math.round(body.observedMs),
          zone: body.lanes.map(({ zoneId }) => zoneId),
          vehicles: body.lanes.map(({ vehicles }) => vehicles),
        }),
      };
  }
}

function decodeBody(body: wire.Record['body']): RecordBody {
  switch (body.case) {
    case 'parkStart':
      return { type: 'park_start', visit: decodeVisit(body.value.visit) };
    case 'parkEnd':
      return {
        type: 'park_end',
        visit: decodeVisit(body.value.visit),
        startMs: decodeTime('park_end.start_ms', body.value.startMs),
        endCensored: body.value.endCensored,
        blindMs: Number(body.value.blindMs),
      };
    case 'commsLost':
      return {
        type: 'comms_lost',
        faultId: decodeUuid('comms_lost.fault_id', body.value.faultId),
        fault: FAULT.name('comms_lost.fault', body.value.fault),
      };
    case 'commsRestored':
      return {
        type: 'comms_restored',
        faultId: decodeUuid('comms_restored.fault_id', body.value.faultId),
        fault: FAULT.name('comms_restored.fault', body.value.fault),
        lostAtMs: decodeTime('comms_restored.lost_at_ms', body.value.lostAtMs),
      };
    case 'scheduledReport': {
      const { periodMs, observedMs, framesDecoded, framesAnalysed, framesSkipped, videoBytes, configHash } = body.value;
      if (observedMs > periodMs) fail('scheduled_report.observed_ms', observedMs, `at most period_ms ${periodMs}`);
      return {
        type: 'scheduled_report',
        periodMs,
        observedMs,
        framesDecoded,
        framesAnalysed,
        framesSkipped,
        videoBytes: Number(videoBytes),
        configHash,
      };
    }
    case 'laneFlow': {
      const { periodMs, observedMs } = body.value;
      if (periodMs === 0) fail('lane_flow.period_ms', periodMs, 'at least 1');
      if (observedMs > periodMs) fail('lane_flow.observed_ms', observedMs, `at most period_ms ${periodMs}`);
      return { type: 'lane_flow', periodMs, observedMs, lanes: decodeLanes(body.value) };
    }
    case undefined:
      return fail('body', 'none', 'a kind of record this hub knows');
  }
}

function decodeLanes({ zone, vehicles }: wire.LaneFlow): LaneCount[] {
  if (vehicles.length !== zone.length) fail('lane_flow.vehicles', `${vehicles.length} counts`, `${zone.length}`);
  return zone.map((zoneId, index) => {
    if (!ID_PATTERN.test(zoneId)) fail('lane_flow.zone', zoneId, 'a zone id');
    return { zoneId, vehicles: vehicles[index] ?? 0 };
  });
}

function encodeVisit(visit: VisitRecord): wire.Visit {
  return create(wire.VisitSchema, {
    id: uuidToBytes(visit.id),
    zone: visit.zoneId,
    type: VISIT_TYPE.number(visit.type),
    vehicleType: VEHICLE_TYPE.number(visit.vehicleType),
    confidence: visit.confidence,
    startCensored: visit.startCensored,
    place: encodePlace(visit.place),
    evidence: visit.evidence.map((code) => EVIDENCE.number(code)),
  });
}

function decodeVisit(visit: wire.Visit | undefined): VisitRecord {
  if (!visit) return fail('visit', 'none', 'a visit');
  if (!ID_PATTERN.test(visit.zone)) fail('visit.zone', visit.zone, 'a zone id');
  if (visit.confidence < 1 || visit.confidence > 100) fail('visit.confidence', visit.confidence, '1 to 100');
  return {
    id: decodeUuid('visit.id', visit.id),
    zoneId: visit.zone,
    type: VISIT_TYPE.name('visit.type', visit.type),
    vehicleType: VEHICLE_TYPE.name('visit.vehicle_type', visit.vehicleType),
    confidence: visit.confidence,
    startCensored: visit.startCensored,
    place: decodePlace(visit.place),
    evidence: EVIDENCE.knownAmong(visit.evidence),
  };
}

function encodePlace(place: Place): wire.Place {
  const image = { imageX: Math.round(place.image.x * 10_000), imageY: Math.round(place.image.y * 10_000) };
  if (!place.ground) return create(wire.PlaceSchema, image);
  const { xM, yM } = place.ground;
  return create(wire.PlaceSchema, { ...image, groundXCm: Math.round(xM * 100), groundYCm: Math.round(yM * 100) });
}

function decodePlace(place: wire.Place | undefined): Place {
  if (!place) return fail('visit.place', 'none', 'a place');
  const { imageX, imageY, groundXCm, groundYCm } = place;
  return {
    image: { x: imageX / 10_000, y: imageY / 10_000 },
    ground: groundXCm === undefined || groundYCm === undefined ? null : { xM: groundXCm / 100, yM: groundYCm / 100 },
  };
}

function decodeUuid(field: string, bytes: Uint8Array): string {
  if (bytes.length !== 16) fail(field, `${bytes.length} bytes`, '16');
  try {
    return bytesToUuid(bytes);
  } catch (cause) {
    throw new UndecodableRecordError(`${field}: these 16 bytes are no UUID`, { cause });
  }
}

function decodeTime(field: string, value: bigint): number {
  const timeMs = Number(value);
  // The range of ECMAScript's Date: anything else cannot be stored as a time.
  if (!(Math.abs(timeMs) <= 8.64e15) || timeMs <= 0) fail(field, value, 'milliseconds since 1970');
  return timeMs;
}

function fail(field: string, value: unknown, expected: string): never {
  throw new UndecodableRecordError(`${field} is ${String(value)}, expected ${expected}`);
}

/** A two-way dictionary between the wire's numbers and our words. */
function table<N extends number, W extends string>(rows: readonly (readonly [N, W])[]) {
  const words = new Map<number, W>(rows);
  const numbers = new Map<string, N>(rows.map(([number, word]) => [word, number]));
  return {
    number(word: W): N {
      const number = numbers.get(word);
      if (number === undefined) throw new RangeError(`the wire has no number for ${word}`);
      return number;
    },
    name(field: string, number: number): W {
      return words.get(number) ?? fail(field, number, 'a value this hub knows');
    },
    /** Each word once, in the table's order; numbers of a newer box are left out. */
    knownAmong(given: readonly number[]): W[] {
      return rows.filter(([number]) => given.includes(number)).map(([, word]) => word);
    },
  };
}
