import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { lastValueFrom } from 'rxjs';
import type { CurbRecord } from '../record.js';
import { decodeRecord } from '../record-codec.js';
import { RECORD_CONSUMER, RECORD_STREAM, parseRecordSubject } from '../subjects.js';
import { admissionProblem } from './admission.js';
import { waitOrAbort } from './connection.js';
import { DeadLetters } from './dead-letters.js';
import { UnusableRecordError, settle } from './settle.js';
import type { Outcome, Settlement } from './settle.js';
import { ACK_WAIT_MS, PULL_BATCH_MAX, PULL_EXPIRES_MS, ensureRecordConsumer, ensureStreams } from './streams.js';

/** How long `close` waits for deliveries in hand; what is not settled by then comes again to another hub. */
const DRAIN_MS_MAX = 1_500;
const RESTART_MS_MIN = 250;
const RESTART_MS_MAX = 5_000;

/** What an `@EventPattern(kind)` handler receives. */
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

export interface JetStreamRecordServerOptions {
  /** Resolves once the broker was reached; rejects only when the hub is closing. */
  readonly connection: () => Promise<NatsConnection>;
  readonly now?: () => number;
  readonly ackWaitMs?: number;
  /** Told of every settled delivery, for metrics and logs. */
  readonly onSettled?: (settlement: Settlement, subject: string, error: unknown) => void;
  /** Told when consuming had to be started again. */
  readonly onInterrupted?: (error: unknown) => void;
}

/**
 * Brings records from JetStream to ordinary `@EventPattern` methods, one pattern a record kind.
 *
 * A durable pull consumer delivers; each message is decoded, checked and handed over; it is acked once every handler
 * has resolved (a handler resolves after its commit). Whatever goes wrong is settled by `settle`. What is given up is
 * copied to the dead-letter stream first. The broker's `max_ack_pending` bounds what is in hand.
 */
export class JetStreamRecordServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('kerbline-jetstream');
  // Handlers' failures are settled here; Nest need not report them again.
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: JetStreamRecordServerOptions;
  readonly #inHand = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #messages: ConsumerMessages | null = null;
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
        await this.#consume(await this.#options.connection());
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#options.onInterrupted?.(error);
      }
      failures = performance.now() - startedMs > RESTART_MS_MAX ? 1 : failures + 1;
      await waitOrAbort(Math.min(RESTART_MS_MIN * 2 ** Math.min(failures, 8), RESTART_MS_MAX), this.#closing.signal);
    }
  }

  async #consume(connection: NatsConnection): Promise<void> {
    await ensureStreams(connection);
    await ensureRecordConsumer(connection, this.#options.ackWaitMs ?? ACK_WAIT_MS);
    const consumer = await jetstream(connection).consumers.get(RECORD_STREAM, RECORD_CONSUMER);
    const messages = await consumer.consume({
      max_messages: PULL_BATCH_MAX,
      expires: PULL_EXPIRES_MS,
      abort_on_missing_resource: true,
    });
    if (this.#closing.signal.aborted) return messages.stop();
    this.#messages = messages;
    const deadLetters = new DeadLetters(connection);
    for await (const message of messages) {
      const settled = this.#settle(message, deadLetters).finally(() => this.#inHand.delete(settled));
      this.#inHand.add(settled);
    }
  }

  /** Never rejects: a delivery that cannot even be settled comes again after the ack wait. */
  async #settle(message: JsMsg, deadLetters: DeadLetters): Promise<void> {
    const outcome = await this.#deliver(message);
    const settlement = settle(outcome, message.info.deliveryCount);
    try {
      if (settlement.do === 'ack') message.ack();
      else if (settlement.do === 'nak') message.nak(settlement.delayMs);
      else {
        await deadLetters.keep(message, settlement.reason);
        // Without the reason: servers before 2.11 do not know a term that carries one, and would deliver again.
        message.term();
      }
      this.#options.onSettled?.(settlement, message.subject, outcome.done ? null : outcome.error);
    } catch (error) {
      this.#options.onInterrupted?.(error);
    }
  }

  async #deliver(message: JsMsg): Promise<Outcome> {
    try {
      const record = decodeRecord(message.data);
      const problem = admissionProblem(record, message.subject, this.#options.now?.() ?? Date.now());
      if (problem) throw new UnusableRecordError(problem);
      const handler = this.getHandlerByPattern(record.body.type);
      if (!handler) throw new Error(`no handler for ${record.body.type} records`);
      const deviceId = parseRecordSubject(message.subject)?.deviceId ?? '';
      const delivery: RecordDelivery = {
        record,
        deviceId,
        bytes: message.data.length,
        payload: message.data,
        receivedAtMs: message.time.getTime(),
      };
      await lastValueFrom(this.transformToObservable(await handler(delivery)), { defaultValue: undefined });
      return { done: true };
    } catch (error) {
      return { done: false, error };
    }
  }
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
