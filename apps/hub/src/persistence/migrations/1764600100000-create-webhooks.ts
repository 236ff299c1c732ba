import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses that are told of events, and what became of each telling. */
export class CreateWebhooks1764600100000 implements MigrationInterface {
  readonly name = 'CreateWebhooks1764600100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhooks (
        id uuid not null,
        city_id text not null,
        url text not null,
        event_types text[],
        secret text not null,
        created_at timestamptz not null,
        position bigint not null,
        failing_since timestamptz,
        disabled_at timestamptz,
        disabled_reason text,
        constraint webhooks_pkey primary key (id)
      )`);
    await runner.query(`create index webhooks_of_city on webhooks (city_id, created_at)`);
    await runner.query(`
      create table webhook_deliveries (
        id uuid not null,
        city_id text not null,
        webhook_id uuid not null,
        event_type text not null,
        body text not null,
        created_at timestamptz not null,
        due_at timestamptz not null,
        attempts integer not null,
        settled_at timestamptz,
        is_delivered boolean not null,
        status integer,
        error text,
        constraint webhook_deliveries_pkey primary key (id)
      )`);
    await runner.query(`create index webhook_deliveries_listed on webhook_deliveries (webhook_id, created_at, id)`);
    await runner.query(`create index webhook_deliveries_due on webhook_deliveries (due_at) where settled_at is null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_deliveries, webhooks');
  }
}
