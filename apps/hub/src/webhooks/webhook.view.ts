import { ApiProperty } from '@nestjs/swagger';
import { EVENT_TYPES } from '../cds/events/curb-event.js';
import type { WebhookDeliveryRow } from '../persistence/webhook.row.js';
import type { KnownWebhook } from './webhook-store.js';

export class WebhookChange {
  @ApiProperty({ required: false, example: 'https://example.org/curb-events', description: 'Public, and https' })
  readonly url?: string;
  @ApiProperty({ required: false, enum: EVENT_TYPES, enumName: 'CurbEventType', isArray: true, nullable: true })
  readonly eventTypes?: string[] | null;
  @ApiProperty({ required: false, description: 'true: switched on again, from now on' })
  readonly enabled?: boolean;
}

export class WebhookView {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;
  @ApiProperty()
  readonly url!: string;
  @ApiProperty({
    enum: EVENT_TYPES,
    enumName: 'CurbEventType',
    isArray: true,
    nullable: true,
    description: 'null: all',
  })
  readonly eventTypes!: string[] | null;
  @ApiProperty()
  readonly enabled!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'Why it is switched off' })
  readonly disabledReason!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Since when nothing was delivered' })
  readonly failingSince!: string | null;
  @ApiProperty({ format: 'date-time' })
  readonly created!: string;
}

export class NewWebhookView extends WebhookView {
  @ApiProperty({ description: 'Shown this once: Kerbline-Signature is v1= and HMAC-SHA256 of "<timestamp>.<body>"' })
  readonly secret!: string;
}

export class WebhookList {
  @ApiProperty({ type: [WebhookView] })
  readonly data!: WebhookView[];
}

export class WebhookDeliveryView {
  @ApiProperty({ format: 'uuid', description: 'Kerbline-Delivery: the same with every try' })
  readonly id!: string;
  @ApiProperty({ example: 'park_start' })
  readonly eventType!: string;
  @ApiProperty({ enum: ['waiting', 'delivered', 'given_up'] })
  readonly state!: string;
  @ApiProperty()
  readonly attempts!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'Status of the last answer' })
  readonly status!: number | null;
  @ApiProperty({ type: String, nullable: true })
  readonly error!: string | null;
  @ApiProperty({ format: 'date-time' })
  readonly created!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly nextTry!: string | null;
}

export class WebhookDeliveryList {
  @ApiProperty({ type: [WebhookDeliveryView] })
  readonly data!: WebhookDeliveryView[];
}

export class WebhookTestView {
  @ApiProperty()
  readonly delivered!: boolean;
  @ApiProperty({ type: Number, nullable: true })
  readonly status!: number | null;
  @ApiProperty({ type: String, nullable: true })
  readonly error!: string | null;
}

export function webhookView(row: KnownWebhook): WebhookView {
  return {
    id: row.id,
    url: row.url,
    eventTypes: row.event_types && [...row.event_types],
    enabled: row.disabled_at === null,
    disabledReason: row.disabled_reason,
    failingSince: row.failing_since?.toISOString() ?? null,
    created: row.created_at.toISOString(),
  };
}

export function deliveryView(row: WebhookDeliveryRow): WebhookDeliveryView {
  return {
    id: row.id,
    eventType: row.event_type,
    state: row.settled_at === null ? 'waiting' : row.is_delivered ? 'delivered' : 'given_up',
    attempts: row.attempts,
    status: row.status,
    error: row.error,
    created: row.created_at.toISOString(),
    nextTry: row.settled_at === null ? row.due_at.toISOString() : null,
  };
}
