import { Controller, Get, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController, ApiOperation } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Needs } from '../../access/needs.js';
import { CdsDesk } from '../http/cds-desk.js';
import type { Asked } from '../http/cds-desk.js';
import { CdsError } from '../http/cds-error.js';
import { CdsErrorFilter } from '../http/cds-error.filter.js';
import { CdsQuery } from '../http/cds-query.js';
import type { TimeRange } from '../http/cds-query.js';
import { readBody } from '../http/request-body.js';
import { KeptCdsAnswers } from '../http/kept-cds-answers.js';
import { decodeEventCursor, encodeEventCursor } from './curb-event.js';
import { EventPages } from './event-page.js';
import { EventScopes } from './event-scopes.js';
import { POSTED_BYTES_MAX, PostedEvents, publisherOf } from './posted-events.js';
import { SensorStatuses } from './sensor-status.js';

const HOUR_MS = 3_600_000;
/** A month: longer stretches are asked for in parts. */
const RANGE_MS_MAX = 31 * 24 * HOUR_MS;

/** What happened at the curb, newest first. For whoever holds a key, as 1.0 has it. */
@ApiExcludeController()
@Controller('cds/:city/events')
@Needs('read')
@UseFilters(CdsErrorFilter)
export class CurbEventsController {
  constructor(
    @Inject(CdsDesk) private readonly desk: CdsDesk,
    @Inject(EventPages) private readonly pages: EventPages,
    @Inject(EventScopes) private readonly scopes: EventScopes,
    @Inject(SensorStatuses) private readonly statuses: SensorStatuses,
    @Inject(PostedEvents) private readonly posted: PostedEvents,
    @Inject(KeptCdsAnswers) private readonly answers: KeptCdsAnswers,
  ) {}

  @Get('events')
  @ApiOperation({ summary: "The standard's events within a time, newest first." })
  async events(
    @Param('city') cityId: string,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId);
    const query = new CdsQuery(given);
    const places = this.scopes.read(query, asked.version);
    const range = timeRange(query, asked, Date.now());
    const limit = query.limit();
    const after = query.cursor(decodeEventCursor);
    query.finish();
    const make = async () => {
      const scope = await this.scopes.find(cityId, places);
      const { events, next } = await this.pages.page(asked, { scope, range, after, limit });
      return this.desk.textOf(request, asked, {
        data: { events },
        lastUpdatedMs: await this.statuses.lastUpdatedMs(cityId),
        cursor: next === null ? null : encodeEventCursor(next),
        // "The last hour" would be another one by the time the next page is asked for.
        fixed: range.fromMs === 0 ? {} : { start_time: range.fromMs, end_time: range.toMs },
      });
    };
    const isSettled = this.answers.isSettled(asked, range.toMs);
    const kept = isSettled ? await this.answers.find(request, asked, make, this.posted.stateOf(cityId)) : null;
    this.desk.send(response, asked, kept?.text ?? (await make()), kept?.ageMs);
  }

  @Get('status')
  @ApiOperation({ summary: 'What the sensors of curb zones do now.' })
  async status(
    @Param('city') cityId: string,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId);
    const query = new CdsQuery(given);
    const places = this.scopes.read(query, asked.version);
    query.finish();
    const scope = await this.scopes.find(cityId, places);
    const cameraIds = scope.cameraIds ?? [];
    const watching = scope.sources?.map(({ cameraId }) => cameraId) ?? [];
    const only = scope.sources === null ? null : [...new Set([...cameraIds, ...watching])];
    this.desk.answer(request, response, asked, {
      data: { status: await this.statuses.of(cityId, only, Date.now()) },
      lastUpdatedMs: await this.statuses.lastUpdatedMs(cityId),
    });
  }

  @Post('event')
  @ApiOperation({
    summary: 'Takes a batch of events in; what was taken before, from the same publisher, is not taken again.',
  })
  @Needs('operate')
  async post(@Param('city') cityId: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const asked = await this.desk.ask(request, cityId);
    if (asked.version === '1.0') throw new CdsError(501, 'CDS 1.0 has no way to publish events here: ask for 1.1');
    const body = await readBody(request, POSTED_BYTES_MAX);
    const { isAnyNew, ...result } = await this.posted.take(body, {
      cityId,
      publisherId: publisherOf(request),
      nowMs: Date.now(),
    });
    this.desk.answerPlain(response, asked, { status: isAnyNew ? 201 : 200, body: result });
  }
}

/**
 * The hour asked for by `event_time`, or from `start_time` to `end_time`, which the standard does not have. Without
 * any, 1.1 means the last 60 minutes; 1.0 knows no window, and its list goes back as far as anything is kept.
 */
function timeRange(query: CdsQuery, { version }: Asked, nowMs: number): TimeRange {
  const hour = query.utcHour('event_time');
  if (!query.has('start_time', 'end_time')) {
    query.range({ fromMs: 0, toMs: 0 }, RANGE_MS_MAX);
    return hour ?? { fromMs: version === '1.0' ? 0 : nowMs - HOUR_MS, toMs: nowMs };
  }
  if (query.has('event_time')) query.note('event_time and start_time, end_time exclude one another');
  const endMs = query.timestamp('end_time') ?? nowMs;
  return query.range({ fromMs: endMs - HOUR_MS, toMs: nowMs }, RANGE_MS_MAX);
}
