import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ID_PATTERN } from '#events';
import { OpenToAll } from '../access/access.guard.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { QueryReader } from '../api/query-reader.js';
import { Revalidated } from '../api/revalidated.js';
import { CityRegister } from '../cities/city-register.js';
import type { ListedCity } from '../cities/city-register.js';
import { clockOf } from '../cities/city.js';
import { addressOf } from '../limits/door.js';
import { RequestLimits } from '../limits/request-limits.js';
import { bindCity } from '../persistence/city-scope.js';
import { dateAfter, isDate } from '../reports/local-day.js';
import { PublicFeedReader } from './public-feed-reader.js';
import { PublicDays, PublicHours } from './public-feed.view.js';

/** Of one question, hour by hour for each zone: a week is what one page shows. */
const DAYS_MAX = 7;
const EXPECTED_DAY = 'expected a day such as 2026-11-20';
const DAY_SCHEMA = { type: 'string', format: 'date' } as const;
/** Late records may still change a day that is over; an hour is as long as a copy may lag behind. */
const CACHE_CONTROL = 'public, max-age=3600';

/**
 * Aggregates of cities that have switched this on, for anybody. A city that has not is as one that there is not. Only
 * days that are over, and no number of fewer sessions than the city's `publicGroupMin`.
 */
@ApiTags('public')
@Controller('api/v1/public/:city')
@OpenToAll()
export class PublicFeedController {
  constructor(
    @Inject(PublicFeedReader) private readonly feed: PublicFeedReader,
    @Inject(CityRegister) private readonly cities: CityRegister,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  @Get('hours')
  @ApiOperation({ summary: "Each curb zone's hours of one day that is over; without `date`, of the last one." })
  @Revalidated(CACHE_CONTROL)
  @ApiParam({ name: 'city', example: 'springfield' })
  @ApiQuery({ name: 'date', required: false, schema: DAY_SCHEMA })
  @ApiOkResponse({ type: PublicHours })
  @ProblemResponses(400, 404, 429, 503)
  async hours(@Param('city') id: string, @Query() query: unknown, @Req() request: Request): Promise<PublicHours> {
    const city = await this.#open(id, request);
    const reader = new QueryReader(query);
    const lastDay = this.feed.lastDay(city, Date.now());
    const date = reader.text('date', `${EXPECTED_DAY}, not after ${lastDay}`, isOver(lastDay)) ?? lastDay;
    reader.finish();
    const zones = await this.feed.zones(city, { from: date, to: date });
    const data = zones.map(({ days, ...zone }) => ({ ...zone, hours: days[0]?.hours ?? [] }));
    return { city: cityView(city), date, data };
  }

  @Get('days')
  @ApiOperation({
    summary: "Each curb zone's days from one to another, a week at most; without any, the last seven that are over.",
  })
  @Revalidated(CACHE_CONTROL)
  @ApiParam({ name: 'city', example: 'springfield' })
  @ApiQuery({ name: 'from', required: false, schema: DAY_SCHEMA })
  @ApiQuery({ name: 'to', required: false, schema: DAY_SCHEMA })
  @ApiOkResponse({ type: PublicDays })
  @ProblemResponses(400, 404, 429, 503)
  async days(@Param('city') id: string, @Query() query: unknown, @Req() request: Request): Promise<PublicDays> {
    const city = await this.#open(id, request);
    const reader = new QueryReader(query);
    const lastDay = this.feed.lastDay(city, Date.now());
    const to = reader.text('to', `${EXPECTED_DAY}, not after ${lastDay}`, isOver(lastDay)) ?? lastDay;
    const earliest = dateAfter(to, 1 - DAYS_MAX);
    const expected = `${EXPECTED_DAY}, from ${earliest} to ${to}`;
    const from = reader.text('from', expected, (text) => isDate(text) && text >= earliest && text <= to) ?? earliest;
    reader.finish();
    const zones = await this.feed.zones(city, { from, to });
    const data = zones.map(({ days, ...zone }) => ({ ...zone, days: days.map(({ date, day }) => ({ date, ...day })) }));
    return { city: cityView(city), data };
  }

  /** The city, whose rows and no other's the request reads from here on. */
  async #open(id: string, request: Request): Promise<ListedCity> {
    this.limits.takePublic(addressOf(request), performance.now());
    const city = ID_PATTERN.test(id) ? await this.cities.one(id) : null;
    if (!city?.settings.publicFeed) throw ApiProblem.notFound('public feed', id.slice(0, 100));
    bindCity({ id: city.id, clock: clockOf(city.timeZone) });
    return city;
  }
}

function isOver(lastDay: string): (text: string) => boolean {
  return (text) => isDate(text) && text <= lastDay;
}

function cityView({ id, name, timeZone, settings }: ListedCity): PublicHours['city'] {
  return { id, name, timeZone, groupMin: settings.publicGroupMin };
}
