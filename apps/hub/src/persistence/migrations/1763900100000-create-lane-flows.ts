import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Vehicles that pass along a lane, period by period. */
export class CreateLaneFlows1763900100000 implements MigrationInterface {
  readonly name = 'CreateLaneFlows1763900100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lane_flows (
        camera_id text not null,
        zone_id text not null,
        period_start timestamptz not null,
        period_ms integer not null,
        vehicles integer not null,
        observed_ms integer not null,
        constraint lane_flows_pkey primary key (camera_id, zone_id, period_start)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lane_flows');
  }
}
