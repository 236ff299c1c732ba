import { Controller, Get, Inject, Param, Query, Res, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { wholeHoursEnd } from '../aggregates/whole-hours.js';
import { RangeQueries } from '../api/list-queries.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { QueryReader } from '../api/query-reader.js';
import type { TimeRange } from '../api/query-reader.js';
import { Database } from '../persistence/database.js';
import { EXPORT_FORMATS, Exporter } from './exporter.js';
import type { ExportFormat } from './exporter.js';
import { VISIT_COLUMNS, visitPages } from './visit-export.js';
import { ZONE_HOUR_COLUMNS, zoneHourPages } from './zone-hour-export.js';

@ApiTags('exports')
@Controller('api/v1/exports')
@Needs('read')
export class ExportsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Exporter) private readonly exporter: Exporter,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  @Get('visits.:format')
  @ApiOperation({ summary: 'Stops that began within the given time, oldest first, with their evidence codes.' })
  @ExportAnswers()
  async visits(@Param('format') word: string, @Query() query: unknown, @Res() response: Response): Promise<void> {
    const format = formatOf('visits', word);
    const range = rangeOf(query);
    await this.exporter.send(response, {
      fileName: fileName('visits', range),
      format,
      columns: VISIT_COLUMNS,
      pages: visitPages(this.database, this.city.id, range),
    });
  }

  @Get('zone-hours.:format')
  @ApiOperation({
    summary:
      'Hours of zones that are over and of which the camera saw anything; counts are empty where an hour was mostly unseen.',
  })
  @ExportAnswers()
  async zoneHours(@Param('format') word: string, @Query() query: unknown, @Res() response: Response): Promise<void> {
    const format = formatOf('zone-hours', word);
    const range = rangeOf(query);
    const whole = { ...range, toMs: Math.min(range.toMs, wholeHoursEnd(this.city.clock, Date.now())) };
    await this.exporter.send(response, {
      fileName: fileName('zone-hours', range),
      format,
      columns: ZONE_HOUR_COLUMNS,
      pages: zoneHourPages(this.database, this.city.id, whole),
    });
  }
}

function ExportAnswers(): MethodDecorator {
  const schema = { type: 'string', format: 'binary' } as const;
  return applyDecorators(
    RangeQueries(),
    ApiParam({ name: 'format', enum: EXPORT_FORMATS, enumName: 'ExportFormat' }),
    ApiOkResponse({
      description: 'The table, as it is read',
      content: { 'text/csv': { schema }, 'application/vnd.apache.parquet': { schema } },
    }),
    ProblemResponses(400, 401, 404, 503),
  );
}

function formatOf(table: string, word: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === word);
  if (!format) throw ApiProblem.notFound('export', `${table}.${word}`.slice(0, 100));
  return format;
}

function rangeOf(query: unknown): TimeRange {
  const reader = new QueryReader(query);
  const range = reader.range();
  reader.finish();
  return range;
}

function fileName(table: string, range: TimeRange): string {
  const [from, to] = [range.fromMs, range.toMs].map((atMs) => new Date(atMs).toISOString().slice(0, 10));
  return `${table}_${from}_${to}`;
}
