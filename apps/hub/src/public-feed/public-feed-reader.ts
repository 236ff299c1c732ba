import { Inject, Injectable } from '@nestjs/common';
import { CURB_KINDS } from '#curb';
import type { DayHour } from '#curb';
import { clockOf } from '../cities/city.js';
import type { ListedCity } from '../cities/city-register.js';
import { Database } from '../persistence/database.js';
import { dateAfter, dateAt, hoursOf } from '../reports/local-day.js';
import { publicDay } from './public-day.js';
import type { CountedTime, MedianStay } from './public-day.js';
import type { PublicHourView, PublicNumbersView } from './public-feed.view.js';

const ZONES = `
  select camera_id || '.' || id as id, kind from zones
  where city_id = $1 and is_current and kind = any($2) order by camera_id, id`;
const COUNTED = `
  select zone.camera_id || '.' || zone.id as id, seen.hour, seen.observed_ms,
    coalesce(counted.departures, 0)::int as sessions, coalesce(counted.occupied_ms, 0)::bigint as occupied_ms
  from zones as zone
  join camera_hours as seen on seen.city_id = zone.city_id and seen.camera_id = zone.camera_id
    and seen.hour >= $3 and seen.hour < $4
  left join zone_hours as counted on counted.city_id = zone.city_id and counted.camera_id = zone.camera_id
    and counted.zone_id = zone.id and counted.hour = seen.hour
  where zone.city_id = $1 and zone.is_current and zone.kind = any($2)`;
const MEDIANS = `
  select id, hour, day, percentile_cont(0.5) within group (order by dwell_ms) as ms, count(*)::int as of
  from (
    select camera_id || '.' || zone_id as id, date_trunc('hour', end_at, $4) as hour,
      to_char(end_at at time zone $4, 'YYYY-MM-DD') as day, extract(epoch from end_at - start_at) * 1000 as dwell_ms
    from visits
    where city_id = $1 and end_at >= $2 and end_at < $3 and visit_type = 'dwell'
      and not start_censored and not end_censored
  ) as stay
  group by grouping sets ((id, hour), (id, day))`;

interface CountedRow {
  readonly id: string;
  readonly hour: Date;
  readonly observed_ms: number;
  readonly sessions: number;
  readonly occupied_ms: number;
}

interface MedianRow extends MedianStay {
  readonly id: string;
  /** One of the two. */
  readonly hour: Date | null;
  readonly day: string | null;
}

export interface PublicZoneDay {
  readonly date: string;
  readonly hours: PublicHourView[];
  readonly day: PublicNumbersView;
}

export interface PublicZone {
  readonly id: string;
  readonly kind: string;
  readonly days: readonly PublicZoneDay[];
}

/** Reads what anybody may see of days that are over: a running one would tell each stop as it ends. */
@Injectable()
export class PublicFeedReader {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The last day that is over for the city. */
  lastDay({ timeZone }: ListedCity, nowMs: number): string {
    return dateAfter(dateAt(nowMs, timeZone), -1);
  }

  /** Each curb zone in use, day by day. */
  async zones(
    { id: cityId, timeZone, settings }: ListedCity,
    span: { readonly from: string; readonly to: string },
  ): Promise<PublicZone[]> {
    const days = datesOf(span).map((date) => ({ date, hours: hoursOf(date, { timeZone, clock: clockOf(timeZone) }) }));
    const all = days.flatMap(({ hours }) => hours);
    const range = [new Date(all.at(0)?.startMs ?? 0), new Date(all.at(-1)?.endMs ?? 0)];
    const zones = await this.database.query<{ id: string; kind: string }>(ZONES, [cityId, CURB_KINDS]);
    const counted = grouped(await this.database.query<CountedRow>(COUNTED, [cityId, CURB_KINDS, ...range]));
    const medians = grouped(await this.database.query<MedianRow>(MEDIANS, [cityId, ...range, timeZone]));
    return zones.map(({ id, kind }) => ({
      id,
      kind,
      days: days.map(({ date, hours }) => ({
        date,
        ...publicDay(
          {
            hours,
            counted: byHour(counted.get(id) ?? [], hours, countedTime),
            medians: byHour(medians.get(id) ?? [], hours, (row) => row),
            medianOfDay: medians.get(id)?.find(({ day }) => day === date) ?? null,
          },
          settings.publicGroupMin,
        ),
      })),
    }));
  }
}

function datesOf({ from, to }: { readonly from: string; readonly to: string }): string[] {
  const dates: string[] = [];
  for (let date = from; date <= to; date = dateAfter(date, 1)) dates.push(date);
  return dates;
}

function countedTime({ sessions, occupied_ms, observed_ms }: CountedRow): CountedTime {
  return { sessions, occupiedMs: occupied_ms, observedMs: observed_ms };
}

function byHour<Row extends { readonly hour: Date | null }, Value>(
  rows: readonly Row[],
  hours: readonly DayHour[],
  valueOf: (row: Row) => Value,
): ReadonlyMap<number, Value> {
  const places = new Map(hours.map(({ startMs }, index) => [startMs, index]));
  return new Map(
    rows.flatMap((row): [number, Value][] => {
      const place = row.hour === null ? undefined : places.get(row.hour.getTime());
      return place === undefined ? [] : [[place, valueOf(row)]];
    }),
  );
}

function grouped<Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group) group.push(row);
    else groups.set(row.id, [row]);
  }
  return groups;
}
