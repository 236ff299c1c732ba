import { Inject, Injectable } from '@nestjs/common';
import { CallersCity } from '../access/callers-city.js';
import { NOTHING_COUNTED } from '../aggregates/visit-shares.js';
import type { ZoneHourCounts } from '../aggregates/visit-shares.js';
import { zoneHourNumbers, zoneNumbers } from '../aggregates/zone-hour.js';
import { Database } from '../persistence/database.js';
import type { LaneFlowRow } from '../persistence/lane-flow.row.js';
import type { VisitRow } from '../persistence/visit.row.js';
import type { ZoneHourRow } from '../persistence/zone-hour.row.js';
import type { ZoneRow } from '../persistence/zone.row.js';
import type { ZoneName } from './query-reader.js';
import { locationView } from './visit.view.js';
import type { ZoneHourView, ZoneView } from './zone.view.js';

type CountsRow = Omit<ZoneHourRow, 'city_id' | 'camera_id' | 'zone_id' | 'hour'>;
/** Counts are null where nothing was counted, all of them. */
type HourRow = Omit<CountsRow, 'arrivals'> & { hour: Date; arrivals: number | null; observed_ms: number };
interface ZoneTodayRow extends ZoneRow, CountsRow {
  observed_ms: number;
}

const ZONES = `
  select zone.*, today.*, seen.observed_ms
  from zones as zone
  cross join lateral (
    select coalesce(sum(arrivals), 0)::int as arrivals,
      coalesce(sum(departures), 0)::int as departures,
      coalesce(sum(measured_visits), 0)::int as measured_visits,
      coalesce(sum(measured_dwell_ms), 0)::bigint as measured_dwell_ms,
      coalesce(sum(occupied_ms), 0)::bigint as occupied_ms,
      coalesce(sum(double_parking), 0)::int as double_parking,
      coalesce(sum(blocked_ms), 0)::bigint as blocked_ms
    from zone_hours
    where city_id = zone.city_id and camera_id = zone.camera_id and zone_id = zone.id and hour >= $1
  ) as today
  cross join lateral (
    select coalesce(sum(observed_ms), 0)::bigint as observed_ms
    from camera_hours where city_id = zone.city_id and camera_id = zone.camera_id and hour >= $1
  ) as seen`;

/** What was counted in hours of one zone, and how long they were seen. */
const HOURS = `
  select hour, arrivals, departures, measured_visits, measured_dwell_ms, occupied_ms, double_parking, blocked_ms,
    coalesce(seen.observed_ms, 0)::bigint as observed_ms
  from (
    select hour, arrivals, departures, measured_visits, measured_dwell_ms, occupied_ms, double_parking, blocked_ms
    from zone_hours where city_id = $1 and camera_id = $2 and zone_id = $5 and hour between $3 and $4
  ) as counted
  full join (
    select hour, observed_ms from camera_hours where city_id = $1 and camera_id = $2 and hour between $3 and $4
  ) as seen using (hour)`;

const STANDING = `
  select * from visits
  where city_id = $3 and end_at is null and (camera_id, zone_id) in (select * from unnest($1::text[], $2::text[]))
  order by start_at, id`;

/** Reads zones: what stands there now and what was counted. */
@Injectable()
export class ZoneQueries {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  /** Zones in use, in the order of their ids, after `after`. */
  async list(page: {
    cameraId: string | null;
    after: ZoneName | null;
    limit: number;
    nowMs: number;
  }): Promise<ZoneView[]> {
    const { cameraId, after, limit, nowMs } = page;
    const rows = await this.database.query<ZoneTodayRow>(
      `${ZONES} where zone.city_id = $6 and zone.is_current and ($2::text is null or zone.camera_id = $2)
         and (zone.camera_id, zone.id) > ($3, $4) order by zone.camera_id, zone.id limit $5`,
      [
        new Date(this.city.clock.dayStart(nowMs)),
        cameraId,
        after?.cameraId ?? '',
        after?.zoneId ?? '',
        limit,
        this.city.id,
      ],
    );
    return this.#views(rows, nowMs);
  }

  async one({ cameraId, zoneId }: ZoneName, nowMs: number): Promise<ZoneView | null> {
    const rows = await this.database.query<ZoneTodayRow>(
      `${ZONES} where zone.city_id = $4 and zone.camera_id = $2 and zone.id = $3`,
      [new Date(this.city.clock.dayStart(nowMs)), cameraId, zoneId, this.city.id],
    );
    const [view] = await this.#views(rows, nowMs);
    return view ?? null;
  }

