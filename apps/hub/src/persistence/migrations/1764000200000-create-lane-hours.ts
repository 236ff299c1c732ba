import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What passed along a lane, by the hour, from the periods that are there; blocked time from the zones' hours. */
export class CreateLaneHours1764000200000 implements MigrationInterface {
  readonly name = 'CreateLaneHours1764000200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lane_hours (
        city_id text not null,
        camera_id text not null,
        zone_id text not null,
        hour timestamptz not null,
        vehicles bigint not null,
        blocked_ms bigint not null,
        observed_ms bigint not null,
        constraint lane_hours_pkey primary key (city_id, camera_id, zone_id, hour)
      )`);
    // Periods are five minutes long and begin at full ones: none so far lies in two hours.
    await runner.query(`
      insert into lane_hours
      select city_id, camera_id, zone_id, hour, sum(vehicles), sum(blocked_ms), sum(observed_ms) from (
        select flow.city_id, camera_id, zone_id, date_trunc('hour', period_start, city.time_zone) as hour, vehicles,
          0 as blocked_ms, observed_ms
        from lane_flows as flow join cities as city on city.id = flow.city_id
        union all
        select city_id, camera_id, zone_id, hour, 0, blocked_ms, 0 from zone_hours where blocked_ms > 0
      ) as told
      group by city_id, camera_id, zone_id, hour`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lane_hours');
  }
}
