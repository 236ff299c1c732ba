import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a city's data were forgotten, so that hubs that run stop giving answers that they made before. */
export class CountForgettings1766100000000 implements MigrationInterface {
  readonly name = 'CountForgettings1766100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table cities add column forgettings integer not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table cities drop column forgettings');
  }
}
