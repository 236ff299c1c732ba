import { decodeBatch } from '../batch-codec.js';
import type { CurbRecord } from '../record.js';
import { decodeRecord } from '../record-codec.js';
import { parseBatchSubject } from '../subjects.js';
import { admissionProblem, clockOffMs, publicationOf } from './admission.js';
import { UnusableRecordError } from './settle.js';

/** A record that came, checked: what the handler of records receives. */
export interface RecordDelivery {
  readonly record: CurbRecord;
  /** The box that published it, as the broker allowed. */
  readonly deviceId: string;
  readonly bytes: number;
  /** The record as it came, so that numbers can be recomputed from what was sent. */
  readonly payload: Uint8Array;
  /** When the broker stored it: the same in every redelivery, and not moved by a hub that was away. */
  readonly receivedAtMs: number;
}

/** As much of a broker's message as matters here. */
export interface StoredMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** When the broker stored it. */
  readonly time: Date;
}

/** One record of a message: to be handed over, or why it cannot be. */
export type ReadRecord = { readonly payload: Uint8Array } & (
  { readonly delivery: RecordDelivery } | { readonly delivery: null; readonly error: unknown }
);

export interface ReadMessage {
  /** False: the message is one record, or is no batch although it was published as one. */
  readonly isBatch: boolean;
  /** Null when its subject is not one of a box's. */
  readonly deviceId: string | null;
  readonly records: readonly ReadRecord[];
}

/** The records of a message, each decoded and checked on its own: a bad one spoils none of the others. Never throws. */
export function readMessage({ subject, data, time }: StoredMessage, nowMs: number): ReadMessage {
  const published = publicationOf(subject);
  const { deviceId } = published;
  const receivedAtMs = time.getTime();
  const read = (payload: Uint8Array): ReadRecord => {
    try {
      const record = decodeRecord(payload);
      const problem = admissionProblem(record, published, nowMs);
      if (problem !== null || deviceId === null) {
        throw new UnusableRecordError(problem ?? subject, clockOffMs(record, nowMs));
      }
      return { payload, delivery: { record, deviceId, bytes: payload.length, payload, receivedAtMs } };
    } catch (error) {
      return { payload, delivery: null, error };
    }
  };
  if (parseBatchSubject(subject) === null) return { isBatch: false, deviceId, records: [read(data)] };
  try {
    return { isBatch: true, deviceId, records: decodeBatch(data).map(read) };
  } catch (error) {
    return { isBatch: false, deviceId, records: [{ payload: data, delivery: null, error }] };
  }
}
