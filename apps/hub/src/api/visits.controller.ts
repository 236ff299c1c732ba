import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { VISIT_TYPES } from '#curb';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { Database } from '../persistence/database.js';
import type { VisitRow } from '../persistence/visit.row.js';
import { Conditions } from './condition.js';
import { decodeTimeCursor, encodeTimeCursor } from './cursor.js';
import { KnownPlaces } from './known-places.js';
import { ListQueries } from './list-queries.js';
import { ProblemResponses } from './problem-responses.js';
import { QueryReader } from './query-reader.js';
import { KeptOncePast } from './revalidated.js';
import { VisitList, visitView } from './visit.view.js';

@ApiTags('visits')
@Controller('api/v1/visits')
@Needs('read')
export class VisitsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(KnownPlaces) private readonly places: KnownPlaces,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Stops that began within the given time, newest first.' })
  @KeptOncePast()
  @ListQueries('camera', 'zone', 'from', 'to', 'open')
  @ApiQuery({ name: 'type', required: false, enum: VISIT_TYPES, enumName: 'VisitType' })
  @ApiOkResponse({ type: VisitList })
  @ProblemResponses(400, 401, 404, 503)
  async list(@Query() query: unknown): Promise<VisitList> {
    const reader = new QueryReader(query);
    const filter = {
      cameraId: reader.id('camera'),
      zone: reader.zone('zone'),
      type: reader.oneOf('type', VISIT_TYPES),
      fromMs: reader.timeMs('from'),
      toMs: reader.timeMs('to'),
      isOpen: reader.flag('open'),
    };
    const limit = reader.limit();
    const cursor = reader.cursor(decodeTimeCursor);
    reader.inOrder(filter.fromMs, filter.toMs);
    reader.finish();
    await this.places.mustKnow(filter);

    const where = new Conditions()
      .when(this.city.id, (city) => `visit.city_id = ${city}`)
      .when(filter.cameraId, (camera) => `visit.camera_id = ${camera}`)
      .when(filter.zone?.cameraId ?? null, (camera) => `visit.camera_id = ${camera}`)
      .when(filter.zone?.zoneId ?? null, (zone) => `visit.zone_id = ${zone}`)
      .when(filter.type, (type) => `visit.visit_type = ${type}`)
      .within('visit.start_at', filter.fromMs, filter.toMs)
      .after(cursor, 'visit.start_at', 'visit.id');
    if (filter.isOpen !== null) where.add(filter.isOpen ? 'visit.end_at is null' : 'visit.end_at is not null');
    const rows = await this.database.query<VisitRow & { zone_kind: string | null }>(
      `select visit.*, zone.kind as zone_kind
       from visits as visit
       left join zones as zone
         on zone.city_id = visit.city_id and zone.camera_id = visit.camera_id and zone.id = visit.zone_id
       where ${where.toString()} order by visit.start_at desc, visit.id desc limit ${where.parameter(limit + 1)}`,
      where.parameters,
    );
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(visitView),
      next: last ? encodeTimeCursor({ atMs: last.start_at.getTime(), id: last.id }) : null,
    };
  }
}
