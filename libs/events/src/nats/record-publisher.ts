import { jetstream } from '@nats-io/jetstream';
import type { JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { encodeBatch } from '../batch-codec.js';
import type { CurbRecord } from '../record.js';
import { UndecodableRecordError, decodeRecord, encodeRecord } from '../record-codec.js';
import { batchSubject, recordSubject } from '../subjects.js';

/** How long one publish may wait for the stream's ack before it counts as failed. */
const PUBLISH_MS_MAX = 5_000;

export interface Published {
  /** Length of the record itself, without subject and headers. */
  readonly bytes: number;
  /** The stream had this record already. */
  readonly duplicate: boolean;
}

/** Publishes records to the record stream: the one place that knows their subjects. */
export class JetStreamRecordPublisher {
  readonly #client: JetStreamClient;

  constructor(private readonly connection: NatsConnection) {
    this.#client = jetstream(connection);
  }

  /** Resolves when the stream has acked; throws when it did not in time, and the caller keeps the record. */
  async publish(deviceId: string, record: CurbRecord): Promise<Published> {
    const payload = encodeRecord(record);
    const subject = recordSubject(deviceId, record.cameraId, record.body.type);
    const ack = await this.#client.publish(subject, payload, { msgID: record.id, timeout: PUBLISH_MS_MAX });
    return { bytes: payload.length, duplicate: ack.duplicate };
  }

  /**
   * Sends encoded records of a device, at most `BATCH_RECORDS_MAX`, and asks for nothing: one alone under its own subject,
   * several as a batch. For whoever waits for the hub's word (`settledSubject`) and not the stream's.
   */
  send(deviceId: string, records: readonly Uint8Array[]): void {
    const { subject, payload } = message(deviceId, records);
    this.connection.publish(subject, payload);
  }

  /**
   * The same, until the stream has acked; throws with its reason when it did not in time. Without a message id: the
   * stream would swallow as a duplicate what is sent again because the hub's word on it was lost.
   */
  async sendAndConfirm(deviceId: string, records: readonly Uint8Array[]): Promise<void> {
    const { subject, payload } = message(deviceId, records);
    await this.#client.publish(subject, payload, { timeout: PUBLISH_MS_MAX });
  }
}

function message(deviceId: string, records: readonly Uint8Array[]): { subject: string; payload: Uint8Array } {
  const [alone] = records;
  const subject = alone && records.length === 1 ? subjectOf(deviceId, alone) : null;
  if (alone && subject) return { subject, payload: alone };
  return { subject: batchSubject(deviceId), payload: encodeBatch(records) };
}

/** Null for a record of a version that this one cannot read; a batch need not know what is in it. */
function subjectOf(deviceId: string, bytes: Uint8Array): string | null {
  try {
    const { cameraId, body } = decodeRecord(bytes);
    return recordSubject(deviceId, cameraId, body.type);
  } catch (error) {
    if (error instanceof UndecodableRecordError) return null;
    throw error;
  }
}
