import { describe, expect, it } from 'vitest';
import {
  BATCH_BYTES_MAX,
  BATCH_RECORDS_MAX,
  decodeBatch,
  decodeSettled,
  encodeBatch,
  encodeSettled,
  peekRecordId,
} from './batch-codec.js';
import { recordId } from './event-id.js';
import { RECORD_BYTES_MAX, UndecodableRecordError, encodeRecord } from './record-codec.js';
import type { CurbRecord } from './record.js';

const id = (n: number) => recordId('main-street', 'park_start', n);
const loss: CurbRecord = {
  id: id(1),
  cameraId: 'main-street',
  atMs: 1,
  recordedAtMs: 2,
  body: { type: 'comms_lost', faultId: id(2), fault: 'black' },
};

describe('a batch', () => {
  it('brings its records back as they were put, in their order', () => {
    const records = [encodeRecord(loss), encodeRecord({ ...loss, id: id(3) })];
    expect(decodeBatch(encodeBatch(records)).map((bytes) => peekRecordId(bytes))).toEqual([id(1), id(3)]);
  });

  it('holds as many of the longest records as it may', () => {
    const longest = Array.from({ length: BATCH_RECORDS_MAX }, () => new Uint8Array(RECORD_BYTES_MAX));
    const bytes = encodeBatch(longest);
    expect(bytes.length).toBeLessThanOrEqual(BATCH_BYTES_MAX);
    expect(decodeBatch(bytes)).toHaveLength(BATCH_RECORDS_MAX);
  });

  it.each([0, BATCH_RECORDS_MAX + 1])('of %d records is refused by the sender', (count) => {
    expect(() => encodeBatch(Array.from({ length: count }, () => new Uint8Array(1)))).toThrow(RangeError);
  });

  it.each([new Uint8Array(0), new Uint8Array([255]), new Uint8Array(BATCH_BYTES_MAX + 1)])(
    'that is none is refused by the hub',
    (bytes) => {
      expect(() => decodeBatch(bytes)).toThrow(UndecodableRecordError);
    },
  );
});

describe("the hub's word on records", () => {
  it('comes back as it was sent', () => {
    const said = { committed: [id(1), id(2)], givenUp: [id(3)] };
    expect(decodeSettled(encodeSettled(said))).toEqual(said);
  });

  it('is refused when an id is cut short', () => {
    const bytes = encodeSettled({ committed: [id(1)], givenUp: [] });
    const short = Uint8Array.from([10, 15, ...bytes.subarray(2, 17)]);
    expect(() => decodeSettled(short)).toThrow('settled: an id is not 16 bytes long');
  });
});

describe('the id of a record', () => {
  it('can be read from a record of a later version', () => {
    const bytes = encodeRecord(loss);
    const version = bytes.indexOf(1);
    expect(peekRecordId(Uint8Array.from(bytes, (byte, i) => (i === version ? 9 : byte)))).toBe(id(1));
  });

  it('is not found in bytes that are no record', () => {
    expect(peekRecordId(new Uint8Array([255, 255]))).toBeNull();
  });
});
