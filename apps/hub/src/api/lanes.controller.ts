import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LANE_KINDS } from '#curb';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { Database } from '../persistence/database.js';
import { decodeNameCursor, encodeNameCursor } from './cursor.js';
import { KnownPlaces } from './known-places.js';
import { LaneList } from './lane.view.js';
import { ListQueries } from './list-queries.js';
import { ProblemResponses } from './problem-responses.js';
import { QueryReader, parseZoneName } from './query-reader.js';
import { Revalidated } from './revalidated.js';

interface LaneRow {
  camera_id: string;
  id: string;
  kind: string;
  standing: number;
  vehicles: number;
  observed_ms: number;
  double_parking: number;
  blocked_ms: number;
}

// $1 is the city, $2 when its day began.
const LANES = `
  select zone.camera_id, zone.id, zone.kind, flow.*, stops.*,
    (select count(*)::int from visits
     where city_id = $1 and camera_id = zone.camera_id and zone_id = zone.id and end_at is null) as standing
  from zones as zone
  cross join lateral (
    select coalesce(sum(vehicles), 0)::bigint as vehicles, coalesce(sum(observed_ms), 0)::bigint as observed_ms
    from lane_hours where city_id = $1 and camera_id = zone.camera_id and zone_id = zone.id and hour >= $2
  ) as flow
  cross join lateral (
    select coalesce(sum(double_parking), 0)::int as double_parking, coalesce(sum(blocked_ms), 0)::bigint as blocked_ms
    from zone_hours where city_id = $1 and camera_id = zone.camera_id and zone_id = zone.id and hour >= $2
  ) as stops
  where zone.city_id = $1 and zone.is_current and zone.kind = any($3) and ($4::text is null or zone.camera_id = $4)
    and (zone.camera_id, zone.id) > ($5, $6)
  order by zone.camera_id, zone.id limit $7`;

@ApiTags('lanes')
@Controller('api/v1/lanes')
@Needs('read')
export class LanesController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(KnownPlaces) private readonly places: KnownPlaces,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Lanes with what passed along them and blocked them today, by id.',
    description: 'Their hours are those of the zone of that id.',
  })
  @Revalidated()
  @ListQueries('camera')
  @ApiOkResponse({ type: LaneList })
  @ProblemResponses(400, 401, 404, 503)
  async list(@Query() query: unknown): Promise<LaneList> {
    const reader = new QueryReader(query);
    const cameraId = reader.id('camera');
    const limit = reader.limit();
    const after = reader.cursor((text) => parseZoneName(decodeNameCursor(text) ?? ''));
    reader.finish();
    await this.places.mustKnow({ cameraId, zone: null });
    const rows = await this.database.query<LaneRow>(LANES, [
      this.city.id,
      new Date(this.city.clock.dayStart(Date.now())),
      LANE_KINDS,
      cameraId,
      after?.cameraId ?? '',
      after?.zoneId ?? '',
      limit + 1,
    ]);
    const data = rows.slice(0, limit).map((row) => ({
      id: `${row.camera_id}.${row.id}`,
      camera: row.camera_id,
      kind: row.kind,
      standing: row.standing,
      today: {
        vehicles: row.vehicles,
        observedMs: row.observed_ms,
        doubleParking: row.double_parking,
        blockedMs: row.blocked_ms,
      },
    }));
    const last = rows.length > limit ? data.at(-1) : undefined;
    return { data, next: last ? encodeNameCursor(last.id) : null };
  }
}
