import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockOf } from '../../apps/hub/src/cities/city.js';
import { bindCity, cityScope } from '../../apps/hub/src/persistence/city-scope.js';
import { ELSEWHERE, HOME, TwoCities } from './support/two-cities.js';

/** Tables that no request reads, because they have no city. Whoever adds to this list says why. */
const WITHOUT_A_CITY = [
  // Which migrations have run.
  'schema_migrations',
  // Keys and codes of boxes, which no request reads: a box's city is told by `devices`.
  'device_keys',
  'enrolment_codes',
  // Which mail has been sent; the report it carried is in a table with a city.
  'report_mails',
];
/** Tables with a city that the API's reader may not see at all. */
const SECRET = ['api_keys', 'webhooks'];

/** Runs `work` as a request of this city would. */
function asRequestOf<T>(cityId: string, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const next = () => {
      bindCity({ id: cityId, clock: clockOf('UTC') });
      work().then(resolve, reject);
    };
    cityScope(...([{ method: 'GET' }, null, next] as unknown as Parameters<typeof cityScope>));
  });
}

describe('the database itself', () => {
  let cities: TwoCities;
  let tables: string[] = [];

  beforeAll(async () => {
    cities = await TwoCities.start();
    await cities.recordADay(Date.now());
    const rows = await cities.database.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not relispartition order by 1`,
    );
    tables = rows.map(({ name }) => name);
  });
  afterAll(() => cities.stop());

  const open = () => tables.filter((table) => ![...WITHOUT_A_CITY, ...SECRET].includes(table));

  it('has a city in every row, and forces its separation on everybody', async () => {
    const separated = await cities.database.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relrowsecurity and relforcerowsecurity
         and not relispartition order by 1`,
    );
    expect(separated.map(({ name }) => name)).toEqual(tables.filter((table) => !WITHOUT_A_CITY.includes(table)));
  });

  it('gives a request its own city’s rows, also when the statement does not ask for a city', async () => {
    for (const table of open()) {
      const rows = await asRequestOf(HOME, () =>
        cities.database.query<{ city_id?: string; id: string }>(`select * from ${table}`),
      );
      for (const row of rows) expect(table === 'cities' ? row.id : row.city_id, table).toBe(HOME);
    }
    expect(await asRequestOf(HOME, () => cities.database.query('select * from events'))).not.toHaveLength(0);
  });

  it('gives a request no row of another city, also when the statement asks for it', async () => {
    for (const table of open()) {
      const column = table === 'cities' ? 'id' : 'city_id';
      const ask = () => cities.database.query(`select * from ${table} where ${column} = $1`, [HOME]);
      expect(await asRequestOf(ELSEWHERE, ask), table).toEqual([]);
    }
  });

  it('goes on reading a table that another hub has changed meanwhile', async () => {
    const read = () => asRequestOf(HOME, () => cities.database.query<object>('select * from zones'));
    await read();
    await cities.database.query('alter table zones add column added integer not null default 7');
    try {
      expect((await read())[0]).toMatchObject({ added: 7 });
    } finally {
      await cities.database.query('alter table zones drop column added');
    }
    expect((await read())[0]).not.toHaveProperty('added');
  });

  it('lets no request read keys, or the tables without a city', async () => {
    for (const table of [...SECRET, ...WITHOUT_A_CITY]) {
      const ask = asRequestOf(HOME, () => cities.database.query(`select * from ${table}`));
      await expect(ask, table).rejects.toThrow(/permission denied/);
    }
  });

  it('lets no request write by reading', async () => {
    const write = asRequestOf(HOME, () => cities.database.query(`delete from visits`));
    await expect(write).rejects.toThrow(/read-only transaction|permission denied/);
    expect(await cities.database.query('select 1 from visits')).not.toHaveLength(0);
  });

  it('does not leave one request’s city to the next that uses the connection', async () => {
    const asked = Array.from({ length: 40 }, (_, index) => {
      const city = index % 2 === 0 ? HOME : ELSEWHERE;
      return asRequestOf(city, () => cities.database.query<{ id: string }>('select id from cities')).then((rows) => [
        city,
        rows.map(({ id }) => id),
      ]);
    });
    for (const [city, seen] of await Promise.all(asked)) expect(seen).toEqual([city]);
    expect(await cities.database.query('select id from cities')).toHaveLength(2);
  });

  it('shows a request without a city nothing, should somebody forget to name it', async () => {
    const rows = await cities.database.transaction(async (manager) => {
      await manager.query('set local role kerbline_reader');
      return manager.query<unknown[]>('select * from events');
    });
    expect(rows).toEqual([]);
  });

  it('has no index that its separation would keep from use: each compares with operators that are leakproof', async () => {
    const unusable = await cities.database.query<{ name: string }>(
      `select distinct indexrelid::regclass::text as name
       from pg_index cross join lateral unnest(indclass) as used (class)
       join pg_opclass on pg_opclass.oid = class
       join pg_amop on amopfamily = opcfamily and amoplefttype = opcintype
       join pg_operator on pg_operator.oid = amopopr
       join pg_proc on pg_proc.oid = oprcode
       join pg_class on pg_class.oid = indrelid
       where relnamespace = 'public'::regnamespace and relrowsecurity and amoprighttype = opcintype and not proleakproof`,
    );
    expect(unusable).toEqual([]);
  });
});
