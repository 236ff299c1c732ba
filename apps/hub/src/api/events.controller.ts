import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { RECORD_KINDS } from '#events';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { Database } from '../persistence/database.js';
import type { EventRow } from '../persistence/event.row.js';
import { Conditions } from './condition.js';
import { decodeTimeCursor, encodeTimeCursor } from './cursor.js';
import { EventList, eventView } from './event.view.js';
import { KnownPlaces } from './known-places.js';
import { ListQueries } from './list-queries.js';
import { ProblemResponses } from './problem-responses.js';
import { QueryReader } from './query-reader.js';
import { KeptOncePast } from './revalidated.js';

@ApiTags('events')
@Controller('api/v1/events')
@Needs('read')
export class EventsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(KnownPlaces) private readonly places: KnownPlaces,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Records as they came, newest first.',
    description: 'Reports and lane flow, which come by the clock, only when asked for by type.',
  })
  @KeptOncePast()
  @ListQueries('camera', 'zone', 'from', 'to')
  @ApiQuery({ name: 'type', required: false, enum: RECORD_KINDS, enumName: 'EventType' })
  @ApiOkResponse({ type: EventList })
  @ProblemResponses(400, 401, 404, 503)
  async list(@Query() query: unknown): Promise<EventList> {
    const reader = new QueryReader(query);
    const filter = {
      cameraId: reader.id('camera'),
      zone: reader.zone('zone'),
      type: reader.oneOf('type', RECORD_KINDS),
      fromMs: reader.timeMs('from'),
      toMs: reader.timeMs('to'),
    };
    const limit = reader.limit();
    const cursor = reader.cursor(decodeTimeCursor);
    reader.inOrder(filter.fromMs, filter.toMs);
    reader.finish();
    await this.places.mustKnow(filter);

    const where = new Conditions();
    where.add(filter.type === 'scheduled_report' ? "kind = 'scheduled_report'" : "kind <> 'scheduled_report'");
    if (filter.type === null) where.add("kind <> 'lane_flow'");
    where
      .when(this.city.id, (city) => `city_id = ${city}`)
      .when(filter.type, (type) => `kind = ${type}`)
      .when(filter.cameraId, (camera) => `camera_id = ${camera}`)
      .when(filter.zone?.cameraId ?? null, (camera) => `camera_id = ${camera}`)
      .when(filter.zone?.zoneId ?? null, (zone) => `zone_id = ${zone}`)
      .within('at', filter.fromMs, filter.toMs)
      .after(cursor, 'at', 'id');
    const rows = await this.database.query<Omit<EventRow, 'payload' | 'device_id' | 'city_id'>>(
      `select id, camera_id, kind, at, recorded_at, received_at, zone_id, visit_id, visit_type, vehicle_type, fault, bytes
       from events where ${where.toString()} order by at desc, id desc limit ${where.parameter(limit + 1)}`,
      where.parameters,
    );
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(eventView),
      next: last ? encodeTimeCursor({ atMs: last.at.getTime(), id: last.id }) : null,
    };
  }
}
