import { jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  RECORD_CONSUMER,
  RECORD_STREAM,
  decodeBatch,
  encodeSettled,
  parseBatchSubject,
  peekRecordId,
  settledSubject,
} from '#events';
import { ACK_WAIT_MS, connectNats, ensureRecordConsumer, ensureStreams } from '#events/nats';

/** What a hub does to a box, without a database: it takes each record once and says what it has. */
export class FakeHub {
  /** How often each record has arrived, by its id, in the order of first arrival. */
  readonly arrivals = new Map<string, number>();
  /** Records in each message, in the order of arrival. */
  readonly messageSizes: number[] = [];
  /** A hub that has committed, and is lost before it can say so. */
  isSilent = false;
  readonly #consuming: Promise<void>;

  private constructor(
    readonly connection: NatsConnection,
    private readonly messages: ConsumerMessages,
    private readonly deviceId: string,
  ) {
    this.#consuming = this.#consume();
  }

  static async start(natsUrl: string, deviceId: string): Promise<FakeHub> {
    const connection = await connectNats({ url: natsUrl, name: 'fake hub' });
    await ensureStreams(connection);
    await ensureRecordConsumer(connection, ACK_WAIT_MS);
    const consumer = await jetstream(connection).consumers.get(RECORD_STREAM, RECORD_CONSUMER);
    return new FakeHub(connection, await consumer.consume({ max_messages: 256, expires: 1_000 }), deviceId);
  }

  async stop(): Promise<void> {
    this.messages.stop();
    await this.#consuming;
    await this.connection.close();
  }

  async #consume(): Promise<void> {
    for await (const message of this.messages) {
      const records = parseBatchSubject(message.subject) === null ? [message.data] : decodeBatch(message.data);
      const ids = records.flatMap((bytes) => peekRecordId(bytes) ?? []);
      this.messageSizes.push(ids.length);
      for (const id of ids) this.arrivals.set(id, (this.arrivals.get(id) ?? 0) + 1);
      const settled = encodeSettled({ committed: ids, givenUp: [] });
      if (!this.isSilent) this.connection.publish(settledSubject(this.deviceId), settled);
      message.ack();
    }
  }
}
