import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { ID_PATTERN } from '#events';
import { ConnectionWatch } from './connection-watch.js';
import { CITY_SETTING, READER } from './row-security.js';

/**
 * Statements that each connection keeps prepared. The API has about a hundred; more come only of filters that name many
 * places, and are planned each time they are asked.
 */
const PREPARED_MAX = 200;
/** A table has changed under a prepared statement: another hub has migrated the database. */
const PLAN_OUTDATED = '0A000';
/** What PostgreSQL calls an eight-byte integer: counts and milliseconds, far below 2^53. */
const INT8 = 20;

/** Who is told of connections that are lost. */
export interface ReaderTroubles {
  /** An idle connection broke, which heals by itself. */
  readonly onPoolError: (error: unknown) => void;
  /** So many had died without a word and were dropped. */
  readonly onDropped: (connections: number) => void;
}

export interface Statement {
  readonly sql: string;
  readonly parameters: unknown[];
}

/**
 * Connections that read as the reader of one city. Role, statement and commit go out together and cost one round trip,
 * and a statement asked before is not planned again: half the processor time of three round trips.
 */
export class CityReader {
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  /** In the names, so that a statement can be prepared anew. */
  #generation = 0;

  constructor(options: DataSourceOptions, { onPoolError, onDropped }: ReaderTroubles) {
    if (options.type !== 'postgres')
      throw new TypeError(`the hub keeps its data in PostgreSQL, not in ${options.type}`);
    this.#pool = new pg.Pool({
      connectionString: options.url,
      application_name: 'kerbline-hub-reads',
      max: options.poolSize,
      connectionTimeoutMillis: options.connectTimeoutMS,
      ...(options.extra as pg.PoolConfig),
      pipeline: true,
      types: {
        getTypeParser: (id: number, format?: 'text' | 'binary') =>
          id === INT8 ? Number : (pg.types.getTypeParser(id, format) as (text: string) => unknown),
      },
    });
    this.#pool.on('error', onPoolError);
    // One that breaks in use says so through its statements; an error that nobody listens to would end the hub.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    new ConnectionWatch(this.#pool, onDropped);
  }

  /** Rows of each statement, read in one transaction as the reader of one city; where one fails, none is answered. */
  async readTogether(cityId: string, statements: readonly Statement[]): Promise<unknown[][]> {
    try {
      return await this.#read(cityId, statements);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== PLAN_OUTDATED) throw error;
      this.#names.clear();
      this.#generation += 1;
      return this.#read(cityId, statements);
    }
  }

  async #read(cityId: string, statements: readonly Statement[]): Promise<unknown[][]> {
    // It stands in the statement as it is, so that role and city cost no message of their own.
    if (!ID_PATTERN.test(cityId)) throw new Error('a city with an id that no city has');
    const client = await this.#pool.connect();
    let broken: unknown;
    try {
      const sent = togetherOn(client, () => [
        client.query(`begin read only; set local role ${READER}; set local ${CITY_SETTING} = '${cityId}'`),
        ...statements.map(({ sql, parameters }) =>
          client.query({ ...this.#named(sql), text: sql, values: parameters }),
        ),
        client.query('commit'),
      ]);
      const settled = await Promise.allSettled(sent);
      const [begun, ended, read] = [settled.at(0), settled.at(-1), settled.slice(1, -1)];
      // Where the transaction could not begin, what was read was not read as the city's reader.
      if (begun?.status === 'rejected') throw (broken = begun.reason);
      if (ended?.status === 'rejected') broken = ended.reason;
      return read.map((each) => {
        if (each.status === 'rejected') throw each.reason;
        return each.value.rows as unknown[];
      });
    } finally {
      client.release(broken !== undefined);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  #named(sql: string): { name?: string } {
    const known = this.#names.get(sql);
    if (known !== undefined) return { name: known };
    if (this.#names.size >= PREPARED_MAX) return {};
    const name = `kerbline_${this.#generation}_${this.#names.size}`;
    this.#names.set(sql, name);
    return { name };
  }
}

/** What is asked on a connection goes out in one write; each question by itself would cost the hub a system call or two. */
function togetherOn<T>(client: pg.PoolClient, ask: () => T): T {
  // Not among the types: `pg` has it for whoever speaks the protocol.
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection;
  stream.cork();
  try {
    return ask();
  } finally {
    stream.uncork();
  }
}
