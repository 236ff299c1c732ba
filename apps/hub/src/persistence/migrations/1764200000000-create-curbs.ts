import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a city publishes of its curbs, and what others publish about them. Geometries are GeoJSON. */
export class CreateCurbs1764200000000 implements MigrationInterface {
  readonly name = 'CreateCurbs1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table curb_zones (
        curb_zone_id uuid not null,
        city_id text not null,
        key text not null,
        revision integer not null,
        camera_id text,
        zone_id text,
        adjacent_lanes text[] not null,
        geometry jsonb not null,
        min_lat double precision not null,
        min_lng double precision not null,
        max_lat double precision not null,
        max_lng double precision not null,
        curb_policy_ids uuid[] not null,
        policies_since timestamptz not null,
        prev_policies jsonb not null,
        prev_curb_zone_ids uuid[] not null,
        details jsonb not null,
        published_date timestamptz not null,
        last_updated_date timestamptz not null,
        start_date timestamptz not null,
        end_date timestamptz,
        constraint curb_zones_pkey primary key (curb_zone_id)
      )`);
    await runner.query(`create index curb_zones_listed on curb_zones (city_id, curb_zone_id)`);
    await runner.query(`create index curb_zones_of_camera on curb_zones (city_id, camera_id)`);
    await runner.query(`create unique index curb_zones_by_revision on curb_zones (city_id, key, revision)`);
    await runner.query(`
      create table curb_policies (
        curb_policy_id uuid not null,
        city_id text not null,
        published_date timestamptz not null,
        content jsonb not null,
        constraint curb_policies_pkey primary key (curb_policy_id)
      )`);
    await runner.query(`create index curb_policies_listed on curb_policies (city_id, curb_policy_id)`);
    await runner.query(`
      create table curb_features (
        id uuid not null,
        city_id text not null,
        kind text not null,
        curb_zone_ids uuid[] not null,
        curb_space_id uuid,
        camera_id text,
        geometry jsonb not null,
        details jsonb not null,
        published_date timestamptz not null,
        last_updated_date timestamptz not null,
        constraint curb_features_pkey primary key (id)
      )`);
    await runner.query(`create index curb_features_listed on curb_features (city_id, kind, id)`);
    await runner.query(`
      create table camera_anchors (
        city_id text not null,
        camera_id text not null,
        lat double precision not null,
        lng double precision not null,
        heading_deg double precision not null,
        asset_name text,
        constraint camera_anchors_pkey primary key (city_id, camera_id)
      )`);
    await runner.query(`
      create table posted_events (
        id uuid not null,
        city_id text not null,
        publisher_id uuid not null,
        event_id uuid not null,
        event_type text not null,
        event_time timestamptz not null,
        received_at timestamptz not null,
        curb_zone_id uuid,
        curb_area_ids uuid[] not null,
        curb_space_id uuid,
        curb_object_id uuid,
        event jsonb not null,
        constraint posted_events_pkey primary key (id)
      )`);
    await runner.query(`create index posted_events_listed on posted_events (city_id, event_time, id)`);
    await runner.query(`create index visits_ended on visits (city_id, end_at, id) where end_at is not null`);
    // Which visits were under way at some time. The ends are checked first: a range the wrong way round is an error.
    await runner.query(`
      create index visits_span on visits using gist (
        tstzrange(start_at, case when end_at < start_at then start_at else end_at end))`);
    await runner.query(`create index camera_faults_lost on camera_faults (city_id, lost_at, id)`);
    await runner.query(
      `create index camera_faults_restored on camera_faults (city_id, restored_at, id) where restored_at is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index camera_faults_restored, camera_faults_lost, visits_span, visits_ended');
    await runner.query('drop table posted_events, camera_anchors, curb_features, curb_policies, curb_zones');
  }
}
