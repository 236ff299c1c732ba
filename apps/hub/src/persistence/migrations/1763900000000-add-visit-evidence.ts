import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a visit was taken for what it is. Visits of before, and those an older hub writes meanwhile, have none. */
export class AddVisitEvidence1763900000000 implements MigrationInterface {
  readonly name = 'AddVisitEvidence1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table visits add column evidence text[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table visits drop column evidence');
  }
}