  /** The city's hours that begin within the given time, oldest first, whether or not anything was counted in them. */
  async hours(
    { cameraId, zoneId }: ZoneName,
    { fromMs, toMs, limit, nowMs }: { fromMs: number; toMs: number; limit: number; nowMs: number },
  ): Promise<ZoneHourView[]> {
    const hours = this.#hourStarts(fromMs, Math.min(toMs, nowMs), limit);
    const [firstMs, lastMs] = [hours.at(0), hours.at(-1)];
    if (firstMs === undefined || lastMs === undefined) return [];
    const [rows, standing] = await Promise.all([
      this.database.query<HourRow>(HOURS, [this.city.id, cameraId, new Date(firstMs), new Date(lastMs), zoneId]),
      this.#standing([{ camera_id: cameraId, id: zoneId }]),
    ]);
    const rowOf = new Map(rows.map((row) => [row.hour.getTime(), row]));
    return hours.map((hourMs) => {
      const endMs = this.city.clock.hourEnd(hourMs);
      const row = rowOf.get(hourMs);
      const counted = row && row.arrivals !== null ? countsOfRow({ ...row, arrivals: row.arrivals }) : NOTHING_COUNTED;
      const counts = withStanding(counted, standing, hourMs, Math.min(endMs, nowMs));
      const observedMs = row?.observed_ms ?? 0;
      return {
        hour: new Date(hourMs).toISOString(),
        ...zoneHourNumbers(counts, { hourMs, endMs, observedMs, nowMs }),
      };
    });
  }

  /** The periods of a lane that begin within the given time, oldest first. */
  flow(
    { cameraId, zoneId }: ZoneName,
    { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
  ): Promise<LaneFlowRow[]> {
    return this.database.query<LaneFlowRow>(
      `select * from lane_flows
       where city_id = $6 and camera_id = $1 and zone_id = $2 and period_start >= $3 and period_start < $4
       order by period_start limit $5`,
      [cameraId, zoneId, new Date(fromMs), new Date(toMs), limit, this.city.id],
    );
  }

  #hourStarts(fromMs: number, toMs: number, limit: number): number[] {
    const hours: number[] = [];
    let hourMs = this.city.clock.hourStart(fromMs);
    if (hourMs < fromMs) hourMs = this.city.clock.hourEnd(hourMs);
    for (; hourMs < toMs && hours.length < limit; hourMs = this.city.clock.hourEnd(hourMs)) hours.push(hourMs);
    return hours;
  }

  async #views(rows: readonly ZoneTodayRow[], nowMs: number): Promise<ZoneView[]> {
    const standing = await this.#standing(rows);
    const dayStartMs = this.city.clock.dayStart(nowMs);
    return rows.map((row) => {
      const here = standing.filter((visit) => visit.camera_id === row.camera_id && visit.zone_id === row.id);
      const counts = withStanding(countsOfRow(row), here, dayStartMs, nowMs);
      return zoneView(row, here, zoneNumbers(counts, row.observed_ms));
    });
  }

  #standing(zones: readonly Pick<ZoneRow, 'camera_id' | 'id'>[]): Promise<VisitRow[]> {
    const cameraIds = zones.map(({ camera_id }) => camera_id);
    return this.database.query<VisitRow>(STANDING, [cameraIds, zones.map(({ id }) => id), this.city.id]);
  }
}

/** The hours hold only visits that have ended: this adds what the standing ones have stood so far. */
function withStanding(
  counts: ZoneHourCounts,
  standing: readonly VisitRow[],
  fromMs: number,
  toMs: number,
): ZoneHourCounts {
  let { occupiedMs, blockedMs } = counts;
  for (const visit of standing) {
    const stoodMs = Math.max(0, toMs - Math.max(fromMs, visit.start_at.getTime()));
    if (visit.visit_type === 'dwell') occupiedMs += stoodMs;
    else blockedMs += stoodMs;
  }
  return { ...counts, occupiedMs, blockedMs };
}

function countsOfRow(row: CountsRow): ZoneHourCounts {
  return {
    arrivals: row.arrivals,
    departures: row.departures,
    measuredVisits: row.measured_visits,
    measuredDwellMs: row.measured_dwell_ms,
    occupiedMs: row.occupied_ms,
    doubleParking: row.double_parking,
    blockedMs: row.blocked_ms,
  };
}

function zoneView(row: ZoneTodayRow, standing: readonly VisitRow[], today: ZoneView['today']): ZoneView {
  return {
    id: `${row.camera_id}.${row.id}`,
    camera: row.camera_id,
    kind: row.kind,
    polygon: row.polygon.map(({ x, y }) => [x, y]),
    groundPolygon: row.ground_polygon?.map(({ xM, yM }) => [xM, yM]) ?? null,
    visits: standing.map((visit) => ({
      id: visit.id,
      type: visit.visit_type,
      start: visit.start_at.toISOString(),
      startCensored: visit.start_censored,
      vehicleType: visit.vehicle_type,
      confidence: visit.confidence,
      location: locationView(visit),
    })),
    today,
  };
}
