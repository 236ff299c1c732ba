import { describe, expect, it } from 'vitest';
import { create, toBinary } from '@bufbuild/protobuf';
import { parse as uuidToBytes } from 'uuid';
import { EVIDENCE_CODES } from '#curb';
import {
  EvidenceCode,
  LaneFlowSchema,
  ParkStartSchema,
  RecordSchema,
  VisitSchema,
  VisitType,
} from './generated/kerbline/v1/record_pb.js';
import { recordId, visitId } from './event-id.js';
import {
  RECORD_BYTES_MAX,
  UndecodableRecordError,
  decodeRecord,
  encodeRecord,
  isRecordShortEnough,
} from './record-codec.js';
import type { CurbRecord, ParkEndBody } from './record.js';

const visit = {
  id: visitId('main-street', 'parking_a/1715684700000/1'),
  zoneId: 'parking_a',
  type: 'dwell',
  vehicleType: 'car',
  confidence: 87,
  startCensored: false,
  place: { image: { x: 0.4321, y: 0.5 }, ground: { xM: -3.25, yM: 17.5 } },
  evidence: ['arrival_seen', 'departure_unseen'],
} as const;

function parkEnd(body: Partial<ParkEndBody> = {}): CurbRecord {
  return {
    id: recordId('main-street', 'park_end', visit.id),
    cameraId: 'main-street',
    atMs: 1_715_684_800_000,
    recordedAtMs: 1_715_684_800_450,
    body: { type: 'park_end', visit, startMs: 1_715_684_700_000, endCensored: true, blindMs: 2_400, ...body },
  };
}

describe('a record on the wire', () => {
  it('comes back as it was sent', () => {
    expect(decodeRecord(encodeRecord(parkEnd()))).toEqual(parkEnd());
  });

  it('keeps the place of an uncalibrated camera without a ground point', () => {
    const sent = parkEnd({ visit: { ...visit, place: { image: { x: 0.25, y: 1 }, ground: null } } });
    expect(decodeRecord(encodeRecord(sent))).toEqual(sent);
  });

  it('has a number for every code of evidence', () => {
    const sent = parkEnd({ visit: { ...visit, evidence: EVIDENCE_CODES } });
    expect(decodeRecord(encodeRecord(sent))).toEqual(sent);
  });

  it('fits the limit with the longest ids, the largest numbers there are and all evidence at once', () => {
    const longest = 'a'.repeat(32);
    const sent: CurbRecord = {
      ...parkEnd({ visit: { ...visit, zoneId: longest, evidence: EVIDENCE_CODES }, blindMs: 8.64e15 }),
      cameraId: longest,
    };
    expect(encodeRecord(sent).length).toBeLessThanOrEqual(RECORD_BYTES_MAX);
  });

  it('is refused by the sender when a name makes it too long', () => {
    const sent = parkEnd({ visit: { ...visit, zoneId: 'z'.repeat(150) } });
    expect(() => encodeRecord(sent)).toThrow(/shorten the camera and zone ids/);
  });
});

describe('a record of lane flow', () => {
  const flow = (lanes: readonly { zoneId: string; vehicles: number }[]): CurbRecord => ({
    ...parkEnd(),
    cameraId: 'c'.repeat(16),
    body: { type: 'lane_flow', periodMs: 300_000, observedMs: 299_800, lanes },
  });
  const six = Array.from({ length: 6 }, (_, i) => ({ zoneId: `${i}`.padStart(16, 'l'), vehicles: 16_383 - i }));

  it('comes back as it was sent, lane by lane, also those in which nothing passed', () => {
    const sent = flow([
      { zoneId: 'lane_a', vehicles: 0 },
      { zoneId: 'lane_b', vehicles: 42 },
    ]);
    expect(decodeRecord(encodeRecord(sent))).toEqual(sent);
  });

  it('fits the limit with six lanes and ids of 16 characters, with more vehicles than any road carries', () => {
    expect(isRecordShortEnough(flow(six))).toBe(true);
    expect(encodeRecord(flow(six)).length).toBeLessThanOrEqual(RECORD_BYTES_MAX);
  });

  it('is known not to fit before it is refused', () => {
    const tooLong = flow(six.map(({ zoneId, vehicles }) => ({ zoneId: zoneId.repeat(2), vehicles })));
    expect(isRecordShortEnough(tooLong)).toBe(false);
    expect(() => encodeRecord(tooLong)).toThrow(/shorten/);
  });
});

