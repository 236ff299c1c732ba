import type { MigrationInterface, QueryRunner } from 'typeorm';
import { joinCities } from '../row-security.js';

/** Keys that may do some things, until some day, and a log of who changed what. */
export class ScopeApiKeys1764400000000 implements MigrationInterface {
  readonly name = 'ScopeApiKeys1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    // Keys of before could do everything, and still can.
    await runner.query(`alter table api_keys add column scopes text[] not null default '{admin}'`);
    await runner.query(`alter table api_keys alter column scopes drop default`);
    await runner.query(`alter table api_keys add column expires_at timestamptz, add column last_used_at timestamptz`);
    await runner.query(`
      create table audit_log (
        city_id text not null,
        id uuid not null,
        at timestamptz not null,
        actor text not null,
        action text not null,
        subject text not null,
        status integer,
        constraint audit_log_pkey primary key (id)
      )`);
    await runner.query(`create index audit_log_listed on audit_log (city_id, at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The row security of every table, put on after the migrations, hangs on columns that go away from here on.
    await joinCities(runner);
    await runner.query('drop table audit_log');
    await runner.query('alter table api_keys drop column scopes, drop column expires_at, drop column last_used_at');
  }
}
