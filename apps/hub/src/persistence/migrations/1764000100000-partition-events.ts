import type { MigrationInterface, QueryRunner } from 'typeorm';

// Two weeks ahead at least: the hub has made the next partitions long before.
const END_OF_BEFORE = `
  select to_char(greatest(
    date_trunc('week', now() at time zone 'UTC') + interval '2 weeks',
    date_trunc('week', max(at) at time zone 'UTC') + interval '1 week'), 'YYYY-MM-DD') as day
  from events_before`;

/**
 * Raw events by the week in which they happened. What is there becomes the partition of all the time before, without
 * being copied; only its indices are built anew.
 */
export class PartitionEvents1764000100000 implements MigrationInterface {
  readonly name = 'PartitionEvents1764000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index events_listed, events_of_camera, events_reports');
    await runner.query('alter table events drop constraint events_pkey');
    await runner.query('alter table events rename to events_before');
    await runner.query('create table events (like events_before) partition by range (at)');
    await runner.query('alter table events add constraint events_pkey primary key (city_id, camera_id, at, id)');
    await runner.query(`
      create index events_listed on events (city_id, at, id) where kind <> all ('{scheduled_report,lane_flow}'::text[])`);
    const ends = (await runner.query(END_OF_BEFORE)) as { day: string }[];
    await runner.query(
      `alter table events attach partition events_before for values from (minvalue) to ('${ends[0]?.day ?? ''}T00:00:00Z')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('create table events_whole (like events)');
    await runner.query('insert into events_whole select distinct on (city_id, camera_id, id) * from events');
    await runner.query('drop table events');
    await runner.query('alter table events_whole rename to events');
    await runner.query('alter table events add constraint events_pkey primary key (city_id, camera_id, id)');
    const unlessReport = `where kind <> 'scheduled_report'`;
    await runner.query(`create index events_listed on events (city_id, at, id) ${unlessReport}`);
    await runner.query(`create index events_of_camera on events (city_id, camera_id, at, id) ${unlessReport}`);
    await runner.query(
      `create index events_reports on events (city_id, camera_id, at) where kind = 'scheduled_report'`,
    );
  }
}
