import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of the first hub. Times are `timestamptz`; durations are whole milliseconds. */
export class CreateTables1763800000000 implements MigrationInterface {
  readonly name = 'CreateTables1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table events (
        id uuid not null,
        device_id text not null,
        camera_id text not null,
        kind text not null,
        at timestamptz not null,
        recorded_at timestamptz not null,
        received_at timestamptz not null,
        zone_id text,
        visit_id uuid,
        visit_type text,
        vehicle_type text,
        fault text,
        bytes integer not null,
        payload bytea not null,
        constraint events_pkey primary key (id)
      )`);
    // Reports are nine records of ten and nearly never asked for: they stay out of the lists' indices.
    await runner.query(`create index events_listed on events (at, id) where kind <> 'scheduled_report'`);
    await runner.query(`create index events_of_camera on events (camera_id, at, id) where kind <> 'scheduled_report'`);
    await runner.query(`create index events_reports on events (camera_id, at) where kind = 'scheduled_report'`);

    await runner.query(`
      create table visits (
        id uuid not null,
        camera_id text not null,
        zone_id text not null,
        visit_type text not null,
        vehicle_type text not null,
        confidence smallint not null,
        start_at timestamptz not null,
        start_censored boolean not null,
        end_at timestamptz,
        end_censored boolean not null,
        blind_ms bigint not null,
        image_x double precision not null,
        image_y double precision not null,
        ground_x_m double precision,
        ground_y_m double precision,
        constraint visits_pkey primary key (id)
      )`);
    await runner.query(`create index visits_listed on visits (start_at, id)`);
    await runner.query(`create index visits_of_zone on visits (camera_id, zone_id, start_at, id)`);
    await runner.query(`create index visits_standing on visits (camera_id, zone_id) where end_at is null`);

    await runner.query(`
      create table zone_hours (
        camera_id text not null,
        zone_id text not null,
        hour timestamptz not null,
        arrivals integer not null,
        departures integer not null,
        measured_visits integer not null,
        measured_dwell_ms bigint not null,
        occupied_ms bigint not null,
        double_parking integer not null,
        blocked_ms bigint not null,
        constraint zone_hours_pkey primary key (camera_id, zone_id, hour)
      )`);
    await runner.query(`
      create table camera_hours (
        camera_id text not null,
        hour timestamptz not null,
        observed_ms bigint not null,
        frames_decoded bigint not null,
        frames_analysed bigint not null,
        frames_skipped bigint not null,
        video_bytes bigint not null,
        events bigint not null,
        event_bytes bigint not null,
        constraint camera_hours_pkey primary key (camera_id, hour)
      )`);
    await this.#createCameraTables(runner);
    await runner.query(`
      create table api_keys (
        id uuid not null,
        name text not null,
        key_hash bytea not null,
        created_at timestamptz not null,
        revoked_at timestamptz,
        constraint api_keys_pkey primary key (id)
      )`);
    await runner.query(`create unique index api_keys_by_hash on api_keys (key_hash)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table api_keys, zones, camera_faults, camera_states, cameras, camera_hours, zone_hours, visits, events`,
    );
  }

  async #createCameraTables(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table cameras (
        id text not null,
        device_id text not null,
        name text not null,
        width_px integer not null,
        height_px integer not null,
        engine text not null,
        sample_fps double precision not null,
        min_dwell_ms integer not null,
        double_parking_ms integer not null,
        reprojection_error_m double precision,
        config_hash bigint not null,
        described_at timestamptz not null,
        constraint cameras_pkey primary key (id)
      )`);
    await runner.query(`
      create table camera_states (
        camera_id text not null,
        last_record_at timestamptz not null,
        observed_from timestamptz,
        constraint camera_states_pkey primary key (camera_id)
      )`);
    await runner.query(`
      create table camera_faults (
        id uuid not null,
        camera_id text not null,
        code text not null,
        lost_at timestamptz not null,
        restored_at timestamptz,
        constraint camera_faults_pkey primary key (id)
      )`);
    await runner.query(`create index camera_faults_of_camera on camera_faults (camera_id, lost_at)`);
    await runner.query(`
      create table zones (
        camera_id text not null,
        id text not null,
        kind text not null,
        polygon jsonb not null,
        ground_polygon jsonb,
        is_current boolean not null,
        constraint zones_pkey primary key (camera_id, id)
      )`);
  }
}
