import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { expect, vi } from 'vitest';
import { readHubConfig } from '../../../apps/hub/src/config/hub-config.js';
import { HubSettings } from '../../../apps/hub/src/config/hub-settings.js';
import { DeviceRegistry } from '../../../apps/hub/src/devices/device-registry.js';
import { createHub, startHub } from '../../../apps/hub/src/hub.js';
import { LocalServers } from '../../../apps/hub/src/local-servers.js';
import { HubLog } from '../../../apps/hub/src/log/hub-log.js';
import { Database } from '../../../apps/hub/src/persistence/database.js';
import { deviceInboxPrefix } from '#events';
import { connectNats } from '#events/nats';

export const API_KEY = 'a-key-for-the-tests-only';
const WAIT = { timeout: 30_000, interval: 50 };

/** A hub as `kerbline hub` runs it without settings: its own PostgreSQL, and its own broker that asks for keys. */
export class ClosedHub {
  private constructor(
    readonly directory: string,
    private readonly servers: LocalServers,
    readonly settings: HubSettings,
    readonly app: NestExpressApplication,
    readonly url: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<ClosedHub> {
    const directory = await mkdtemp(join(tmpdir(), 'kerbline-closed-hub-'));
    const servers = new LocalServers(directory);
    const databaseUrl = await servers.startPostgres();
    const nats = await servers.startNats();
    const config = readHubConfig({
      KERBLINE_HTTP_PORT: '0',
      KERBLINE_API_KEYS: API_KEY,
      KERBLINE_DASHBOARD: join(directory, 'dashboard'),
      ...env,
    });
    const settings = new HubSettings(config, databaseUrl, nats.url, nats.broker);
    const app = await createHub(settings, new HubLog(process.env['TEST_LOG_LEVEL'] ?? 'silent'));
    const url = await startHub(app, settings);
    const hub = new ClosedHub(directory, servers, settings, app, url);
    await vi.waitFor(async () => expect((await fetch(`${url}/healthz`)).status).toBe(200), WAIT);
    return hub;
  }

  get registry(): DeviceRegistry {
    return new DeviceRegistry(this.app.get(Database));
  }

  connectBox(deviceId: string, seed: string) {
    const credentials = { type: 'nkey', seed } as const;
    return connectNats({
      url: this.settings.natsUrl,
      name: deviceId,
      credentials,
      inboxPrefix: deviceInboxPrefix(deviceId),
    });
  }

  /** Connects as soon as the broker has heard of the box. */
  async connectBoxSoon(deviceId: string, seed: string) {
    return vi.waitFor(() => this.connectBox(deviceId, seed), WAIT);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.servers.stop();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
