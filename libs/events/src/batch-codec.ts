import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { parse as uuidToBytes, stringify as bytesToUuid } from 'uuid';
import { RecordBatchSchema, RecordSchema, SettledSchema } from './generated/kerbline/v1/record_pb.js';
import { RECORD_BYTES_MAX, UndecodableRecordError } from './record-codec.js';

/** So many records leave together at most. */
export const BATCH_RECORDS_MAX = 64;
/** Each record costs a tag and a length beside itself. */
export const BATCH_BYTES_MAX = BATCH_RECORDS_MAX * (RECORD_BYTES_MAX + 3);

/** What the hub says of a box's records, by their ids. */
export interface Settled {
  readonly committed: readonly string[];
  readonly givenUp: readonly string[];
}

/** Records, each encoded by `encodeRecord`, as one message. Throws `RangeError` for none or too many. */
export function encodeBatch(records: readonly Uint8Array[]): Uint8Array {
  if (records.length === 0 || records.length > BATCH_RECORDS_MAX) {
    throw new RangeError(`a batch of ${records.length} records, expected 1 to ${BATCH_RECORDS_MAX}`);
  }
  return toBinary(RecordBatchSchema, create(RecordBatchSchema, { record: [...records] }));
}

/** The encoded records of a batch, in the order they were put. Throws `UndecodableRecordError` when there is none. */
export function decodeBatch(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length > BATCH_BYTES_MAX) {
    throw new UndecodableRecordError(`batch is ${bytes.length} bytes, expected at most ${BATCH_BYTES_MAX}`);
  }
  const { record } = decodeOr(() => fromBinary(RecordBatchSchema, bytes), bytes.length);
  if (record.length === 0 || record.length > BATCH_RECORDS_MAX) {
    throw new UndecodableRecordError(`batch is ${record.length} records, expected 1 to ${BATCH_RECORDS_MAX}`);
  }
  return record;
}

export function encodeSettled({ committed, givenUp }: Settled): Uint8Array {
  const message = { committed: committed.map(uuidBytes), givenUp: givenUp.map(uuidBytes) };
  return toBinary(SettledSchema, create(SettledSchema, message));
}

/** Throws `UndecodableRecordError` when these bytes are none. */
export function decodeSettled(bytes: Uint8Array): Settled {
  const { committed, givenUp } = decodeOr(() => fromBinary(SettledSchema, bytes), bytes.length);
  const ids = [...committed, ...givenUp];
  if (ids.some(({ length }) => length !== 16)) throw new UndecodableRecordError('settled: an id is not 16 bytes long');
  return { committed: committed.map((id) => bytesToUuid(id)), givenUp: givenUp.map((id) => bytesToUuid(id)) };
}

/** The id of a record whose other fields need not be known, as of a later version; null when there is none. */
export function peekRecordId(bytes: Uint8Array): string | null {
  try {
    const { id } = fromBinary(RecordSchema, bytes);
    return id.length === 16 ? bytesToUuid(id) : null;
  } catch {
    return null;
  }
}

function uuidBytes(id: string): Uint8Array {
  return Uint8Array.from(uuidToBytes(id));
}

function decodeOr<T>(decode: () => T, length: number): T {
  try {
    return decode();
  } catch (cause) {
    throw new UndecodableRecordError(`${length} bytes are no protobuf message`, { cause });
  }
}
