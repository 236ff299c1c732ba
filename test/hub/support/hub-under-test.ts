import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { JetStreamRecordPublisher, connectNats, ensureStreams } from '#events/nats';
import { freePort, startNatsServer, startPostgres } from '#local-services';
import type { RunningService } from '#local-services';
import { readHubConfig } from '../../../apps/hub/src/config/hub-config.js';
import { HubSettings } from '../../../apps/hub/src/config/hub-settings.js';
import { createHub, startHub } from '../../../apps/hub/src/hub.js';
import { HubLog } from '../../../apps/hub/src/log/hub-log.js';

export const API_KEY = 'a-key-for-the-tests-only';

interface HubParts {
  readonly directory: string;
  readonly ports: { readonly postgres: number; readonly nats: number };
  readonly postgres: RunningService;
  readonly nats: RunningService;
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly connection: NatsConnection;
}

/** A hub with its own PostgreSQL and NATS server, in a folder and on ports of its own. */
export class HubUnderTest {
  private readonly directory: string;
  private readonly ports: { readonly postgres: number; readonly nats: number };
  postgres: RunningService;
  nats: RunningService;
  readonly app: NestExpressApplication;
  readonly url: string;
  /** A box's connection to the broker. */
  readonly connection: NatsConnection;

  private constructor({ directory, ports, postgres, nats, app, url, connection }: HubParts) {
    this.directory = directory;
    this.ports = ports;
    this.postgres = postgres;
    this.nats = nats;
    this.app = app;
    this.url = url;
    this.connection = connection;
  }

  static async start(env: Record<string, string> = {}): Promise<HubUnderTest> {
    const directory = await mkdtemp(join(tmpdir(), 'kerbline-hub-'));
    const ports = { postgres: await freePort(), nats: await freePort() };
    const postgres = await startPostgres({ directory: join(directory, 'postgres'), port: ports.postgres });
    const nats = await startNatsServer({ directory: join(directory, 'nats'), port: ports.nats });
    const config = readHubConfig({
      KERBLINE_HTTP_PORT: '0',
      KERBLINE_API_KEYS: API_KEY,
      KERBLINE_DASHBOARD: join(directory, 'dashboard'),
      ...env,
    });
    const settings = new HubSettings(config, postgres.url, nats.url);
    const app = await createHub(settings, new HubLog(process.env['TEST_LOG_LEVEL'] ?? 'silent'));
    const url = await startHub(app, settings);
    const connection = await connectNats({ url: nats.url, name: 'box-1' });
    await ensureStreams(connection);
    return new HubUnderTest({ directory, ports, postgres, nats, app, url, connection });
  }

  get publisher(): JetStreamRecordPublisher {
    return new JetStreamRecordPublisher(this.connection);
  }

  get database(): DataSource {
    return this.app.get(DataSource);
  }

  get(path: string, headers: Record<string, string> = { authorization: `Bearer ${API_KEY}` }): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers });
  }

  /** The body of a successful answer, as the caller knows it to be. */
  async read<T>(path: string): Promise<T> {
    const response = await this.get(path);
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  async startPostgresAgain(): Promise<void> {
    const { directory, ports } = this;
    this.postgres = await startPostgres({ directory: join(directory, 'postgres'), port: ports.postgres });
  }

  async startNatsAgain(): Promise<void> {
    const { directory, ports } = this;
    this.nats = await startNatsServer({ directory: join(directory, 'nats'), port: ports.nats });
  }

  async stop(): Promise<void> {
    await this.connection.close();
    await this.app.close();
    await Promise.all([this.postgres.stop(), this.nats.stop()]);
    // On a loaded machine the database's last files come and go while they are removed.
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
