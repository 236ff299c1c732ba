import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indices for questions that read a whole table before. Raw events of a kind that is not a visit's, for a city: rare
 * kinds were looked for among all of a quarter's rows. And visits of one camera, of whichever zone: the index of camera
 * and zone did not know their order; this one answers for a zone too, as a camera has few.
 */
export class IndexQuestions1764500000000 implements MigrationInterface {
  readonly name = 'IndexQuestions1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index events_by_kind on events (city_id, kind, at, id)
      where kind = any ('{scheduled_report,lane_flow,comms_lost,comms_restored}'::text[])`);
    await runner.query('create index visits_of_camera on visits (city_id, camera_id, start_at, id)');
    await runner.query('drop index visits_of_zone');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('create index visits_of_zone on visits (city_id, camera_id, zone_id, start_at, id)');
    await runner.query('drop index visits_of_camera, events_by_kind');
  }
}
