import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CurbNewsDesk } from '../cds/events/curb-news.js';
import { Database } from '../persistence/database.js';
import type { WebhookDeliveryRow, WebhookRow } from '../persistence/webhook.row.js';
import { StreamLog } from '../stream/stream-log.js';
import type { Answer } from './webhook-sender.js';
import { ATTEMPTS_MAX, retryWaitMs } from './retry-wait.js';

/** A webhook with so many waiting gets no more until some have gone; what it misses for a day it never gets. */
const PENDING_MAX = 1_000;
/** The log of one webhook: its newest so many that are settled. */
export const SETTLED_KEPT_MAX = 1_000;
/** While a hub tries a delivery no other does; should it die, another tries again after this. Longer than any try. */
const LEASE_MS = 60_000;
/** Nothing has got through for half a day: less than ten tries take, and more than a night's maintenance. */
export const LASTING_MS_MIN = 12 * 3_600_000;
/** The receiver says that it is gone for good. */
const GONE = 410;

/** One webhook with events to be queued, for this hub alone while the transaction lasts. */
const TAKE_BEHIND = `
  select webhook.* from webhooks as webhook
  where webhook.disabled_at is null
    and webhook.position < (select max(position) from stream_log where city_id = webhook.city_id)
    and (select count(*) from webhook_deliveries where webhook_id = webhook.id and settled_at is null) < ${PENDING_MAX}
  order by webhook.position limit 1 for update of webhook skip locked`;
const QUEUE = `
  insert into webhook_deliveries (id, city_id, webhook_id, event_type, body, created_at, due_at, attempts, is_delivered)
  select id, $1, $2, event_type, body, $3, $3, 0, false
  from unnest($4::uuid[], $5::text[], $6::text[]) as news (id, event_type, body)`;
const ADVANCE = `update webhooks set position = $2 where id = $1`;
/** One that is due, for this hub alone: it is put off before it is tried. `$2`: webhooks this hub is busy with. */
const TAKE_DUE = `
  with due as (
    select delivery.id from webhook_deliveries as delivery join webhooks as webhook on webhook.id = delivery.webhook_id
    where delivery.settled_at is null and delivery.due_at <= $1 and webhook.disabled_at is null
      and delivery.webhook_id <> all($2::uuid[])
    order by delivery.due_at, delivery.created_at limit 1 for update of delivery skip locked
  ), taken as (
    update webhook_deliveries as delivery set due_at = $3, attempts = attempts + 1 from due
    where delivery.id = due.id returning delivery.*
  ) select taken.*, webhook.url, webhook.secret from taken join webhooks as webhook on webhook.id = taken.webhook_id`;
const SETTLE = `
  update webhook_deliveries set settled_at = $2, is_delivered = $3, status = $4, error = $5, due_at = $6 where id = $1`;
const NOTE_SUCCESS = `update webhooks set failing_since = null where id = $1 and failing_since is not null`;
const NOTE_FAILURE = `update webhooks set failing_since = coalesce(failing_since, $2) where id = $1`;
// One was given up and no other got through for long; or the receiver has gone.
const SWITCH_OFF = `
  with off as (
    update webhooks set disabled_at = $2, disabled_reason = $3
    where id = $1 and disabled_at is null and ($4 or failing_since <= $5) returning id
  ) select id from off`;
const DROP_WAITING = `
  update webhook_deliveries set settled_at = $2, error = 'the webhook was switched off'
  where webhook_id = $1 and settled_at is null`;
const TRIM = `
  delete from webhook_deliveries where id in (
    select id from webhook_deliveries where webhook_id = $1 and settled_at is not null
    order by created_at desc, id offset ${SETTLED_KEPT_MAX})`;

export type DueDelivery = WebhookDeliveryRow & Pick<WebhookRow, 'url' | 'secret'>;

/** What is to be delivered to whom, and what became of it. Several hubs share it: each delivery is tried by one. */
@Injectable()
export class WebhookQueue {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StreamLog) private readonly stream: StreamLog,
    @Inject(CurbNewsDesk) private readonly news: CurbNewsDesk,
  ) {}

  /** Queues what one webhook has not been told of; false when none is behind. */
  queueNext(nowMs: number): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const [webhook] = await manager.query<WebhookRow[]>(TAKE_BEHIND);
      if (!webhook) return false;
      const { id, city_id: cityId, event_types: types } = webhook;
      const { rows, throughPosition } = await this.stream.from(webhook.position + 1, [cityId]);
      const records = rows.flatMap(({ events }) => events.flatMap((event) => event ?? []));
      const wanted = (await this.news.of(cityId, records)).filter(({ type }) => types === null || types.includes(type));
      if (wanted.length > 0) {
        const columns = [
          wanted.map(() => randomUUID()),
          wanted.map(({ type }) => type),
          wanted.map(({ view }) => JSON.stringify(view)),
        ];
        await manager.query(QUEUE, [cityId, id, new Date(nowMs), ...columns]);
      }
      await manager.query(ADVANCE, [id, throughPosition]);
      return true;
    });
  }

  /** A delivery that is due, of a webhook that is not among `busy`. */
  async takeDue(nowMs: number, busy: readonly string[]): Promise<DueDelivery | null> {
    const values = [new Date(nowMs), busy, new Date(nowMs + LEASE_MS)];
    const [due] = await this.database.queryAsHub<DueDelivery>(TAKE_DUE, values);
    return due ?? null;
  }

  /** Notes what became of a try; says what that means for the webhook. */
  async settle(due: DueDelivery, answer: Answer, nowMs: number): Promise<'delivered' | 'failed' | 'given_up' | 'off'> {
    const { id, webhook_id: webhookId, attempts } = due;
    const { isDelivered, status, error } = answer;
    const now = new Date(nowMs);
    const isOver = isDelivered || attempts >= ATTEMPTS_MAX || status === GONE;
    const dueAt = isOver ? now : new Date(nowMs + retryWaitMs(attempts, Math.random()));
    return this.database.transaction(async (manager) => {
      await manager.query(SETTLE, [id, isOver ? now : null, isDelivered, status, error, dueAt]);
      if (isOver) await manager.query(TRIM, [webhookId]);
      if (isDelivered) {
        await manager.query(NOTE_SUCCESS, [webhookId]);
        return 'delivered';
      }
      await manager.query(NOTE_FAILURE, [webhookId, now]);
      if (!isOver) return 'failed';
      const reason =
        status === GONE ? 'the receiver answered 410 Gone' : `${attempts} tries failed, the last: ${error}`;
      const since = new Date(nowMs - LASTING_MS_MIN);
      const off = await manager.query<unknown[]>(SWITCH_OFF, [webhookId, now, reason, status === GONE, since]);
      if (off.length === 0) return 'given_up';
      await manager.query(DROP_WAITING, [webhookId, now]);
      return 'off';
    });
  }

  /** Puts a delivery that was tried outside of the queue into the log. */
  async noteTest(webhook: WebhookRow, id: string, body: string, answer: Answer, nowMs: number): Promise<void> {
    const now = new Date(nowMs);
    await this.database.queryAsHub(
      `insert into webhook_deliveries (id, city_id, webhook_id, event_type, body, created_at, due_at, attempts, settled_at,
         is_delivered, status, error) values ($1, $2, $3, 'test', $4, $5, $5, 1, $5, $6, $7, $8)`,
      [id, webhook.city_id, webhook.id, body, now, answer.isDelivered, answer.status, answer.error],
    );
    await this.database.queryAsHub(TRIM, [webhook.id]);
  }
}
