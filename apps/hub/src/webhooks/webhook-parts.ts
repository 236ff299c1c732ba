import { WebhookCourier } from './webhook-courier.js';
import { WebhookQueue } from './webhook-queue.js';
import { WebhookStore } from './webhook-store.js';

/** Everything behind the webhooks. */
export const WEBHOOK_PROVIDERS = [WebhookCourier, WebhookQueue, WebhookStore];
