import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CityReader } from '../../apps/hub/src/persistence/city-reader.js';
import { DatabaseUnderTest } from './support/database-under-test.js';

const WHEN = { sql: `select transaction_timestamp() as "when", pg_backend_pid() as who`, parameters: [] };
const READS_AS = {
  sql: `select current_user::text as role, current_setting('kerbline.city') as city, $1::text as given`,
  parameters: ['one'],
};
const FAILS = { sql: 'select 1 / $1::int as none', parameters: [0] };

describe('statements that are read together', () => {
  let server: DatabaseUnderTest;
  let reader: CityReader;

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    // It makes the role to read as.
    await server.open();
    reader = new CityReader(server.source.options, { onPoolError: () => undefined, onDropped: () => undefined });
  });
  afterAll(async () => {
    await reader.close();
    await server.stop();
  });

  it('are of one transaction, and each has its own rows', async () => {
    const [first, as, second] = await reader.readTogether('demo', [WHEN, READS_AS, WHEN]);
    expect(second).toEqual(first);
    expect(as).toEqual([{ role: 'kerbline_reader', city: 'demo', given: 'one' }]);
  });

  it('are each read as the city that asks, whoever asked on the same connection before', async () => {
    for (const city of ['one', 'other', 'one']) {
      expect(await reader.readTogether(city, [WHEN, READS_AS])).toMatchObject([{}, [{ city }]]);
    }
  });

  it('fail together with the first that fails, and leave the connection as it was', async () => {
    await expect(reader.readTogether('demo', [READS_AS, FAILS, READS_AS])).rejects.toThrow('division by zero');
    expect(await reader.readTogether('demo', [READS_AS])).toMatchObject([[{ city: 'demo' }]]);
  });
});
