import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was committed, in the order in which it was: see decision 18. */
export class CreateStreamLog1764600000000 implements MigrationInterface {
  readonly name = 'CreateStreamLog1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stream_log (
        position bigserial,
        city_id text not null,
        committed_at timestamptz not null default clock_timestamp(),
        event_count integer not null,
        events json not null,
        constraint stream_log_pkey primary key (position)
      )`);
    await runner.query(`create index stream_log_of_city on stream_log (city_id, position)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table stream_log');
  }
}
