import { EntitySchema } from 'typeorm';

/** An address that a city wants told of events. Columns as in the table. */
export interface WebhookRow {
  id: string;
  city_id: string;
  url: string;
  /** Null: all. */
  event_types: readonly string[] | null;
  /** Both sides sign with it, so it cannot be kept as a hash; no reader of a city may see the table. */
  secret: string;
  created_at: Date;
  /** Of the event stream: what comes after it is still to be queued. */
  position: number;
  /** Since when nothing was delivered; null while all is well. */
  failing_since: Date | null;
  disabled_at: Date | null;
  disabled_reason: string | null;
}

export const WebhookRowSchema = new EntitySchema<WebhookRow>({
  name: 'webhook',
  tableName: 'webhooks',
  columns: {
    id: { type: 'uuid', primary: true },
    city_id: { type: 'text' },
    url: { type: 'text' },
    event_types: { type: 'text', array: true, nullable: true },
    secret: { type: 'text' },
    created_at: { type: 'timestamptz' },
    position: { type: 'bigint' },
    failing_since: { type: 'timestamptz', nullable: true },
    disabled_at: { type: 'timestamptz', nullable: true },
    disabled_reason: { type: 'text', nullable: true },
  },
  indices: [{ name: 'webhooks_of_city', columns: ['city_id', 'created_at'] }],
});

/** One event on its way to one address. Columns as in the table. */
export interface WebhookDeliveryRow {
  id: string;
  city_id: string;
  webhook_id: string;
  event_type: string;
  body: string;
  created_at: Date;
  /** It is not tried before. */
  due_at: Date;
  attempts: number;
  /** When it was delivered or given up. */
  settled_at: Date | null;
  is_delivered: boolean;
  /** Of the last answer, where there was one. */
  status: number | null;
  error: string | null;
}

export const WebhookDeliveryRowSchema = new EntitySchema<WebhookDeliveryRow>({
  name: 'webhook_delivery',
  tableName: 'webhook_deliveries',
  columns: {
    id: { type: 'uuid', primary: true },
    city_id: { type: 'text' },
    webhook_id: { type: 'uuid' },
    event_type: { type: 'text' },
    body: { type: 'text' },
    created_at: { type: 'timestamptz' },
    due_at: { type: 'timestamptz' },
    attempts: { type: 'int' },
    settled_at: { type: 'timestamptz', nullable: true },
    is_delivered: { type: 'boolean' },
    status: { type: 'int', nullable: true },
    error: { type: 'text', nullable: true },
  },
  indices: [
    { name: 'webhook_deliveries_listed', columns: ['webhook_id', 'created_at', 'id'] },
    { name: 'webhook_deliveries_due', columns: ['due_at'], where: 'settled_at is null', synchronize: false },
  ],
});
