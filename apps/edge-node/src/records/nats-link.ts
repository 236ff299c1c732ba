import type { NatsConnection } from '@nats-io/transport-node';
import type { CameraDescription, CurbRecord } from '#events';
import { CameraBucket, JetStreamRecordPublisher, keepConnecting, serverNames } from '#events/nats';
import type { NatsAddress } from '#events/nats';
import type { EventLog } from '../logging/event-log.js';
import { RecordUplink } from './record-sink.js';

/** The broker has not been reached yet, or not since it was lost. */
export class NatsAwayError extends Error {
  override readonly name = 'NatsAwayError';
}

/**
 * The box's connection to its broker. It comes up in the background: a box whose uplink is down watches all the same.
 * Whenever the link is up again, its cameras are described anew and waiting records leave at once. The hub owns the
 * stream: a box neither makes nor changes it.
 */
export class NatsLink extends RecordUplink {
  readonly #stop = new AbortController();
  readonly #descriptions = new Map<string, CameraDescription>();
  readonly #upListeners: (() => void)[] = [];
  #connection: NatsConnection | null = null;
  #publisher: JetStreamRecordPublisher | null = null;
  #isUp = false;
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

  onUp(listener: () => void): void {
    this.#upListeners.push(listener);
  }

  start(): void {
    this.#done = this.#keep();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    // What was published has been acked: nothing is lost by closing at once.
    await this.#connection?.close();
    await this.#done;
  }

  override async publish(record: CurbRecord): Promise<{ bytes: number; duplicate: boolean }> {
    if (!this.#publisher || !this.#isUp) throw new NatsAwayError('NATS is not reachable');
    return this.#publisher.publish(this.deviceId, record);
  }

  /** Puts the description now, or as soon as the link is up, and again after each reconnect. */
  describe(description: CameraDescription): void {
    this.#descriptions.set(description.cameraId, description);
    if (this.#connection && this.#isUp) void this.#describeAll(this.#connection);
  }

  /** The camera is no longer this box's. Its last description stays with the broker: its visits remain the hub's. */
  forget(cameraId: string): void {
    this.#descriptions.delete(cameraId);
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
      await this.#cameUp(connection);
      for await (const status of connection.status()) {
        if (status.type === 'disconnect') this.#wentDown(servers);
        if (status.type === 'reconnect') await this.#cameUp(connection);
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  async #cameUp(connection: NatsConnection): Promise<void> {
    this.#isUp = true;
    this.log.info('broker reached', { servers: connection.getServer() });
    this.#publisher = new JetStreamRecordPublisher(connection);
    for (const listener of this.#upListeners) listener();
    await this.#describeAll(connection);
  }

  #wentDown(servers: string): void {
    this.#isUp = false;
    if (!this.#stop.signal.aborted) this.log.warn('broker lost', { servers });
  }

  async #describeAll(connection: NatsConnection): Promise<void> {
    try {
      const bucket = await CameraBucket.open(connection);
      for (const description of this.#descriptions.values()) await bucket.put(description);
    } catch (error) {
      this.log.warn('cameras not described', { error });
    }
  }
}
