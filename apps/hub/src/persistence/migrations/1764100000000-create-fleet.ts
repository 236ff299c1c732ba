import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who each box is to the broker, how it becomes that, what its cameras shall run, and what they do run. */
export class CreateFleet1764100000000 implements MigrationInterface {
  readonly name = 'CreateFleet1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table device_keys (
        device_id text not null,
        public_key text not null,
        issued_at timestamptz not null default now(),
        revoked_at timestamptz,
        revision integer not null default 1,
        constraint device_keys_pkey primary key (device_id),
        constraint device_keys_of_device foreign key (device_id) references devices (id),
        constraint device_keys_are_one_each unique (public_key)
      )`);
    await runner.query(`
      create table camera_owners (
        city_id text not null,
        camera_id text not null,
        device_id text not null,
        constraint camera_owners_pkey primary key (city_id, camera_id),
        constraint camera_owners_are_devices foreign key (device_id) references devices (id)
      )`);
    await runner.query(`
      insert into camera_owners (city_id, camera_id, device_id) select city_id, id, device_id from cameras`);
    await runner.query(`
      create table enrolment_codes (
        code_hash bytea not null,
        device_id text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz,
        constraint enrolment_codes_pkey primary key (code_hash),
        constraint enrolment_codes_of_device foreign key (device_id) references devices (id)
      )`);
    await runner.query('create index enrolment_codes_of_a_device on enrolment_codes (device_id)');
    await runner.query(`
      create table camera_configs (
        city_id text not null,
        device_id text not null,
        camera_id text not null,
        version integer not null,
        config jsonb not null,
        changed_by text not null,
        changed_at timestamptz not null default now(),
        constraint camera_configs_pkey primary key (device_id, camera_id, version),
        constraint camera_configs_of_device foreign key (device_id) references devices (id)
      )`);
    await runner.query(`
      create table camera_config_reports (
        city_id text not null,
        device_id text not null,
        camera_id text not null,
        running_version integer,
        offered_version integer,
        problems jsonb not null,
        reported_at timestamptz not null,
        constraint camera_config_reports_pkey primary key (device_id, camera_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table camera_config_reports, camera_configs, enrolment_codes, camera_owners, device_keys');
  }
}
