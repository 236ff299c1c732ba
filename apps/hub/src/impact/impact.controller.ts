import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { QueryReader } from '../api/query-reader.js';
import { CityRegister } from '../cities/city-register.js';
import { htmlDocument } from '../reports/html-document.js';
import { dateAfter, isDate } from '../reports/local-day.js';
import { pdfDocument } from '../reports/pdf-document.js';
import { claims } from './claims.js';
import { impactDocument } from './impact-document.js';
import { ImpactReader } from './impact-reader.js';

const DATES = ['before_from', 'before_to', 'after_from', 'after_to'] as const;
const EXPECTED_DAY = 'expected a day such as 2026-11-21';
/** A year each: more takes too long while somebody waits, and compares seasons. */
const PERIOD_DAYS_MAX = 366;
const FORMATS = ['json', 'html', 'pdf'] as const;
const DAY_SCHEMA = { type: 'string', format: 'date' } as const;

@ApiTags('impact')
@Controller('api/v1/impact')
@Needs('read')
export class ImpactController {
  constructor(
    @Inject(ImpactReader) private readonly reader: ImpactReader,
    @Inject(CallersCity) private readonly caller: CallersCity,
    @Inject(CityRegister) private readonly cities: CityRegister,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'What changed from one period to another: turnover, double parking and held-up traffic\'s emissions, or "not shown".',
  })
  @ApiQuery({ name: 'city', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'before_from', schema: DAY_SCHEMA })
  @ApiQuery({ name: 'before_to', schema: DAY_SCHEMA })
  @ApiQuery({ name: 'after_from', schema: DAY_SCHEMA })
  @ApiQuery({ name: 'after_to', schema: DAY_SCHEMA })
  @ApiQuery({ name: 'format', required: false, enum: [...FORMATS] })
  @ApiProduces('application/json', 'text/html', 'application/pdf')
  @ApiOkResponse({ description: 'The report', schema: { type: 'object' } })
  @ProblemResponses(400, 401, 404, 503)
  async compare(@Query() query: unknown, @Res() response: Response): Promise<void> {
    const reader = new QueryReader(query);
    const asked = reader.id('city') ?? this.caller.id;
    const days = DATES.map((field) => reader.text(field, EXPECTED_DAY, isDate));
    const format = reader.oneOf('format', FORMATS) ?? 'json';
    reader.finish();
    const city = asked === this.caller.id ? await this.cities.one(asked) : null;
    if (!city) throw ApiProblem.notFound('city', asked);
    const [beforeFrom, beforeTo, afterFrom, afterTo] = inOrder(days);
    const dates = { before: { from: beforeFrom, to: beforeTo }, after: { from: afterFrom, to: afterTo } };
    const place = { id: city.id, name: city.name, timeZone: city.timeZone };
    const report = await this.reader.compare(place, dates);
    switch (format) {
      case 'html':
        return void response.type('html').send(htmlDocument(impactDocument(place, report)));
      case 'pdf':
        return void response.type('pdf').send(await pdfDocument(impactDocument(place, report)));
      case 'json':
        return void response.json({ city: place, ...report, claims: claims(report) });
    }
  }
}

/** All four days, one after the other and not too far apart. */
function inOrder(days: readonly (string | null)[]): [string, string, string, string] {
  const [beforeFrom = null, beforeTo = null, afterFrom = null, afterTo = null] = days;
  const problems = DATES.flatMap((field, index) => {
    const value = days[index] ?? null;
    if (value === null) return [{ field, value: '', problem: EXPECTED_DAY }];
    const earlier = days[index - 1] ?? null;
    if (earlier !== null && value < earlier) return [{ field, value, problem: `expected ${earlier} or later` }];
    if (field === 'after_from' && value === earlier)
      return [{ field, value, problem: `expected a day after ${earlier}` }];
    const isEnd = field === 'before_to' || field === 'after_to';
    if (isEnd && earlier !== null && value > dateAfter(earlier, PERIOD_DAYS_MAX)) {
      return [{ field, value, problem: `expected at most ${PERIOD_DAYS_MAX} days after ${earlier}` }];
    }
    return [];
  });
  if (problems.length > 0 || beforeFrom === null || beforeTo === null || afterFrom === null || afterTo === null) {
    throw ApiProblem.badRequest(problems);
  }
  return [beforeFrom, beforeTo, afterFrom, afterTo];
}
