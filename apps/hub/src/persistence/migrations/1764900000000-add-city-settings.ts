import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each city decides for itself: its reports, how long single stops are kept, and what the public may see. */
export class AddCitySettings1764900000000 implements MigrationInterface {
  readonly name = 'AddCitySettings1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table cities
        add column makes_reports boolean not null default true,
        add column report_hour integer,
        add column visit_days integer not null default 400,
        add column audit_days integer not null default 1100,
        add column public_feed boolean not null default false,
        add column public_group_min integer not null default 5,
        add column forgotten_before timestamptz`);
    // Nothing that is kept today goes away by this alone.
    await runner.query('update cities set visit_days = raw_event_days where visit_days < raw_event_days');
    await runner.query(`
      alter table cities
        add constraint cities_report_at_an_hour check (report_hour between 0 and 23),
        add constraint cities_keep_visits check (visit_days between 1 and 3660),
        add constraint cities_keep_audit check (audit_days between 1 and 3660),
        add constraint cities_publish_groups check (public_group_min between 2 and 1000)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table cities
        drop column makes_reports,
        drop column report_hour,
        drop column visit_days,
        drop column audit_days,
        drop column public_feed,
        drop column public_group_min,
        drop column forgotten_before`);
  }
}
