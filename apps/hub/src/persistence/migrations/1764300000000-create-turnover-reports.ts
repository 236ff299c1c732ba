import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The nightly reports, which are kept, and the mails that go out with them. */
export class CreateTurnoverReports1764300000000 implements MigrationInterface {
  readonly name = 'CreateTurnoverReports1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    // The content is json and not jsonb: it is given out just as it was kept.
    await runner.query(`
      create table turnover_reports (
        city_id text not null,
        day date not null,
        revision integer not null,
        id uuid not null,
        made_at timestamptz not null,
        fingerprint text not null,
        content json not null,
        changes json not null,
        constraint turnover_reports_pkey primary key (city_id, day, revision)
      )`);
    await runner.query(`create unique index turnover_reports_by_id on turnover_reports (id)`);
    await runner.query(`
      create table report_mails (
        report_id uuid not null,
        due_at timestamptz not null,
        attempts integer not null,
        settled_at timestamptz,
        last_error text,
        constraint report_mails_pkey primary key (report_id)
      )`);
    await runner.query(`create index report_mails_due on report_mails (due_at) where settled_at is null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table report_mails, turnover_reports');
  }
}
