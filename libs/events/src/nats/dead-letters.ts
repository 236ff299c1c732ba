import { jetstream } from '@nats-io/jetstream';
import type { JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { ID_PATTERN, deadLetterSubject, parseRecordSubject } from '../subjects.js';

/**
 * Headers of a dead letter: why it was given up, where it had been published, when it was stored there, and, when it
 * came in a batch, its place in it from 0.
 */
export const DEAD_LETTER_HEADERS = {
  reason: 'Kerbline-Reason',
  subject: 'Kerbline-Subject',
  storedAt: 'Kerbline-Stored-At',
  position: 'Kerbline-Position',
} as const;

const PUBLISH_MS_MAX = 5_000;
const REASON_LENGTH_MAX = 500;

/** What can never be used, out of one message. */
export interface HopelessRecord {
  readonly payload: Uint8Array;
  readonly reason: string;
  /** Its place in the batch; null when it is the whole message. */
  readonly position: number | null;
  readonly deviceId: string | null;
  /** Null when it cannot be told. */
  readonly cameraId: string | null;
}

/** Keeps what can never be used, for an operator to see, and perhaps to replay. */
export class DeadLetters {
  readonly #client: JetStreamClient;

  constructor(connection: NatsConnection) {
    this.#client = jetstream(connection);
  }

  /** Resolves when the copy is stored; only then may the original be given up. */
  async keep(message: JsMsg, record: HopelessRecord): Promise<void> {
    const header = headers();
    header.set(DEAD_LETTER_HEADERS.reason, oneLine(record.reason));
    header.set(DEAD_LETTER_HEADERS.subject, message.subject);
    header.set(DEAD_LETTER_HEADERS.storedAt, message.timestamp);
    if (record.position !== null) header.set(DEAD_LETTER_HEADERS.position, String(record.position));
    const cameraId = record.cameraId ?? parseRecordSubject(message.subject)?.cameraId;
    await this.#client.publish(deadLetterSubject(token(record.deviceId), token(cameraId)), record.payload, {
      headers: header,
      // A redelivery of the same message is the same letter.
      msgID: `${message.info.stream}/${message.seq}/${message.timestamp}/${record.position ?? ''}`,
      timeout: PUBLISH_MS_MAX,
    });
  }
}

function token(text: string | null | undefined): string {
  return text != null && ID_PATTERN.test(text) ? text : 'unknown';
}

/** Reasons quote values a stranger may have chosen: nothing but printable text goes into a header. */
function oneLine(reason: string): string {
  return reason.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, REASON_LENGTH_MAX);
}
