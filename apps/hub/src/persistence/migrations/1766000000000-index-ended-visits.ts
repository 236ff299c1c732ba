import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Visits of a camera by their end: without it, who asked what ended at one zone in a day read the day of the whole city. */
export class IndexEndedVisits1766000000000 implements MigrationInterface {
  readonly name = 'IndexEndedVisits1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index visits_of_camera_ended on visits (city_id, camera_id, end_at, id) where end_at is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index visits_of_camera_ended');
  }
}
