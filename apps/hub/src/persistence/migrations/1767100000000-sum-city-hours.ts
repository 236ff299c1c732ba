import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is counted in a whole city's hours, and who marks the hours of which it holds no longer: see decision 29. */
export class SumCityHours1767100000000 implements MigrationInterface {
  readonly name = 'SumCityHours1767100000000';

  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner);
    await markHours(runner);
    await markZones(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['zone_hours', 'camera_hours', 'zones']) {
      for (const when of ['inserted', 'updated', 'deleted', 'truncated']) {
        await runner.query(`drop trigger ${table}_${when} on ${table}`);
      }
    }
    await runner.query('drop function mark_changed_hours(), mark_changed_zones(), mark_every_hour()');
    await runner.query('drop table summed_cities, changed_hours, blocked_hours, city_hours');
  }
}

async function createTables(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table city_hours (
      city_id text not null,
      sort text not null,
      hour timestamptz not null,
      cameras integer not null,
      zones integer not null,
      zone_ms bigint not null,
      arrivals integer not null,
      departures integer not null,
      measured_visits integer not null,
      measured_dwell_ms bigint not null,
      occupied_ms bigint not null,
      double_parking integer not null,
      blocked_ms bigint not null,
      constraint city_hours_pkey primary key (city_id, sort, hour)
    )`);
  await runner.query(`
    create table blocked_hours (
      city_id text not null,
      hour timestamptz not null,
      camera_id text not null,
      zone_id text not null,
      double_parking integer not null,
      blocked_ms bigint not null,
      constraint blocked_hours_pkey primary key (city_id, hour, camera_id, zone_id)
    )`);
  // A key of its own for each mark, so that nobody who marks an hour waits for another.
  await runner.query(`
    create table changed_hours (
      position bigserial,
      city_id text not null,
      hour timestamptz,
      constraint changed_hours_pkey primary key (position)
    )`);
  await runner.query(`create index changed_hours_of_city on changed_hours (city_id, hour)`);
  await runner.query(`
    create table summed_cities (
      city_id text not null,
      marked_before timestamptz not null,
      summed_from timestamptz not null,
      summed_before timestamptz not null,
      voided_at timestamptz,
      steps bigint not null default 0,
      constraint summed_cities_pkey primary key (city_id)
    )`);
}

/** Hours are marked that may be summed. Who reads an older state than the last commit's may not know which: it marks all. */
async function markHours(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create function mark_changed_hours() returns trigger language plpgsql as $mark$
    begin
      if tg_op = 'UPDATE' then
        insert into changed_hours (city_id, hour)
        select city_id, hour from (select city_id, hour from was union select city_id, hour from became) as changed
        where current_setting('transaction_isolation') <> 'read committed' or exists (
          select from summed_cities as city where city.city_id = changed.city_id and changed.hour < marked_before);
      else
        insert into changed_hours (city_id, hour)
        select distinct city_id, hour from changed
        where current_setting('transaction_isolation') <> 'read committed' or exists (
          select from summed_cities as city where city.city_id = changed.city_id and changed.hour < marked_before);
      end if;
      return null;
    end
    $mark$`);
  await runner.query(`
    create function mark_every_hour() returns trigger language plpgsql as $mark$
    begin
      insert into changed_hours (city_id) select city_id from summed_cities union select id from cities;
      return null;
    end
    $mark$`);
  for (const table of ['zone_hours', 'camera_hours']) {
    const triggers = {
      inserted: 'after insert on %t referencing new table as changed',
      updated: 'after update on %t referencing old table as was new table as became',
      deleted: 'after delete on %t referencing old table as changed',
    };
    for (const [when, on] of Object.entries(triggers)) {
      await runner.query(`
        create trigger ${table}_${when} ${on.replace('%t', table)}
        for each statement execute function mark_changed_hours()`);
    }
    await markTruncated(runner, table);
  }
}

/** A city's every hour is marked where the set of its zones in use has changed. */
async function markZones(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create function mark_changed_zones() returns trigger language plpgsql as $mark$
    begin
      if tg_op = 'UPDATE' then
        insert into changed_hours (city_id)
        select distinct city_id from (
          (select city_id, camera_id, id, kind from was where is_current
            except select city_id, camera_id, id, kind from became where is_current)
          union all
          (select city_id, camera_id, id, kind from became where is_current
            except select city_id, camera_id, id, kind from was where is_current)
        ) as changed;
      else
        insert into changed_hours (city_id) select distinct city_id from changed where is_current;
      end if;
      return null;
    end
    $mark$`);
  const triggers = {
    inserted: 'after insert on zones referencing new table as changed',
    updated: 'after update on zones referencing old table as was new table as became',
    deleted: 'after delete on zones referencing old table as changed',
  };
  for (const [when, on] of Object.entries(triggers)) {
    await runner.query(`create trigger zones_${when} ${on} for each statement execute function mark_changed_zones()`);
  }
  await markTruncated(runner, 'zones');
}

async function markTruncated(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`
    create trigger ${table}_truncated after truncate on ${table}
    for each statement execute function mark_every_hour()`);
}
