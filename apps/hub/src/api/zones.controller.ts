import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { decodeNameCursor, decodeTimeCursor, encodeNameCursor, encodeTimeCursor } from './cursor.js';
import { KnownPlaces } from './known-places.js';
import { LaneFlowList, laneFlowView } from './lane-flow.view.js';
import { ListQueries } from './list-queries.js';
import { ApiProblem } from './problem.js';
import { ProblemResponses } from './problem-responses.js';
import { QueryReader, parseZoneName } from './query-reader.js';
import type { ZoneName } from './query-reader.js';
import { KeptOncePast } from './revalidated.js';
import { ZoneQueries } from './zone-queries.js';
import { ZoneHourList, ZoneList, ZoneView } from './zone.view.js';

/** Without `from`, hours and periods are those of the last day. */
const SPAN_MS_DEFAULT = 86_400_000;
/** Hours and periods are known by their time alone; the cursor's id stands for nothing. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

@ApiTags('zones')
@Controller('api/v1/zones')
@Needs('read')
export class ZonesController {
  constructor(
    @Inject(ZoneQueries) private readonly zones: ZoneQueries,
    @Inject(KnownPlaces) private readonly places: KnownPlaces,
  ) {}

  @Get()
  @ApiOperation({ summary: "Zones with what stands there now and today's numbers, by id." })
  @ListQueries('camera')
  @ApiOkResponse({ type: ZoneList })
  @ProblemResponses(400, 401, 404, 503)
  async list(@Query() query: unknown): Promise<ZoneList> {
    const reader = new QueryReader(query);
    const cameraId = reader.id('camera');
    const limit = reader.limit();
    const after = reader.cursor((text) => parseZoneName(decodeNameCursor(text) ?? ''));
    reader.finish();
    await this.places.mustKnow({ cameraId, zone: null });
    const zones = await this.zones.list({ cameraId, after, limit: limit + 1, nowMs: Date.now() });
    const data = zones.slice(0, limit);
    const last = zones.length > limit ? data.at(-1) : undefined;
    return { data, next: last ? encodeNameCursor(last.id) : null };
  }

  @Get(':id')
  @ApiOperation({ summary: "One zone with what stands there now and today's numbers." })
  @ApiOkResponse({ type: ZoneView })
  @ProblemResponses(401, 404, 503)
  async one(@Param('id') id: string): Promise<ZoneView> {
    const zone = await this.zones.one(zoneNameOf(id), Date.now());
    if (!zone) throw ApiProblem.notFound('zone', id);
    return zone;
  }

  @Get(':id/hours')
  @ApiOperation({
    summary:
      "The hours of the city's clock that begin within the given time, oldest first; without it, of the last day.",
  })
  @KeptOncePast()
  @ListQueries('from', 'to')
  @ApiOkResponse({ type: ZoneHourList })
  @ProblemResponses(400, 401, 404, 503)
  async hours(@Param('id') id: string, @Query() query: unknown): Promise<ZoneHourList> {
    const nowMs = Date.now();
    const zone = zoneNameOf(id);
    const reader = new QueryReader(query);
    const toMs = reader.timeMs('to') ?? nowMs;
    const fromMs = reader.timeMs('from') ?? toMs - SPAN_MS_DEFAULT;
    const limit = reader.limit();
    const cursor = reader.cursor(decodeTimeCursor);
    reader.inOrder(fromMs, toMs);
    reader.finish();
    await this.places.mustKnow({ cameraId: null, zone });
    const hours = await this.zones.hours(zone, { fromMs: cursor?.atMs ?? fromMs, toMs, limit: limit + 1, nowMs });
    const following = hours[limit];
    return {
      data: hours.slice(0, limit),
      next: following ? encodeTimeCursor({ atMs: Date.parse(following.hour), id: NO_ID }) : null,
    };
  }

  @Get(':id/flow')
  @ApiOperation({
    summary:
      'The vehicles that passed along a lane, in the periods that begin within the given time, oldest first; without it, of the last day.',
    description: 'Periods of which its box told nothing are left out; a zone that is no lane has none.',
  })
  @KeptOncePast()
  @ListQueries('from', 'to')
  @ApiOkResponse({ type: LaneFlowList })
  @ProblemResponses(400, 401, 404, 503)
  async flow(@Param('id') id: string, @Query() query: unknown): Promise<LaneFlowList> {
    const zone = zoneNameOf(id);
    const reader = new QueryReader(query);
    const toMs = reader.timeMs('to') ?? Date.now();
    const fromMs = reader.timeMs('from') ?? toMs - SPAN_MS_DEFAULT;
    const limit = reader.limit();
    const cursor = reader.cursor(decodeTimeCursor);
    reader.inOrder(fromMs, toMs);
    reader.finish();
    await this.places.mustKnow({ cameraId: null, zone });
    const rows = await this.zones.flow(zone, { fromMs: cursor?.atMs ?? fromMs, toMs, limit: limit + 1 });
    const following = rows[limit];
    return {
      data: rows.slice(0, limit).map(laneFlowView),
      next: following ? encodeTimeCursor({ atMs: following.period_start.getTime(), id: NO_ID }) : null,
    };
  }
}

function zoneNameOf(id: string): ZoneName {
  const zone = parseZoneName(id);
  if (!zone) throw ApiProblem.notFound('zone', id.slice(0, 100));
  return zone;
}
