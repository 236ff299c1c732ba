import { jetstream } from '@nats-io/jetstream';
import type { JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { CurbRecord } from '../record.js';
import { encodeRecord } from '../record-codec.js';
import { recordSubject } from '../subjects.js';

/** How long one publish may wait for the stream's ack before it counts as failed. */
const PUBLISH_MS_MAX = 5_000;

export interface Published {
  /** Length of the record itself, without subject and headers. */
  readonly bytes: number;
  /** The stream had this record already. */
  readonly duplicate: boolean;
}

/** Publishes records to the record stream and waits until the broker has stored them. */
export class JetStreamRecordPublisher {
  readonly #client: JetStreamClient;

  constructor(connection: NatsConnection) {
    this.#client = jetstream(connection);
  }

  /** Resolves when the stream has acked; throws when it did not in time, and the caller keeps the record. */
  async publish(deviceId: string, record: CurbRecord): Promise<Published> {
    const payload = encodeRecord(record);
    const subject = recordSubject(deviceId, record.cameraId, record.body.type);
    const ack = await this.#client.publish(subject, payload, { msgID: record.id, timeout: PUBLISH_MS_MAX });
    return { bytes: payload.length, duplicate: ack.duplicate };
  }
}
