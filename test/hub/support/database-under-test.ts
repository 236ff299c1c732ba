import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { expect, vi } from 'vitest';
import { startPostgres } from '#local-services';
import type { RunningService } from '#local-services';
import { HubLog } from '../../../apps/hub/src/log/hub-log.js';
import { dataSourceOptions } from '../../../apps/hub/src/persistence/data-source-options.js';
import type { FirstCity } from '../../../apps/hub/src/persistence/migrations/1764000000000-create-cities.js';
import { Database } from '../../../apps/hub/src/persistence/database.js';

/** A PostgreSQL of its own, without a hub. */
export class DatabaseUnderTest {
  private constructor(
    private readonly directory: string,
    private readonly server: RunningService,
    readonly source: DataSource,
  ) {}

  static async start(): Promise<DatabaseUnderTest> {
    const directory = await mkdtemp(join(tmpdir(), 'kerbline-database-'));
    const server = await startPostgres({ directory });
    return new DatabaseUnderTest(directory, server, new DataSource(dataSourceOptions(server.url, () => undefined)));
  }

  get url(): string {
    return this.server.url;
  }

  /** One more client of the same database, as another hub would be. */
  another(city?: FirstCity): DataSource {
    return new DataSource(dataSourceOptions(this.server.url, () => undefined, city));
  }

  /** Migrated and ready, as the hub opens it. */
  async open(): Promise<Database> {
    const database = new Database(this.source, new HubLog('silent'));
    database.onApplicationBootstrap();
    await vi.waitFor(async () => expect(await database.answers()).toBe(true), { timeout: 30_000, interval: 50 });
    return database;
  }

  async stop(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
