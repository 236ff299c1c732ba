import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { workInRounds } from '#rounds';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { CityReader } from './city-reader.js';
import type { Statement } from './city-reader.js';
import { dataSourceOptions } from './data-source-options.js';
import { databaseTrouble } from './database-trouble.js';

/** How often a replica is looked after; one that came back is asked again after this long at the latest. */
const ROUND_MS = 2_000;

/**
 * The copy of the database that the API's questions go to, where `DATABASE_READ_URL` names one. It answers only while it
 * is known to be well; whoever gets null asks the database itself. No request waits for a connection to be made.
 */
@Injectable()
export class ReadReplica implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #source: DataSource | null;
  readonly #reader: CityReader | null;
  #looking: Promise<void> = Promise.resolve();
  /** Null before the first look. */
  #isWell: boolean | null = null;

  constructor(
    @Inject(HubSettings) { config: { databaseReadUrl } }: HubSettings,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) private readonly metrics: HubMetrics,
  ) {
    const onPoolError = (error: unknown) => this.#becomes(false, error);
    const options = databaseReadUrl === null ? null : dataSourceOptions(databaseReadUrl, onPoolError);
    this.#source = options && new DataSource(options);
    const onDropped = (connections: number) => this.log.warn('read replica connections dropped: dead', { connections });
    this.#reader = options && new CityReader(options, { onPoolError, onDropped });
  }

  onApplicationBootstrap(): void {
    if (this.#source) this.#looking = this.#lookForEver(this.#source);
  }

  async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    await this.#looking;
    if (this.#source?.isInitialized) await this.#source.destroy();
    await this.#reader?.close();
  }

  /** Rows of each statement, as the reader of one city; null: there is no replica, or it is away. */
  async read(cityId: string, statements: readonly Statement[]): Promise<unknown[][] | null> {
    if (!this.#reader || this.#isWell !== true) {
      if (this.#reader) this.metrics.replicaReads.inc({ answered: 'primary' }, statements.length);
      return null;
    }
    try {
      const rows = await this.#reader.readTogether(cityId, statements);
      this.metrics.replicaReads.inc({ answered: 'replica' }, statements.length);
      return rows;
    } catch (error) {
      // What takes too long here would take as long there, and twice the work.
      if (databaseTrouble(error) === 'busy' || databaseTrouble(error) === 'data') throw error;
      this.#becomes(false, error);
      this.metrics.replicaReads.inc({ answered: 'primary' }, statements.length);
      return null;
    }
  }

  async #lookForEver(source: DataSource): Promise<void> {
    const onFailure = (error: unknown) => this.#becomes(false, error);
    await workInRounds({ signal: this.#closing.signal, restMs: ROUND_MS, onFailure }, async () => {
      if (!source.isInitialized) await source.initialize();
      // One that nothing has been copied to yet is of no use.
      await source.query('select from cities limit 0');
      this.#becomes(true);
    });
  }

  #becomes(isWell: boolean, error?: unknown): void {
    this.metrics.replicaAway.set(isWell ? 0 : 1);
    if (isWell === this.#isWell) return;
    this.#isWell = isWell;
    if (isWell) this.log.info('questions go to the read replica');
    else this.log.warn('read replica away, questions go to the database itself', errorFields(error));
  }
}
