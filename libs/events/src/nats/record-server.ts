import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { waitOrAbort } from '#rounds';
import { peekRecordId } from '../batch-codec.js';
import { RECORD_CONSUMER, RECORD_STREAM } from '../subjects.js';
import { proveLink } from './link-proof.js';
import { DeadLetters } from './dead-letters.js';
import type { HopelessRecord } from './dead-letters.js';
import { readMessage } from './delivered-records.js';
import type { ReadMessage, ReadRecord, RecordDelivery } from './delivered-records.js';
import { settle } from './settle.js';
import type { GivenUp, Outcome, Settlement } from './settle.js';
import { SettledNotices } from './settled-notices.js';
import {
  ACK_WAIT_MS,
  PULL_BATCH_MAX,
  PULL_EXPIRES_MS,
  PULL_HEARTBEAT_MS,
  ensureRecordConsumer,
  ensureStreams,
} from './streams.js';
import type { Replicas } from './streams.js';

/** How long `close` waits for deliveries in hand; what is not settled by then comes again to another hub. */
const DRAIN_MS_MAX = 1_500;
/** Waits before consuming begins again, doubled from the first to the last; JetStream answers some 0.2 s after its start. */
const RESTART_MS_MIN = 100;
const RESTART_MS_MAX = 2_000;
/** The broker's heartbeats have failed to come by then: one ping more, and this long for its answer. */
const ANSWER_MS_MAX = 1_000;

/** The one pattern under which records are handed over: all of a message at once, so that they are committed at once. */
export const RECORDS_PATTERN = 'records';

/**
 * What the handler of `RECORDS_PATTERN` is: the outcome of each record, in their order, once all are settled. When it
 * rejects, none of them counts as committed.
 */
export type RecordsHandler = (records: readonly RecordDelivery[]) => Promise<readonly Outcome[]>;

export interface JetStreamRecordServerOptions {
  /** Resolves once the broker was reached; rejects only when the hub is closing. */
  readonly connection: () => Promise<NatsConnection>;
  readonly now?: () => number;
  readonly ackWaitMs?: number;
  readonly replicas?: Replicas;
  /** Told of every settled message, for metrics and logs. */
  readonly onSettled?: (settlement: Settlement, subject: string) => void;
  /** Told when consuming had to be started again. */
  readonly onInterrupted?: (error: unknown) => void;
}

/** Nothing came from the broker any more; the connection was given up, and another is made. */
class SilentBrokerError extends Error {
  override readonly name = 'SilentBrokerError';
  override readonly message = 'the broker is silent: its connection was given up';
}

/**
 * Brings records from JetStream to an ordinary `@EventPattern` method.
 *
 * A durable pull consumer delivers messages of one record or of a batch. Each record is decoded and checked; those that
 * can be used are handed over together, and the handler resolves after their commit. Then the box is told, and `settle`
 * decides about the message. What is given up is copied to the dead-letter stream first. The broker's `max_ack_pending`
 * bounds what is in hand.
 */
