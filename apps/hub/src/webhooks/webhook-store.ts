import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../persistence/database.js';
import type { WebhookDeliveryRow, WebhookRow } from '../persistence/webhook.row.js';
import { newSecret } from './signature.js';
import type { WebhookWish } from './webhook-wish.js';

/** Each is a queue of its own. */
export const WEBHOOKS_MAX = 20;

const COLUMNS = 'id, city_id, url, event_types, created_at, position, failing_since, disabled_at, disabled_reason';
// From now on; and no more than there may be.
const ADD = `
  insert into webhooks (id, city_id, url, event_types, secret, created_at, position)
  select $1, $2, $3, $4, $5, $6, coalesce((select max(position) from stream_log), 0)
  where (select count(*) from webhooks where city_id = $2) < ${WEBHOOKS_MAX}
  returning ${COLUMNS}`;
/** One that is switched on again goes on from now: what happened meanwhile is in `/api/v1/events`. */
const CHANGE = `
  with changed as (
    update webhooks set
      url = coalesce($3, url),
      event_types = case when $4 then $5::text[] else event_types end,
      position = case when $6 and disabled_at is not null
        then coalesce((select max(position) from stream_log), 0) else position end,
      failing_since = case when $6 then null else failing_since end,
      disabled_at = case when $6 then null when not $6 then coalesce(disabled_at, $7) else disabled_at end,
      disabled_reason = case when $6 then null when not $6 then coalesce(disabled_reason, 'switched off') else disabled_reason end
    where city_id = $1 and id = $2 returning ${COLUMNS}
  ) select * from changed`;
const REMOVE = `
  with removed as (delete from webhooks where city_id = $1 and id = $2 returning id),
  emptied as (delete from webhook_deliveries where webhook_id in (select id from removed))
  select id from removed`;

export type KnownWebhook = Omit<WebhookRow, 'secret'>;

/** A city's webhooks, as the API makes and shows them. */
@Injectable()
export class WebhookStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  list(cityId: string): Promise<KnownWebhook[]> {
    return this.database.queryAsHub(`select ${COLUMNS} from webhooks where city_id = $1 order by created_at, id`, [
      cityId,
    ]);
  }

  /** Null when the city has as many as it may. The secret is told this once. */
  async add(cityId: string, wish: WebhookWish, nowMs: number): Promise<{ row: KnownWebhook; secret: string } | null> {
    const secret = newSecret();
    const values = [randomUUID(), cityId, wish.url, wish.eventTypes ?? null, secret, new Date(nowMs)];
    const [row] = await this.database.queryAsHub<KnownWebhook>(ADD, values);
    return row ? { row, secret } : null;
  }

  async change(cityId: string, id: string, wish: WebhookWish, nowMs: number): Promise<KnownWebhook | null> {
    const { url = null, eventTypes, enabled = null } = wish;
    const values = [cityId, id, url, eventTypes !== undefined, eventTypes ?? null, enabled, new Date(nowMs)];
    const [row] = await this.database.queryAsHub<KnownWebhook>(CHANGE, values);
    return row ?? null;
  }

  async remove(cityId: string, id: string): Promise<boolean> {
    return (await this.database.queryAsHub(REMOVE, [cityId, id])).length > 0;
  }

  async withSecret(cityId: string, id: string): Promise<WebhookRow | null> {
    const rows = await this.database.queryAsHub<WebhookRow>('select * from webhooks where city_id = $1 and id = $2', [
      cityId,
      id,
    ]);
    return rows[0] ?? null;
  }

  /** The newest first; what is still to be delivered among them. */
  deliveries(cityId: string, id: string, limit: number): Promise<WebhookDeliveryRow[]> {
    return this.database.query<WebhookDeliveryRow>(
      `select * from webhook_deliveries where city_id = $1 and webhook_id = $2 order by created_at desc, id limit $3`,
      [cityId, id, limit],
    );
  }
}
