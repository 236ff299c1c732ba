import { pipeline } from 'node:stream/promises';
import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController, ApiOperation } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Needs } from '../../access/needs.js';
import { readSpatialFilter } from '../curbs/spatial-filter.js';
import { CdsDesk } from '../http/cds-desk.js';
import type { Asked } from '../http/cds-desk.js';
import { CdsErrorFilter } from '../http/cds-error.filter.js';
import { CdsQuery } from '../http/cds-query.js';
import type { TimeRange } from '../http/cds-query.js';
import { KeptCdsAnswers } from '../http/kept-cds-answers.js';
import { METRICS, METRICS_OF_1_0, RANGE_MS_MAX } from './aggregate.js';
import type { AskedPlaces } from './metric-places.js';
import { MetricLines } from './metric-lines.js';
import type { SessionsAsked } from './metric-lines.js';

/** Without a time: the last 31 days. */
const RANGE_MS_DEFAULT = 31 * 86_400_000;

/** Sessions and hourly numbers as CSV, row by row as they are read. For whoever holds a key. */
@ApiExcludeController()
@Controller('cds/:city/metrics')
@Needs('read')
@UseFilters(CdsErrorFilter)
export class CurbMetricsController {
  constructor(
    @Inject(CdsDesk) private readonly desk: CdsDesk,
    @Inject(MetricLines) private readonly lines: MetricLines,
    @Inject(KeptCdsAnswers) private readonly answers: KeptCdsAnswers,
  ) {}

  @Get('sessions')
  @ApiOperation({ summary: 'Finished stops at curb zones, as CSV.' })
  async sessions(
    @Param('city') cityId: string,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId, 'csv');
    const query = new CdsQuery(given);
    const places = readPlaces(query, asked.version === '1.0');
    const range = readRange(query);
    query.finish();
    await this.#answer(request, response, asked, { places, range }, () =>
      this.lines.sessions(asked, { places, range }),
    );
  }

  @Get('aggregates')
  @ApiOperation({ summary: 'Counts and shares of curb zones hour by hour, as CSV.' })
  async aggregates(
    @Param('city') cityId: string,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId, 'csv');
    const query = new CdsQuery(given);
    const known = asked.version === '1.0' ? METRICS_OF_1_0 : METRICS;
    const metric = query.oneOf('metric_type', known);
    const places = readPlaces(query, asked.version === '1.0');
    const range = readRange(query);
    // Ours: the standard's formula taken literally, which is above 1 where several vehicles stand.
    const isRaw = query.oneOf('occupancy', ['raw', 'capacity']) === 'raw';
    query.finish();
    const metrics = metric === null ? known : [metric];
    await this.#answer(request, response, asked, { places, range }, () =>
      this.lines.aggregates(asked, { places, range, metrics, isRaw, nowMs: Date.now() }),
    );
  }

  /** Of one place and a time that is over the answer is kept; all others are written as they are read. */
  async #answer(
    request: Request,
    response: Response,
    asked: Asked,
    { places, range }: SessionsAsked,
    make: () => Promise<AsyncIterable<string>>,
  ): Promise<void> {
    const mayBeKept = places.id !== null && this.answers.isSettled(asked, range.toMs);
    const kept = mayBeKept ? await this.answers.find(request, asked, make) : null;
    if (kept !== null) return this.desk.send(response, asked, kept.text, kept.ageMs, 'csv');
    const lines = await make();
    this.desk.beginCsv(response, asked);
    await send(response, lines);
  }
}

function readPlaces(query: CdsQuery, isOf1_0: boolean): AskedPlaces {
  const type = query.oneOf(
    'curb_place_type',
    isOf1_0 ? ['area', 'zone', 'space'] : ['area', 'zone', 'space', 'object'],
  );
  const id = query.uuid('curb_place_id');
  query.allOrNone('curb_place_type', 'curb_place_id');
  return { type, id, space: readSpatialFilter(query) };
}

function readRange(query: CdsQuery): TimeRange {
  const toMs = query.timestamp('end_time') ?? Date.now();
  return query.range({ fromMs: toMs - RANGE_MS_DEFAULT, toMs }, RANGE_MS_MAX);
}

/** Writes as fast as it is read at the other end, and stops when nobody reads any more. */
async function send(response: Response, lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(lines, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
