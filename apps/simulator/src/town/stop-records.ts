import type { EvidenceCode, GroundPoint, VehicleType, VisitType } from '#curb';
import type { CurbRecord, Fault, RecordBody, VisitRecord } from '#events';
import { recordId, visitId } from '#events';
import { imagePointOf } from './street.js';

/** A box decides a start when it has lasted, and an end when the place has stayed empty. */
const START_DECIDED_MS = 30_000;
const END_DECIDED_MS = 3_000;
/** What is found after a fault is decided once it has been looked at. */
const FOUND_DECIDED_MS = 10_000;

export interface Stop {
  readonly zoneId: string;
  /** With its start it tells one stop of a camera from all others. */
  readonly key: string;
  readonly type: VisitType;
  readonly startMs: number;
  readonly endMs: number;
  readonly vehicleType: VehicleType;
  readonly confidence: number;
  readonly isBus: boolean;
  readonly ground: GroundPoint;
}

export interface Blind {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fault: Fault;
}

/** What a box tells of a stop: nothing where all of it fell into a fault. */
export function stopRecords(cameraId: string, stop: Stop, blind: Blind | null): CurbRecord[] {
  const startsUnseen = isDuring(blind, stop.startMs);
  const endsUnseen = isDuring(blind, stop.endMs);
  if (blind && startsUnseen && endsUnseen) return [];
  const startMs = blind && startsUnseen ? blind.toMs : stop.startMs;
  // When it left nobody knows; it was last seen when the fault began.
  const endMs = blind && endsUnseen ? blind.fromMs : stop.endMs;
  const hidesPart = blind !== null && startMs < blind.fromMs && endMs > blind.toMs;
  const about = {
    ...{ id: visitId(cameraId, `${stop.key}/${stop.startMs}`), zoneId: stop.zoneId, type: stop.type },
    ...{ vehicleType: stop.vehicleType, confidence: stop.confidence, startCensored: startsUnseen },
    place: { image: imagePointOf(stop.ground), ground: onWire(stop.ground) },
  };
  const atStart = [startsUnseen ? 'there_before' : 'arrival_seen'] as const;
  const atEnd: EvidenceCode[] = [...atStart, endsUnseen ? 'departure_unseen' : 'departure_seen'];
  if (hidesPart) atEnd.push('hidden_for_part');
  if (stop.type === 'double_parking') atEnd.push('overtaken');
  if (stop.isBus && stop.vehicleType === 'bus') atEnd.push('bus_at_stop');
  const visit: VisitRecord = { ...about, evidence: atStart };
  const end: RecordBody = {
    type: 'park_end',
    visit: { ...about, evidence: atEnd },
    ...{ startMs, endCensored: endsUnseen, blindMs: hidesPart ? blind.toMs - blind.fromMs : 0 },
  };
  const startDecidedMs = startsUnseen ? FOUND_DECIDED_MS : START_DECIDED_MS;
  const endDecidedMs = blind && endsUnseen ? blind.toMs - endMs + FOUND_DECIDED_MS : END_DECIDED_MS;
  return [
    townRecord(cameraId, startMs, {
      ...{ about: visit.id, body: { type: 'park_start', visit } },
      decidedMs: Math.min(startDecidedMs, Math.max(0, endMs - startMs)),
    }),
    townRecord(cameraId, endMs, { about: visit.id, body: end, decidedMs: endDecidedMs }),
  ];
}

export function townRecord(
  cameraId: string,
  atMs: number,
  { about, body, decidedMs = 5 }: { about: string | number; body: RecordBody; decidedMs?: number },
): CurbRecord {
  return { id: recordId(cameraId, body.type, about), cameraId, atMs, recordedAtMs: atMs + decidedMs, body };
}

/** How much of a time lies in a fault. */
export function blindMs(blind: Blind | null, fromMs: number, toMs: number): number {
  return blind ? Math.max(0, Math.min(toMs, blind.toMs) - Math.max(fromMs, blind.fromMs)) : 0;
}

function isDuring(blind: Blind | null, atMs: number): boolean {
  return blind !== null && atMs >= blind.fromMs && atMs < blind.toMs;
}

/** To the centimetre. */
function onWire({ xM, yM }: GroundPoint): GroundPoint {
  return { xM: Math.round(xM * 100) / 100, yM: Math.round(yM * 100) / 100 };
}
