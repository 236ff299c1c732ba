import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { LIMIT_DEFAULT, LIMIT_MAX, QueryReader } from '../api/query-reader.js';
import { HubSettings } from '../config/hub-settings.js';
import { WebhookQueue } from './webhook-queue.js';
import { send } from './webhook-sender.js';
import { WEBHOOKS_MAX, WebhookStore } from './webhook-store.js';
import { readWebhookWish } from './webhook-wish.js';
import type { WebhookWish } from './webhook-wish.js';
import {
  NewWebhookView,
  WebhookChange,
  WebhookDeliveryList,
  WebhookList,
  WebhookTestView,
  WebhookView,
  deliveryView,
  webhookView,
} from './webhook.view.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Addresses that are told of the caller's city's events. Whoever adds one sends the city's data there. */
@ApiTags('webhooks')
@Controller('api/v1/webhooks')
@Needs('admin')
export class WebhooksController {
  constructor(
    @Inject(WebhookStore) private readonly store: WebhookStore,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
    @Inject(CallersCity) private readonly city: CallersCity,
    @Inject(HubSettings) private readonly settings: HubSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: "The city's webhooks and how they fare." })
  @Needs('operate')
  @ApiOkResponse({ type: WebhookList })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<WebhookList> {
    return { data: (await this.store.list(this.city.id)).map(webhookView) };
  }

  @Post()
  @ApiOperation({ summary: 'Makes a webhook: from now on each event of CDS is posted there, signed.' })
  @ApiBody({ type: WebhookChange })
  @ApiCreatedResponse({ type: NewWebhookView })
  @ProblemResponses(400, 401, 403, 409, 503)
  async add(@Body() body: unknown, @Res({ passthrough: true }) response: Response): Promise<NewWebhookView> {
    const wish = this.#wish(body);
    if (wish.url === undefined) {
      throw ApiProblem.badRequest([{ field: 'url', value: 'nothing', problem: 'expected an address' }]);
    }
    const added = await this.store.add(this.city.id, wish, Date.now());
    if (added === null) throw new ApiProblem(409, `there are ${WEBHOOKS_MAX} webhooks already`);
    response.setHeader('Cache-Control', 'no-store');
    return { ...webhookView(added.row), secret: added.secret };
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Changes a webhook; switching it on again begins anew with what comes from then on.' })
  @ApiBody({ type: WebhookChange })
  @ApiOkResponse({ type: WebhookView })
  @ProblemResponses(400, 401, 403, 404, 503)
  async change(@Param('id') id: string, @Body() body: unknown): Promise<WebhookView> {
    const wish = this.#wish(body);
    const row = UUID.test(id) ? await this.store.change(this.city.id, id, wish, Date.now()) : null;
    if (row === null) throw notFound(id);
    return webhookView(row);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Deletes a webhook, and with it its log.' })
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The webhook is gone' })
  @ProblemResponses(401, 403, 404, 503)
  async remove(@Param('id') id: string): Promise<void> {
    if (!UUID.test(id) || !(await this.store.remove(this.city.id, id))) throw notFound(id);
  }

  @Post(':id/test')
  @ApiOperation({ summary: 'Posts a message of the kind `test` there, once and now, and says what came of it.' })
  @HttpCode(200)
  @Needs('operate')
  @ApiOkResponse({ type: WebhookTestView })
  @ProblemResponses(401, 403, 404, 503)
  async test(@Param('id') id: string): Promise<WebhookTestView> {
    const webhook = UUID.test(id) ? await this.store.withSecret(this.city.id, id) : null;
    if (webhook === null) throw notFound(id);
    const { url, secret } = webhook;
    const nowMs = Date.now();
    const deliveryId = randomUUID();
    const body = JSON.stringify({ webhook_id: id, test: true, event_publication_time: nowMs });
    const letter = { url, secret, deliveryId, eventType: 'test', body };
    const answer = await send(letter, { reach: this.settings.config.webhookReach, nowMs });
    await this.queue.noteTest(webhook, deliveryId, body, answer, nowMs);
    return { delivered: answer.isDelivered, status: answer.status, error: answer.error };
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What became of the newest deliveries; 1,000 that are settled are kept.' })
  @Needs('operate')
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
  })
  @ApiOkResponse({ type: WebhookDeliveryList })
  @ProblemResponses(400, 401, 403, 404, 503)
  async deliveries(@Param('id') id: string, @Query() query: unknown): Promise<WebhookDeliveryList> {
    const reader = new QueryReader(query);
    const limit = reader.limit();
    reader.finish();
    const isKnown = UUID.test(id) && (await this.store.withSecret(this.city.id, id)) !== null;
    if (!isKnown) throw notFound(id);
    return { data: (await this.store.deliveries(this.city.id, id, limit)).map(deliveryView) };
  }

  #wish(body: unknown): WebhookWish {
    const wish = readWebhookWish(body, this.settings.config.webhookReach);
    if ('problems' in wish) throw ApiProblem.badRequest(wish.problems);
    return wish;
  }
}

function notFound(id: string): ApiProblem {
  return ApiProblem.notFound('webhook', id.slice(0, 100));
}
