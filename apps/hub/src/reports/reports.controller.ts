import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { decodeTimeCursor, encodeTimeCursor } from '../api/cursor.js';
import { LIMIT_DEFAULT, LIMIT_MAX, QueryReader } from '../api/query-reader.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { Database } from '../persistence/database.js';
import type { TurnoverReportRow } from '../persistence/turnover-report.row.js';
import { isDate } from './local-day.js';
import { REPORT_FORMATS, ReportList, reportView } from './report.view.js';
import type { ListedReport, ReportFormat } from './report.view.js';
import type { RenderedReport } from './rendered-report.js';
import { ReportWorkshop, WorkshopError } from './workshop/report-workshop.js';

/** Drawing a large city's report takes a second. */
const RETRY_AFTER_MS = 5_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const LIST = `
  select id, city_id, day::text as day, revision, made_at, json_array_length(changes) as changed from turnover_reports
  where city_id = $1 and ($2::date is null or day >= $2) and ($3::date is null or day <= $3)
    and ($4::uuid is null or (day, revision) < (select day, revision from turnover_reports where id = $4))
  order by day desc, revision desc limit $5`;
const ONE = `select *, day::text as day from turnover_reports where city_id = $1 and id = $2`;

@ApiTags('reports')
@Controller('api/v1/reports')
@Needs('read')
export class ReportsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CallersCity) private readonly city: CallersCity,
    @Inject(ReportWorkshop) private readonly workshop: ReportWorkshop,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      "The nightly turnover reports of the caller's city, newest day first; a revised day comes with each of its editions.",
  })
  @ApiQuery({
    name: 'from',
    required: false,
    description: 'From this day on',
    schema: { type: 'string', format: 'date' },
  })
  @ApiQuery({ name: 'to', required: false, description: 'Up to this day', schema: { type: 'string', format: 'date' } })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
  })
  @ApiQuery({ name: 'cursor', required: false, description: "An earlier answer's next", schema: { type: 'string' } })
  @ApiOkResponse({ type: ReportList })
  @ProblemResponses(400, 401, 503)
  async list(@Query() query: unknown): Promise<ReportList> {
    const reader = new QueryReader(query);
    const from = reader.text('from', EXPECTED_DAY, isDate);
    const isAfter = (text: string) => isDate(text) && (from === null || text >= from);
    const to = reader.text('to', from === null ? EXPECTED_DAY : `${EXPECTED_DAY}, not before ${from}`, isAfter);
    const limit = reader.limit();
    const cursor = reader.cursor(decodeTimeCursor);
    reader.finish();
    const rows = await this.database.query<ListedReport>(LIST, [this.city.id, from, to, cursor?.id ?? null, limit + 1]);
    const data = rows.slice(0, limit).map(reportView);
    const last = rows.length > limit ? data.at(-1) : undefined;
    return { data, next: last ? encodeTimeCursor({ atMs: Date.parse(last.day), id: last.id }) : null };
  }

  @Get(':id.:format')
  @ApiOperation({
    summary: 'One report as html, pdf, csv or json.',
    description: 'It never changes: a later record makes a new revision.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiParam({ name: 'format', enum: REPORT_FORMATS, enumName: 'ReportFormat' })
  @ApiProduces('text/html', 'application/pdf', 'text/csv', 'application/json')
  @ApiOkResponse({ description: 'The report', schema: { type: 'string', format: 'binary' } })
  @ProblemResponses(401, 404, 503)
  async one(@Param('id') id: string, @Param('format') word: string, @Res() response: Response): Promise<void> {
    const format = REPORT_FORMATS.find((known) => known === word);
    const parameters = [this.city.id, id];
    const rows = format && UUID.test(id) ? await this.database.query<TurnoverReportRow>(ONE, parameters) : [];
    const row = rows[0];
    if (!format || !row) throw ApiProblem.notFound('report', `${id}.${word}`.slice(0, 100));
    const { mediaType, name, body } = await this.#rendered(row, format);
    response
      .setHeader('Content-Type', mediaType)
      .setHeader('Content-Disposition', `${format === 'csv' ? 'attachment' : 'inline'}; filename="${name}"`)
      .setHeader('Cache-Control', 'private, no-cache')
      .send(body);
  }

  async #rendered({ content, revision, changes }: TurnoverReportRow, format: ReportFormat): Promise<RenderedReport> {
    try {
      return await this.workshop.render(content, { revision, changes }, format);
    } catch (error) {
      if (!(error instanceof WorkshopError)) throw error;
      throw new ApiProblem(503, error.message, [], RETRY_AFTER_MS);
    }
  }
}

const EXPECTED_DAY = 'expected a day such as 2026-11-21';
