import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { notedIn } from '../audit/audited-commands.js';
import type { Noted } from '../audit/audited-commands.js';
import { DeviceProblem } from './device-registry.js';
import type { SqlRunner } from './device-registry.js';

const CONNECT_MS_MAX = 5_000;
const STATEMENT_MS_MAX = 10_000;
/** PostgreSQL's "there is no such table". */
const NO_TABLE = '42P01';

/** Runs `work` with a connection of its own to the hub's database, which it finds as the hub or the demo does. */
export async function withDatabase<T>(
  environment: Readonly<Record<string, string | undefined>>,
  work: (database: SqlRunner, noted: Noted) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl(environment),
    application_name: 'kerbline-cli',
    connectionTimeoutMillis: CONNECT_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
  });
  try {
    await client.connect();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown problem';
    throw new DeviceProblem('unknown', `the hub's database is not reachable: ${code}`);
  }
  try {
    const query = async <Row>(sql: string, parameters: unknown[] = []) =>
      (await client.query(sql, parameters)).rows as Row[];
    return await work({ query }, notedIn({ queryAsHub: query }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NO_TABLE) {
      throw new DeviceProblem('unknown', 'the database is not that of a hub of this version: start the hub once');
    }
    throw error;
  } finally {
    await client.end();
  }
}

function databaseUrl({ DATABASE_URL, KERBLINE_HOME }: Readonly<Record<string, string | undefined>>): string {
  if (DATABASE_URL) return DATABASE_URL;
  try {
    const state: unknown = JSON.parse(readFileSync(join(resolve(KERBLINE_HOME ?? '.kerbline'), 'demo.json'), 'utf8'));
    if (typeof state === 'object' && state !== null && 'databaseUrl' in state) return String(state.databaseUrl);
  } catch {
    // No demo runs here.
  }
  throw new DeviceProblem('unknown', 'no database is named: set DATABASE_URL as for the hub (or start the demo)');
}
