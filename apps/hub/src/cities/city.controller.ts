import { Body, Controller, Get, Inject, Patch } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiTags, PartialType } from '@nestjs/swagger';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { AuditedBody } from '../audit/audited-body.js';
import { CityRegister } from './city-register.js';
import type { ListedCity } from './city-register.js';
import { SETTING_NAMES, readCityChange } from './city-settings.js';

class CitySettingsView {
  @ApiProperty({ description: 'Whether each day is reported on' })
  readonly makesReports!: boolean;
  @ApiProperty({ type: Number, nullable: true, description: "Of the city's clock; null: the hub's own hour" })
  readonly reportHour!: number | null;
  @ApiProperty({ description: 'Raw events are kept for so many days' })
  readonly rawEventDays!: number;
  @ApiProperty({ description: 'Visits, and whatever else tells of a single stop; not less than rawEventDays' })
  readonly visitDays!: number;
  @ApiProperty({ description: 'Lines of the audit log are kept for so many days' })
  readonly auditDays!: number;
  @ApiProperty({ description: 'Whether anybody may read the aggregates under /api/v1/public' })
  readonly publicFeed!: boolean;
  @ApiProperty({ description: 'No aggregate of fewer sessions is public' })
  readonly publicGroupMin!: number;
}

class CityChangeView extends PartialType(CitySettingsView) {}

class CityView {
  @ApiProperty({ example: 'springfield' })
  readonly id!: string;
  @ApiProperty({ example: 'Springfield' })
  readonly name!: string;
  @ApiProperty({ example: 'America/Chicago' })
  readonly timeZone!: string;
  @ApiProperty()
  readonly settings!: CitySettingsView;
}

/** The caller's city. */
@ApiTags('administration')
@Controller('api/v1/city')
export class CityController {
  constructor(
    @Inject(CityRegister) private readonly cities: CityRegister,
    @Inject(CallersCity) private readonly callers: CallersCity,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The city and what it has decided.' })
  @Needs('read')
  @ApiOkResponse({ type: CityView })
  @ProblemResponses(401, 404, 503)
  show(): Promise<CityView> {
    return this.#city();
  }

  @Patch()
  @ApiOperation({ summary: 'Changes what the city has decided; what is left out stays as it is.' })
  @Needs('admin')
  @AuditedBody(SETTING_NAMES)
  @ApiBody({ type: CityChangeView })
  @ApiOkResponse({ type: CityView })
  @ProblemResponses(400, 401, 403, 404, 503)
  async change(@Body() body: unknown): Promise<CityView> {
    const { id, settings } = await this.#city();
    const wanted = readCityChange(body, settings);
    if ('problems' in wanted) throw ApiProblem.badRequest(wanted.problems);
    await this.cities.change(id, wanted);
    return this.#city();
  }

  async #city(): Promise<ListedCity> {
    const city = await this.cities.one(this.callers.id);
    if (!city) throw ApiProblem.notFound('city', this.callers.id);
    return city;
  }
}
