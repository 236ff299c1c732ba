import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { VISIT_TYPES } from '#curb';
import { Needs } from '../access/needs.js';
import { KnownPlaces } from '../api/known-places.js';
import { PlaceQueries, RangeQueries } from '../api/list-queries.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { LIMIT_DEFAULT, LIMIT_MAX, QueryReader } from '../api/query-reader.js';
import type { TimeRange } from '../api/query-reader.js';
import { Kept } from '../api/revalidated.js';
import { dwellDistribution } from './dwell-distribution.js';
import { heatCells } from './heat-map.js';
import { InsightReader } from './insight-reader.js';
import type { HotSpotRow, InsightQuestion } from './insight-reader.js';
import {
  ComparisonView,
  CoverageView,
  DwellDistributionView,
  HEAT_MEASURES,
  HeatMapView,
  HotSpotList,
} from './insight.view.js';
import type { ComparedPeriodView, HotSpotView } from './insight.view.js';
import { differences } from './period-rates.js';
import type { CountedPeriod } from './period-rates.js';

/** Enough to tell a morning from an evening delivery. */
const WORST_HOURS_MAX = 3;

@ApiTags('insights')
@Controller('api/v1/insights')
@Needs('read')
export class InsightsController {
  constructor(
    @Inject(InsightReader) private readonly insights: InsightReader,
    @Inject(KnownPlaces) private readonly places: KnownPlaces,
  ) {}

  @Get('heat-map')
  @ApiOperation({
    summary: "A usual week, hour by hour of the city's clock, of the zones in use or of one.",
    description: 'Blind hours are only counted.',
  })
  @Kept()
  @RangeQueries()
  @PlaceQueries()
  @ApiQuery({ name: 'measure', required: false, enum: HEAT_MEASURES, description: 'occupancy, if nothing is said' })
  @ApiOkResponse({ type: HeatMapView })
  @ProblemResponses(400, 401, 404, 503)
  async heatMap(@Query() query: unknown): Promise<HeatMapView> {
    const reader = new QueryReader(query);
    const measure = reader.oneOf('measure', HEAT_MEASURES) ?? 'occupancy';
    const question = await this.#question(reader);
    const cells = heatCells(await this.insights.heatMap(question, measure, Date.now()), measure);
    const sum = (of: 'seenHours' | 'blindHours') => cells.reduce((total, cell) => total + cell[of], 0);
    return { measure, ...times(question), seenHours: sum('seenHours'), blindHours: sum('blindHours'), cells };
  }

  @Get('dwell-distribution')
  @ApiOperation({ summary: 'How long the stops lasted that began within the given time.' })
  @Kept()
  @RangeQueries()
  @PlaceQueries()
  @ApiQuery({ name: 'type', required: false, enum: VISIT_TYPES, description: 'dwell, if nothing is said' })
  @ApiOkResponse({ type: DwellDistributionView })
  @ProblemResponses(400, 401, 404, 503)
  async dwellDistribution(@Query() query: unknown): Promise<DwellDistributionView> {
    const reader = new QueryReader(query);
    const type = reader.oneOf('type', VISIT_TYPES) ?? 'dwell';
    const question = await this.#question(reader);
    return { ...times(question), ...dwellDistribution(await this.insights.dwellMinutes(question, type)) };
  }

  @Get('hot-spots')
  @ApiOperation({ summary: 'Lanes that double parking blocked, longest first, each with its worst hours of the day.' })
  @Kept()
  @RangeQueries()
  @PlaceQueries()
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
  })
  @ApiOkResponse({ type: HotSpotList })
  @ProblemResponses(400, 401, 404, 503)
  async hotSpots(@Query() query: unknown): Promise<HotSpotList> {
    const reader = new QueryReader(query);
    const limit = reader.limit();
    const question = await this.#question(reader);
    return { data: (await this.insights.hotSpots(question, limit, Date.now())).map(hotSpotView) };
  }

  @Get('compare')
  @ApiOperation({
    summary: 'Two periods beside each other, as rates over the time seen.',
    description: 'For what such a difference proves see the impact report.',
  })
  @Kept()
  @RangeQueries('before_from', 'before_to')
  @RangeQueries('after_from', 'after_to')
  @PlaceQueries()
  @ApiOkResponse({ type: ComparisonView })
  @ProblemResponses(400, 401, 404, 503)
  async compare(@Query() query: unknown): Promise<ComparisonView> {
    const nowMs = Date.now();
    const reader = new QueryReader(query);
    const earlier = reader.range('before_from', 'before_to');
    const later = reader.range('after_from', 'after_to');
    const place = await this.#place(reader);
    const before = await this.insights.period({ ...place, ...earlier }, nowMs);
    const after = await this.insights.period({ ...place, ...later }, nowMs);
    return {
      before: periodView(earlier, before),
      after: periodView(later, after),
      differences: differences(before, after),
    };
  }

  @Get('coverage')
  @ApiOperation({
    summary: 'How much of a time the cameras saw, and how much of it they have not reported yet.',
    description: 'Tells a time in which nothing stopped from one that was not seen, or is still to be told of.',
  })
  @Kept()
  @RangeQueries()
  @PlaceQueries()
  @ApiOkResponse({ type: CoverageView })
  @ProblemResponses(400, 401, 404, 503)
  async coverage(@Query() query: unknown): Promise<CoverageView> {
    const question = await this.#question(new QueryReader(query));
    const row = await this.insights.coverage(question, Date.now());
    return {
      ...times(question),
      seenHours: row.seen_hours,
      blindHours: row.blind_hours,
      unreportedHours: row.unreported_hours,
      reportedUntil: row.reported_until?.toISOString() ?? null,
    };
  }

  /** The rest of a question that is about one range. */
  async #question(reader: QueryReader): Promise<InsightQuestion> {
    const range = reader.range();
    return { ...(await this.#place(reader)), ...range };
  }

  async #place(reader: QueryReader): Promise<Pick<InsightQuestion, 'cameraId' | 'zone'>> {
    const place = { cameraId: reader.id('camera'), zone: reader.zone('zone') };
    reader.finish();
    await this.places.mustKnow(place);
    return place;
  }
}

function times({ fromMs, toMs }: TimeRange): { from: string; to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

function hotSpotView(row: HotSpotRow): HotSpotView {
  return {
    lane: `${row.camera_id}.${row.zone_id}`,
    camera: row.camera_id,
    kind: row.kind,
    count: row.double_parking,
    blockedMs: row.blocked_ms,
    observedMs: row.observed_ms,
    seenHours: row.seen_hours,
    blindHours: row.blind_hours,
    worstHours: (row.worst_hours ?? []).slice(0, WORST_HOURS_MAX),
  };
}

function periodView(range: TimeRange, { curb, lanes }: CountedPeriod): ComparedPeriodView {
  return {
    ...times(range),
    seenHours: curb.seen_hours + lanes.seen_hours,
    blindHours: curb.blind_hours + lanes.blind_hours,
  };
}
