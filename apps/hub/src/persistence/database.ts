import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { workInRounds } from '#rounds';
import { ConnectionWatch } from './connection-watch.js';
import { migrationOptions } from './data-source-options.js';
import type { EntityManager } from 'typeorm';
import { HubLog, errorFields } from '../log/hub-log.js';
import { CityReader } from './city-reader.js';
import type { Statement } from './city-reader.js';
import { boundCity, isReading } from './city-scope.js';
import { ReadReplica } from './read-replica.js';
import { separateCities } from './row-security.js';

/** Any number: the lock all hubs take before they migrate. */
const MIGRATION_LOCK = 7_204_915_116;
const RETRY_MS = 1_000;
const PROBE_MS_MAX = 2_000;

/** The database was not reached yet, or is being migrated. What was asked may be asked again soon. */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError';
}

/** The rows of each statement, by the shapes of one row of each. */
type RowsOfEach<Rows extends unknown[]> = { [Each in keyof Rows]: Rows[Each][] };

/**
 * The way to PostgreSQL. Connecting and migrating go on in the background until they succeed, so that the hub can
 * serve its pages and say what is wrong meanwhile.
 */
@Injectable()
export class Database implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly #closing = new AbortController();
  #isReady = false;
  #opening: Promise<void> | null = null;
  /** Made at the first question of a city: commands ask none. */
  #reader: CityReader | null = null;

  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(ReadReplica) private readonly replica: ReadReplica | null = null,
  ) {}

  onApplicationBootstrap(): void {
    void this.whenOpen();
  }

  // Nest's module closes the pool after this, once nothing uses it any more.
  onModuleDestroy(): void {
    this.#closing.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#reader?.close();
  }

  /** Resolves once it is connected and migrated, or when the hub closes before that. */
  whenOpen(): Promise<void> {
    this.#opening ??= this.#openForEver();
    return this.#opening;
  }

  /**
   * Rows of one parameterised statement; the caller names their shape. Within a request that is bound to a city it can
   * read that city's rows and nothing else, whatever the statement says; where it only asks, from the read replica.
   */
  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const [rows] = await this.queryTogether<[Row]>([{ sql, parameters }]);
    return rows;
  }

  /** Rows of several statements that do not wait for each other: of a city they are read in one transaction. */
  async queryTogether<Rows extends unknown[]>(statements: readonly Statement[]): Promise<RowsOfEach<Rows>> {
    this.#mustBeReady();
    return (await this.#queryTogether(statements)) as RowsOfEach<Rows>;
  }

  async #queryTogether(statements: readonly Statement[]): Promise<unknown[][]> {
    const city = boundCity();
    if (city === null) {
      return Promise.all(statements.map(({ sql, parameters }) => this.source.query<unknown[]>(sql, parameters)));
    }
    // What a request reads before it changes something must not be a moment old.
    const copied = isReading() ? await this.replica?.read(city.id, statements) : null;
    if (copied) return copied;
    const onPoolError = (error: unknown) => this.log.warn('idle database connection lost', errorFields(error));
    this.#reader ??= new CityReader(this.source.options, { onPoolError, onDropped: this.#tellDropped });
    return this.#reader.readTogether(city.id, statements);
  }

  /** As the hub itself, also within a request: for what belongs to no city or to be written. Name the city in it. */
  async queryAsHub<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    this.#mustBeReady();
    return this.source.query<Row[]>(sql, parameters);
  }

  /** As the hub itself. */
  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    this.#mustBeReady();
    return this.source.transaction(work);
  }

  /** Whether it answers right now. */
  async answers(): Promise<boolean> {
    if (!this.#isReady) return false;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), PROBE_MS_MAX)));
    const probe = this.source.query('select 1').then(
      () => true,
      () => false,
    );
    return Promise.race([probe, limit]).finally(() => clearTimeout(timer));
  }

  #mustBeReady(): void {
    if (!this.#isReady) throw new DatabaseAwayError('the database is not ready yet');
  }

  #watchConnections(): void {
    const { master } = this.source.driver as unknown as { readonly master: Pool };
    new ConnectionWatch(master, this.#tellDropped);
  }

  readonly #tellDropped = (connections: number) => this.log.warn('database connections dropped: dead', { connections });

  async #openForEver(): Promise<void> {
    const onFailure = (error: unknown) => this.log.warn('database not reachable, trying again', errorFields(error));
    await workInRounds({ signal: this.#closing.signal, restMs: RETRY_MS, onFailure }, () => this.#open());
  }

  async #open(): Promise<'done'> {
    if (!this.source.isInitialized) {
      await this.source.initialize();
      this.#watchConnections();
    }
    if (this.#closing.signal.aborted) {
      await this.source.destroy();
      return 'done';
    }
    await migrate(this.source);
    this.#isReady = true;
    this.log.info('database ready');
    return 'done';
  }
}

/**
 * Brings the schema up to date; hubs that start together wait for each other. On connections of its own, which may take
 * longer than any other statement. A migration that is interrupted leaves nothing behind and is done again.
 */
export async function migrate(of: DataSource): Promise<void> {
  const source = new DataSource(migrationOptions(of.options));
  await source.initialize();
  try {
    await migrateOneByOne(source);
  } finally {
    await source.destroy();
  }
}

async function migrateOneByOne(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await source.runMigrations({ transaction: 'each' });
      await separateCities(runner);
    } finally {
      await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}