describe('a record of a newer box', () => {
  it('keeps the evidence this hub knows, each code once and in order, and leaves out the rest', () => {
    const { id, zoneId, evidence } = visit;
    const { ARRIVAL_SEEN, DEPARTURE_UNSEEN } = EvidenceCode;
    const sent = create(RecordSchema, {
      version: 1,
      id: uuidToBytes(id),
      camera: 'main-street',
      atMs: 1n,
      recordedAtMs: 1n,
      body: {
        case: 'parkStart',
        value: create(ParkStartSchema, {
          visit: create(VisitSchema, {
            id: uuidToBytes(id),
            zone: zoneId,
            type: VisitType.DWELL,
            confidence: 87,
            place: { imageX: 1, imageY: 1 },
            evidence: [99 as EvidenceCode, DEPARTURE_UNSEEN, ARRIVAL_SEEN, DEPARTURE_UNSEEN],
          }),
        }),
      },
    });
    expect(decodeRecord(toBinary(RecordSchema, sent)).body).toMatchObject({ visit: { evidence } });
  });
});

describe('bytes that are no record', () => {
  const refusal = (bytes: Uint8Array): string => {
    try {
      decodeRecord(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(UndecodableRecordError);
      return (error as Error).message;
    }
    throw new Error('these bytes were taken for a record');
  };

  it('are refused when cut short', () => {
    const bytes = encodeRecord(parkEnd());
    expect(refusal(bytes.subarray(0, bytes.length - 3))).toMatch(/no protobuf message/);
  });

  it('are refused when longer than the limit', () => {
    expect(refusal(new Uint8Array(RECORD_BYTES_MAX + 1))).toBe('record is 201 bytes, expected at most 200');
  });

  it('are refused when of a later version, naming it', () => {
    expect(refusal(toBinary(RecordSchema, create(RecordSchema, { version: 2 })))).toBe('version is 2, expected 1');
  });

  it('are refused when they carry no body this hub knows', () => {
    const message = create(RecordSchema, {
      version: 1,
      camera: 'c',
      id: new Uint8Array(16),
      atMs: 1n,
      recordedAtMs: 1n,
    });
    expect(refusal(toBinary(RecordSchema, message))).toBe('body is none, expected a kind of record this hub knows');
  });

  it('are refused when they count lanes they do not name', () => {
    const message = create(RecordSchema, {
      version: 1,
      camera: 'c',
      id: uuidToBytes(visit.id),
      atMs: 1n,
      recordedAtMs: 1n,
      body: { case: 'laneFlow', value: create(LaneFlowSchema, { periodMs: 1, zone: ['lane'], vehicles: [1, 2] }) },
    });
    expect(refusal(toBinary(RecordSchema, message))).toBe('lane_flow.vehicles is 2 counts, expected 1');
  });

  it('are refused when they are sure of a vehicle to less than 1 or to more than 100', () => {
    const sureTo = (confidence: number) =>
      encodeRecord({ ...parkEnd(), body: { ...parkEnd().body, visit: { ...visit, confidence } } as never });
    for (const confidence of [1, 100])
      expect(decodeRecord(sureTo(confidence)).body).toMatchObject({ visit: { confidence } });
    for (const confidence of [0, 101]) {
      expect(refusal(sureTo(confidence))).toBe(`visit.confidence is ${confidence}, expected 1 to 100`);
    }
  });

  it('are refused when the time lies before 1970', () => {
    const message = create(RecordSchema, { version: 1, camera: 'c', id: new Uint8Array(16), atMs: -5n });
    expect(refusal(toBinary(RecordSchema, message))).toBe('at_ms is -5, expected milliseconds since 1970');
  });
});

describe('ids', () => {
  it('of one visit are the same in every replay', () => {
    expect(visitId('main-street', 'parking_a/1/1')).toBe(visitId('main-street', 'parking_a/1/1'));
  });

  it('of two visits differ', () => {
    expect(visitId('main-street', 'parking_a/1/1')).not.toBe(visitId('main-street', 'parking_a/1/2'));
  });

  it('of a start and an end of one visit differ', () => {
    expect(recordId('c', 'park_start', visit.id)).not.toBe(recordId('c', 'park_end', visit.id));
  });
});
