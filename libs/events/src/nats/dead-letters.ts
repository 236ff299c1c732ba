import { jetstream } from '@nats-io/jetstream';
import type { JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { ID_PATTERN, deadLetterSubject, parseRecordSubject } from '../subjects.js';

/** Headers of a dead letter: why it was given up, where it had been published, and when it was stored there. */
export const DEAD_LETTER_HEADERS = {
  reason: 'Kerbline-Reason',
  subject: 'Kerbline-Subject',
  storedAt: 'Kerbline-Stored-At',
} as const;

const PUBLISH_MS_MAX = 5_000;
const REASON_LENGTH_MAX = 500;

/** Keeps what can never be used, for an operator to see, and perhaps to replay. */
export class DeadLetters {
  readonly #client: JetStreamClient;

  constructor(connection: NatsConnection) {
    this.#client = jetstream(connection);
  }

  /** Resolves when the copy is stored; only then may the original be given up. */
  async keep(message: JsMsg, reason: string): Promise<void> {
    const header = headers();
    header.set(DEAD_LETTER_HEADERS.reason, oneLine(reason));
    header.set(DEAD_LETTER_HEADERS.subject, message.subject);
    header.set(DEAD_LETTER_HEADERS.storedAt, message.timestamp);
    await this.#client.publish(subjectFor(message.subject), message.data, {
      headers: header,
      // A redelivery of the same message is the same letter.
      msgID: `${message.info.stream}/${message.seq}/${message.timestamp}`,
      timeout: PUBLISH_MS_MAX,
    });
  }
}

function subjectFor(subject: string): string {
  const parsed = parseRecordSubject(subject);
  const token = (text: string | undefined) => (text !== undefined && ID_PATTERN.test(text) ? text : 'unknown');
  return deadLetterSubject(token(parsed?.deviceId), token(parsed?.cameraId));
}

/** Reasons quote values a stranger may have chosen: nothing but printable text goes into a header. */
function oneLine(reason: string): string {
  return reason.replaceAll(/[^\x20-\x7e]+/g, '?').slice(0, REASON_LENGTH_MAX);
}
