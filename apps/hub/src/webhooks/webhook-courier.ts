import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Counter } from 'prom-client';
import { workInRounds } from '#rounds';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { Database } from '../persistence/database.js';
import { WebhookQueue } from './webhook-queue.js';
import type { DueDelivery } from './webhook-queue.js';
import { send } from './webhook-sender.js';

const LOOK_MS = 500;
const RETRY_MS = 2_000;
/** Deliveries one hub has under way: each holds a socket for at most ten seconds. */
const AT_ONCE_MAX = 32;
/** Of them to one webhook: one that hangs leaves room for the others. */
const AT_ONCE_EACH_MAX = 2;

/** Queues what webhooks are to be told, and delivers what is due. */
@Injectable()
export class WebhookCourier implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #tries: Counter<'outcome'>;
  /** Tries under way, by webhook. */
  readonly #underWay = new Map<string, number>();
  #tryCount = 0;
  #finished: (() => void) | null = null;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
    @Inject(HubSettings) private readonly settings: Pick<HubSettings, 'config'>,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) metrics: Pick<HubMetrics, 'registry'>,
  ) {
    this.#tries = new Counter({
      name: 'kerbline_webhook_tries_total',
      help: 'Tries to deliver to webhooks by outcome: delivered, failed (tried again), given_up, off (switched off too)',
      labelNames: ['outcome'],
      registers: [metrics.registry],
    });
  }

  onApplicationBootstrap(): void {
    void this.#forEver(async () => !(await this.queue.queueNext(Date.now())));
    void this.#forEver(() => this.#startDue());
  }

  onModuleDestroy(): void {
    this.#closing.abort();
    this.#finished?.();
  }

  /** Starts one try; true when there is nothing more to start now. */
  async #startDue(): Promise<boolean> {
    if (this.#tryCount >= AT_ONCE_MAX) {
      await new Promise<void>((resolve) => (this.#finished = resolve));
      return false;
    }
    const busy = [...this.#underWay].filter(([, count]) => count >= AT_ONCE_EACH_MAX).map(([id]) => id);
    const due = await this.queue.takeDue(Date.now(), busy);
    if (due === null) return true;
    this.#count(due.webhook_id, 1);
    void this.#try(due).finally(() => this.#count(due.webhook_id, -1));
    return false;
  }

  async #try(due: DueDelivery): Promise<void> {
    const { id: deliveryId, event_type: eventType, url, secret, body } = due;
    const reach = this.settings.config.webhookReach;
    const answer = await send({ url, secret, deliveryId, eventType, body }, { reach, nowMs: Date.now() });
    try {
      const outcome = await this.queue.settle(due, answer, Date.now());
      this.#tries.inc({ outcome });
      if (outcome === 'off') {
        this.log.warn('webhook switched off', { webhook: due.webhook_id, city: due.city_id, error: answer.error });
      }
    } catch (error) {
      // Its lease runs out, and it is tried again.
      this.log.warn('outcome of a webhook delivery not noted', { delivery: deliveryId, ...errorFields(error) });
    }
  }

  #count(webhookId: string, change: 1 | -1): void {
    const count = (this.#underWay.get(webhookId) ?? 0) + change;
    if (count === 0) this.#underWay.delete(webhookId);
    else this.#underWay.set(webhookId, count);
    this.#tryCount += change;
    if (change < 0) this.#finished?.();
  }

  /** Does `work` over and over, and rests when it says that there is no more. */
  async #forEver(work: () => Promise<boolean>): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) => this.log.warn('webhooks not looked after, trying again', errorFields(error));
    const rounds = { signal: this.#closing.signal, restMs: LOOK_MS, retryMs: RETRY_MS, onFailure };
    await workInRounds(rounds, async () => ((await work()) ? undefined : 'more'));
  }
}