export class JetStreamRecordServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('kerbline-jetstream');
  // Handlers' failures are settled here; Nest need not report them again.
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: JetStreamRecordServerOptions;
  readonly #inHand = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #messages: ConsumerMessages | null = null;
  #followed: NatsConnection | null = null;
  #isEnsured = false;
  #consuming: Promise<void> = Promise.resolve();

  constructor(options: JetStreamRecordServerOptions) {
    super();
    this.#options = options;
  }

  /** Returns at once: the hub serves its pages whether or not the broker is there. */
  listen(callback: () => void): void {
    this.#consuming = this.#consumeForEver();
    callback();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#messages?.stop();
    await atMost(
      DRAIN_MS_MAX,
      this.#consuming.then(() => Promise.all(this.#inHand)),
    );
  }

  on(): never {
    throw new Error('the record server emits no events: use onSettled and onInterrupted');
  }

  unwrap<T>(): T {
    throw new Error('the record server has no single client to hand out');
  }

  async #consumeForEver(): Promise<void> {
    for (let failures = 0; !this.#closing.signal.aborted;) {
      const startedMs = performance.now();
      try {
        const connection = await this.#options.connection();
        void this.#follow(connection);
        await this.#consume(connection);
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#isEnsured = false;
        this.#options.onInterrupted?.(error);
      }
      failures = performance.now() - startedMs > RESTART_MS_MAX ? 1 : failures + 1;
      await waitOrAbort(Math.min(RESTART_MS_MIN * 2 ** Math.min(failures, 8), RESTART_MS_MAX), this.#closing.signal);
    }
  }

  async #consume(connection: NatsConnection): Promise<void> {
    await this.#ensureOnce(connection);
    const consumer = await jetstream(connection).consumers.get(RECORD_STREAM, RECORD_CONSUMER);
    const messages = await consumer.consume({
      max_messages: PULL_BATCH_MAX,
      expires: PULL_EXPIRES_MS,
      idle_heartbeat: PULL_HEARTBEAT_MS,
      abort_on_missing_resource: true,
    });
    if (this.#closing.signal.aborted) return messages.stop();
    this.#messages = messages;
    void this.#hearHeartbeats(connection, messages);
    const replies = { deadLetters: new DeadLetters(connection), notices: new SettledNotices(connection) };
    for await (const message of messages) {
      const settled = this.#settle(message, replies).finally(() => this.#inHand.delete(settled));
      this.#inHand.add(settled);
    }
  }

  /** Again only after a failure: a broker whose disk was lost has none of it. */
  async #ensureOnce(connection: NatsConnection): Promise<void> {
    if (this.#isEnsured) return;
    await ensureStreams(connection, { replicas: this.#options.replicas ?? 1 });
    await ensureRecordConsumer(connection, this.#options.ackWaitMs ?? ACK_WAIT_MS);
    this.#isEnsured = true;
  }

  /** What was asked for on a connection is gone with it: on the next, consuming begins anew and does not wait to notice. */
  async #follow(connection: NatsConnection): Promise<void> {
    if (this.#followed === connection) return;
    this.#followed = connection;
    for await (const { type } of connection.status()) if (type === 'reconnect') this.#messages?.stop();
  }

  /** A link that died without a word shows in the broker's heartbeats. */
  async #hearHeartbeats(connection: NatsConnection, messages: ConsumerMessages): Promise<void> {
    for await (const { type } of messages.status()) {
      if (type !== 'heartbeats_missed') continue;
      if (!(await proveLink(connection, ANSWER_MS_MAX))) this.#options.onInterrupted?.(new SilentBrokerError());
    }
  }

  /** Never rejects: a message that cannot even be settled comes again after the ack wait. */
  async #settle(message: JsMsg, { deadLetters, notices }: Replies): Promise<void> {
    try {
      const read = readMessage(message, this.#options.now?.() ?? Date.now());
      const outcomes = await this.#outcomes(read.records);
      const settlement = settle(outcomes, message.info.deliveryCount);
      const givenUp = settlement.do === 'nak' ? [] : settlement.givenUp;
      for (const { position, reason } of givenUp) {
        await deadLetters.keep(message, hopeless(read, position, reason));
      }
      if (settlement.do === 'ack') message.ack();
      else if (settlement.do === 'nak') message.nak(settlement.delayMs);
      // Without the reason: servers before 2.11 do not know a term that carries one, and would deliver again.
      else message.term();
      if (read.deviceId !== null) {
        notices.tell(read.deviceId, settledIds(read.records, outcomes, givenUp));
      }
      this.#options.onSettled?.(settlement, message.subject);
    } catch (error) {
      this.#options.onInterrupted?.(error);
    }
  }

  /** One outcome a record, in their order. */
  async #outcomes(records: readonly ReadRecord[]): Promise<Outcome[]> {
    const deliveries = records.flatMap(({ delivery }) => delivery ?? []);
    const handed = deliveries.length === 0 ? [] : await this.#handOver(deliveries);
    let next = 0;
    return records.map((record) => {
      if (record.delivery === null) return { done: false, error: record.error };
      return handed[next++] ?? { done: false, error: new Error('the handler told no outcome of this record') };
    });
  }

  async #handOver(deliveries: readonly RecordDelivery[]): Promise<readonly Outcome[]> {
    try {
      const handler = this.getHandlerByPattern(RECORDS_PATTERN);
      if (!handler) throw new Error('no handler for records');
      return await lastValueFrom(
        this.transformToObservable(await handler(deliveries)) as Observable<readonly Outcome[]>,
      );
    } catch (error) {
      return deliveries.map(() => ({ done: false, error }));
    }
  }
}

interface Replies {
  readonly deadLetters: DeadLetters;
  readonly notices: SettledNotices;
}

function hopeless(read: ReadMessage, position: number, reason: string): HopelessRecord {
  const record = read.records[position];
  if (!record) throw new RangeError(`a message of ${read.records.length} records has none at ${position}`);
  return {
    payload: record.payload,
    reason,
    position: read.isBatch ? position : null,
    deviceId: read.deviceId,
    cameraId: record.delivery?.record.cameraId ?? null,
  };
}

/** What its box need not keep: what is committed, also in a message that comes again for the sake of others. */
function settledIds(records: readonly ReadRecord[], outcomes: readonly Outcome[], givenUp: readonly GivenUp[]) {
  const committed = records.flatMap(({ delivery }, index) =>
    delivery !== null && outcomes[index]?.done === true ? [delivery.record.id] : [],
  );
  const hopelessIds = givenUp.flatMap(({ position }) => {
    const record = records[position];
    return (record && peekRecordId(record.payload)) ?? [];
  });
  return { committed, givenUp: hopelessIds };
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
