import type { NatsConnection } from '@nats-io/transport-node';
import { UndecodableRecordError, decodeSettled, settledSubject } from '#events';
import type { CameraDescription, Settled } from '#events';
import { JetStreamRecordPublisher, keepConnecting, proveLink, putCameraDescription, serverNames } from '#events/nats';
import type { NatsAddress } from '#events/nats';
import { waitOrAbort } from '#rounds';
import type { EventLog } from '../logging/event-log.js';
import { LinkWatch } from './link-watch.js';
import { RecordUplink } from './record-sink.js';
import type { OutgoingRecord } from './record-sink.js';

/** Descriptions that the broker did not take are put again after these waits: a hub's first start makes their bucket. */
const DESCRIBE_MS_MIN = 500;
const DESCRIBE_MS_MAX = 30_000;
/** What was written just before the stop gets this long to leave the socket. */
const FLUSH_MS_MAX = 500;

/** The broker has not been reached yet, or not since it was lost. */
export class NatsAwayError extends Error {
  override readonly name = 'NatsAwayError';
}

/**
 * The box's connection to its broker. It comes up in the background: a box whose uplink is down watches all the same.
 * Whenever the link is up again, its cameras are described anew and waiting records leave at once. The hub owns the
 * streams: a box publishes, listens to what the hub has settled, and asks nothing else of the broker.
 */
export class NatsLink extends RecordUplink {
  readonly #stop = new AbortController();
  readonly #descriptions = new Map<string, CameraDescription>();
  /** Those that the broker does not have as they are. */
  readonly #undescribed = new Set<string>();
  readonly #upListeners: (() => void)[] = [];
  readonly #settledListeners: ((settled: Settled) => void)[] = [];
  readonly #watch = new LinkWatch((answerMs) => this.#prove(answerMs));
  #silences = 0;
  #connection: NatsConnection | null = null;
  #publisher: JetStreamRecordPublisher | null = null;
  #isUp = false;
  #isDescribing = false;
  #done: Promise<void> = Promise.resolve();

  constructor(
    private readonly deviceId: string,
    private readonly address: NatsAddress,
    private readonly log: EventLog,
  ) {
    super();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  override get silences(): number {
    return this.#silences;
  }

  override onUp(listener: () => void): void {
    this.#upListeners.push(listener);
  }

  override onSettled(listener: (settled: Settled) => void): void {
    this.#settledListeners.push(listener);
  }

  start(): void {
    this.#done = this.#keep();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#isUp) await this.#flush();
    this.#isUp = false;
    this.#watch.rest();
    await this.#connection?.close();
    await this.#done;
  }

  override send(records: readonly OutgoingRecord[]): void {
    const bytes = records.map((record) => record.bytes);
    this.#requirePublisher().send(this.deviceId, bytes);
    this.#watch.awaits();
  }

  override async sendAgain(records: readonly OutgoingRecord[]): Promise<void> {
    const bytes = records.map((record) => record.bytes);
    const publisher = this.#requirePublisher();
    this.#watch.awaits();
    await publisher.sendAndConfirm(this.deviceId, bytes);
  }

  /** Puts the description now, or as soon as the link is up, and again after each reconnect. */
  describe(description: CameraDescription): void {
    this.#descriptions.set(description.cameraId, description);
    this.#undescribed.add(description.cameraId);
    this.#describeSoon();
  }

  /** The camera is no longer this box's. Its last description stays with the broker: its visits remain the hub's. */
  forget(cameraId: string): void {
    this.#descriptions.delete(cameraId);
    this.#undescribed.delete(cameraId);
  }

  #requirePublisher(): JetStreamRecordPublisher {
    if (!this.#publisher || !this.#isUp) throw new NatsAwayError('NATS is not reachable');
    return this.#publisher;
  }

  async #keep(): Promise<void> {
    const servers = serverNames(this.address.url);
    try {
      const connection = await keepConnecting(this.address, {
        signal: this.#stop.signal,
        onFailure: (error, attempt) => {
          if (attempt === 1) this.log.warn('broker not reachable', { servers, error });
        },
      });
      this.#connection = connection;
      this.#publisher = new JetStreamRecordPublisher(connection);
      this.#listen(connection);
      this.#cameUp(connection);
      for await (const status of connection.status()) {
        if (status.type === 'disconnect') this.#wentDown(servers);
        if (status.type === 'reconnect') this.#cameUp(connection);
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  /** The subscription outlives reconnects: the client renews it. */
  #listen(connection: NatsConnection): void {
    connection.subscribe(settledSubject(this.deviceId), {
      callback: (error, message) => {
        if (error) return this.log.warn('settled records not heard of', { error });
        try {
          const settled = decodeSettled(message.data);
          this.#watch.heard();
          for (const listener of this.#settledListeners) listener(settled);
        } catch (failure) {
          if (!(failure instanceof UndecodableRecordError)) throw failure;
          this.log.warn('settled records not understood', { error: failure });
        }
      },
    });
  }

  #cameUp(connection: NatsConnection): void {
    this.#isUp = true;
    this.log.info('broker reached', { servers: connection.getServer() });
    for (const listener of this.#upListeners) listener();
    for (const cameraId of this.#descriptions.keys()) this.#undescribed.add(cameraId);
    this.#describeSoon();
  }

  #wentDown(servers: string): void {
    this.#isUp = false;
    this.#watch.rest();
    if (!this.#stop.signal.aborted) this.log.warn('broker lost', { servers });
  }

  async #prove(answerMs: number): Promise<boolean> {
    if (!this.#connection || !this.#isUp || (await proveLink(this.#connection, answerMs))) return true;
    this.#silences++;
    this.log.warn('broker silent: the connection is given up', { afterMs: answerMs });
    return false;
  }

  #describeSoon(): void {
    if (this.#isDescribing || !this.#canDescribe()) return;
    this.#isDescribing = true;
    void this.#describeAll().finally(() => {
      this.#isDescribing = false;
      this.#describeSoon();
    });
  }

  /** Ends when the broker has every description as it is, or the link is down: its return begins anew. */
  async #describeAll(): Promise<void> {
    for (let failures = 0; this.#connection && this.#canDescribe();) {
      const [cameraId = ''] = this.#undescribed;
      const description = this.#descriptions.get(cameraId);
      this.#undescribed.delete(cameraId);
      if (!description) continue;
      try {
        await putCameraDescription(this.#connection, description);
        failures = 0;
      } catch (error) {
        this.#undescribed.add(cameraId);
        if (failures++ === 0) this.log.warn('camera not described', { cameraId, error });
        await waitOrAbort(Math.min(DESCRIBE_MS_MIN * 2 ** Math.min(failures, 16), DESCRIBE_MS_MAX), this.#stop.signal);
      }
    }
  }

  #canDescribe(): boolean {
    return this.#isUp && !this.#stop.signal.aborted && this.#undescribed.size > 0;
  }

  async #flush(): Promise<void> {
    const patience = new AbortController();
    const flushed = this.#connection?.flush().catch(() => undefined);
    await Promise.race([flushed, waitOrAbort(FLUSH_MS_MAX, patience.signal)]);
    patience.abort();
  }
}
