import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { migrate } from '../../apps/hub/src/persistence/database.js';
import { DatabaseUnderTest } from './support/database-under-test.js';

const COLUMNS = `
  select table_name, column_name, data_type, is_nullable from information_schema.columns
  where table_schema = 'public' order by table_name, column_name`;
const INDICES = `select indexdef from pg_indexes where schemaname = 'public' order by indexdef`;

describe('the migrations', () => {
  let database: DatabaseUnderTest;
  let source: DataSource;

  beforeAll(async () => {
    database = await DatabaseUnderTest.start();
    source = await database.source.initialize();
  });
  afterAll(() => database.stop());

  const schema = async () => ({
    columns: await source.query<unknown[]>(COLUMNS),
    indices: await source.query<unknown[]>(INDICES),
  });

  it('run once, however many hubs start at the same time', async () => {
    const others = await Promise.all([database.another().initialize(), database.another().initialize()]);
    await Promise.all([source, ...others].map(migrate));
    await Promise.all(others.map((other) => other.destroy()));
    const runs = await source.query<unknown[]>('select name from schema_migrations');
    expect(runs).toHaveLength(source.migrations.length);
  });

  it('make just the tables that the row schemas speak of', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('go down to nothing and up again to the same', async () => {
    const before = await schema();
    for (let left = source.migrations.length; left > 0; left--) await source.undoLastMigration();
    const left = await source.query<unknown[]>(
      `select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'`,
    );
    expect(left).toEqual([]);
    await migrate(source);
    expect(await schema()).toEqual(before);
  });
});
