import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { keepConnecting, serverNames } from '#events/nats';
import type { NatsAddress, NatsCredentials } from '#events/nats';
import { HUB, inboxPrefix, readUserKey } from '#identity';
import type { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';

/** How long the last acks may take to leave. */
const FLUSH_MS_MAX = 500;

/** Where the broker is, with its secrets. */
export abstract class BrokerAddress implements NatsAddress {
  abstract readonly url: string;
  abstract readonly name: string;
  readonly credentials?: NatsCredentials;
  readonly inboxPrefix?: string;
  readonly caFile?: string;
}

/** Throws `KeyError` when the hub's key file holds none. */
export function brokerAddress({ natsUrl, broker, config }: HubSettings): BrokerAddress {
  const { caFile } = config.broker;
  return {
    url: natsUrl,
    name: 'kerbline-hub',
    ...(caFile === null ? {} : { caFile }),
    ...(broker.keyFile === null
      ? {}
      : {
          credentials: { type: 'nkey', seed: readUserKey(broker.keyFile).seed },
          inboxPrefix: inboxPrefix(HUB),
        }),
  };
}

/** The hub's one connection to NATS: sought in the background until it is there, and then kept. */
@Injectable()
export class Broker implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly #closing = new AbortController();
  #connecting: Promise<NatsConnection> | null = null;
  #connection: NatsConnection | null = null;
  #isConnected = false;

  constructor(
    @Inject(BrokerAddress) private readonly address: BrokerAddress,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  /** The connection, once there is one; rejects when the hub closes before that. */
  connection(): Promise<NatsConnection> {
    this.#connecting ??= this.#connect();
    return this.#connecting;
  }

  isConnected(): boolean {
    return this.#isConnected;
  }

  onApplicationBootstrap(): void {
    this.connection().catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.log.error('broker connection given up', errorFields(error));
    });
  }

  onModuleDestroy(): void {
    this.#closing.abort(new Error('the hub is closing'));
  }

  // After the record server has settled what it had in hand.
  async onApplicationShutdown(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, FLUSH_MS_MAX)));
    await Promise.race([connection.flush().catch(() => undefined), limit]).finally(() => clearTimeout(timer));
    await connection.close();
  }

  async #connect(): Promise<NatsConnection> {
    const connection = await keepConnecting(this.address, {
      signal: this.#closing.signal,
      onFailure: (error, attempt) =>
        this.log.warn('broker not reachable, trying again', { ...errorFields(error), attempt }),
    });
    this.#connection = connection;
    this.#isConnected = true;
    this.log.info('broker connected', { servers: serverNames(this.address.url) });
    void this.#follow(connection);
    return connection;
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') {
        this.#isConnected = false;
        this.log.warn('broker connection lost');
      } else if (status.type === 'reconnect') {
        this.#isConnected = true;
        this.log.info('broker connected again');
      }
    }
    this.#isConnected = false;
    // The client gave up: the next request for the connection starts afresh.
    if (!this.#closing.signal.aborted) this.#connecting = null;
  }
}
