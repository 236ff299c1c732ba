import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The city that holds everything that was counted before there were cities. */
export interface FirstCity {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

/** Tables that get a `city_id`, with their primary keys before and after: camera ids are unique within a city only. */
const KEYS = {
  events: { before: 'id', after: 'city_id, camera_id, id' },
  visits: { before: 'id', after: 'city_id, camera_id, id' },
  zone_hours: { before: 'camera_id, zone_id, hour', after: 'city_id, camera_id, zone_id, hour' },
  camera_hours: { before: 'camera_id, hour', after: 'city_id, camera_id, hour' },
  lane_flows: { before: 'camera_id, zone_id, period_start', after: 'city_id, camera_id, zone_id, period_start' },
  cameras: { before: 'id', after: 'city_id, id' },
  camera_states: { before: 'camera_id', after: 'city_id, camera_id' },
  camera_faults: { before: 'id', after: 'city_id, camera_id, id' },
  zones: { before: 'camera_id, id', after: 'city_id, camera_id, id' },
} as const;

/** Tables whose keys stay as they are. */
const COLUMN_ONLY = ['api_keys'] as const;

/**
 * Every row belongs to a city, and every box to one. All that is there belongs to the city this hub is configured for.
 * A migration per hub, because only its configuration knows that city.
 */
export function createCities(city: FirstCity): new () => MigrationInterface {
  return class CreateCities1764000000000 implements MigrationInterface {
    readonly name = 'CreateCities1764000000000';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`
        create table cities (
          id text not null,
          name text not null,
          time_zone text not null,
          currency text not null default 'USD',
          raw_event_days integer not null default 400,
          created_at timestamptz not null default now(),
          constraint cities_pkey primary key (id),
          constraint cities_id_is_plain check (id ~ '^[a-z0-9][a-z0-9_-]{0,31}$'),
          constraint cities_keep_raw_events check (raw_event_days between 1 and 3660)
        )`);
      await runner.query(`insert into cities (id, name, time_zone) values ($1, $2, $3)`, [
        city.id,
        city.name,
        city.timeZone,
      ]);
      await runner.query(`
        create table devices (
          id text not null,
          city_id text not null,
          created_at timestamptz not null default now(),
          constraint devices_pkey primary key (id)
        )`);
      for (const table of [...Object.keys(KEYS), ...COLUMN_ONLY]) {
        // A constant default is kept in the catalogue: no row is rewritten.
        const literal = `'${city.id.replaceAll("'", "''")}'`;
        await runner.query(`alter table ${table} add column city_id text not null default ${literal}`);
        await runner.query(`alter table ${table} alter column city_id drop default`);
      }
      for (const [table, { after }] of Object.entries(KEYS)) await replaceKey(runner, table, after);
      await runner.query(`
        insert into devices (id, city_id) select distinct device_id, city_id from
          (select device_id, city_id from cameras union select device_id, city_id from events) as known`);
      await replaceIndices(runner, 'city_id, ');
    }

    async down(runner: QueryRunner): Promise<void> {
      await replaceIndices(runner, '');
      for (const [table, { before }] of Object.entries(KEYS)) await replaceKey(runner, table, before);
      for (const table of [...Object.keys(KEYS), ...COLUMN_ONLY]) {
        await runner.query(`alter table ${table} drop column city_id`);
      }
      await runner.query('drop table devices, cities');
    }
  };
}

async function replaceKey(runner: QueryRunner, table: string, columns: string): Promise<void> {
  await runner.query(`alter table ${table} drop constraint ${table}_pkey`);
  await runner.query(`alter table ${table} add constraint ${table}_pkey primary key (${columns})`);
}

/** The indices that lists are read by, each begun by the city. */
async function replaceIndices(runner: QueryRunner, city: string): Promise<void> {
  const unlessReport = `where kind <> 'scheduled_report'`;
  const indices = {
    events_listed: `events (${city}at, id) ${unlessReport}`,
    events_of_camera: `events (${city}camera_id, at, id) ${unlessReport}`,
    events_reports: `events (${city}camera_id, at) where kind = 'scheduled_report'`,
    visits_listed: `visits (${city}start_at, id)`,
    visits_of_zone: `visits (${city}camera_id, zone_id, start_at, id)`,
    visits_standing: `visits (${city}camera_id, zone_id) where end_at is null`,
    camera_faults_of_camera: `camera_faults (${city}camera_id, lost_at)`,
  };
  for (const [name, definition] of Object.entries(indices)) {
    await runner.query(`drop index ${name}`);
    await runner.query(`create index ${name} on ${definition}`);
  }
}
