import { JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { encodeBatch } from '../batch-codec.js';
import { DEAD_LETTER_STREAM, deadLetterSubject } from '../subjects.js';
import { DEAD_LETTER_HEADERS } from './dead-letters.js';

const PUBLISH_MS_MAX = 5_000;
/** JetStream's code for "there is no message from here on". */
const NO_MESSAGE_CODE = 10037;

/** A record that was given up, as an operator sees it. */
export interface DeadLetter {
  /** Its number in the dead-letter stream. */
  readonly seq: number;
  readonly givenUpAtMs: number;
  readonly deviceId: string;
  readonly cameraId: string;
  readonly reason: string;
  /** Where it had been published. */
  readonly subject: string;
  /** Its place in the batch it came in; null when it came alone. */
  readonly position: number | null;
  readonly payload: Uint8Array;
}

export interface DeadLetterFilter {
  readonly deviceId?: string | undefined;
  /** Where it had been published, exactly. */
  readonly subject?: string | undefined;
}

/** The letters that are there now, for an operator to read and to send again. */
export class DeadLetterBox {
  constructor(private readonly connection: NatsConnection) {}

  /** Oldest first, up to the last that is there when it begins. */
  async *letters({ deviceId, subject }: DeadLetterFilter): AsyncGenerator<DeadLetter, void, undefined> {
    const { streams } = await jetstreamManager(this.connection);
    const { state } = await streams.info(DEAD_LETTER_STREAM);
    const filter = deadLetterSubject(deviceId ?? '*', '*');
    for (let seq = state.first_seq; seq <= state.last_seq;) {
      const message = await this.#next(seq, filter);
      if (!message || message.seq > state.last_seq) return;
      const letter = deadLetter(message);
      if (subject === undefined || letter.subject === subject) yield letter;
      seq = message.seq + 1;
    }
  }

  /** Puts a letter back where it had been published, and takes it out of the box once it is stored there. */
  async replay({ seq, subject, position, payload }: DeadLetter): Promise<void> {
    const data = position === null ? payload : encodeBatch([payload]);
    // Without a message id: within the broker's memory for duplicates it would be taken for the one that was given up.
    await jetstream(this.connection).publish(subject, data, { timeout: PUBLISH_MS_MAX });
    const { streams } = await jetstreamManager(this.connection);
    await streams.deleteMessage(DEAD_LETTER_STREAM, seq);
  }

  async #next(seq: number, subject: string): Promise<StoredMsg | null> {
    const { streams } = await jetstreamManager(this.connection);
    try {
      // The client's type leaves out this pair, which every server since 2.9 answers.
      const request = { seq, next_by_subj: subject };
      return await streams.getMessage(DEAD_LETTER_STREAM, request);
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE_CODE) return null;
      throw error;
    }
  }
}

function deadLetter({ seq, time, subject, header, data }: StoredMsg): DeadLetter {
  const [, , , deviceId = '', cameraId = ''] = subject.split('.');
  const position = header.get(DEAD_LETTER_HEADERS.position);
  return {
    seq,
    givenUpAtMs: time.getTime(),
    deviceId,
    cameraId,
    reason: header.get(DEAD_LETTER_HEADERS.reason),
    subject: header.get(DEAD_LETTER_HEADERS.subject),
    position: position === '' ? null : Number(position),
    payload: data,
  };
}
