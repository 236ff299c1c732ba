// Of one city, $1. An hour of a camera counts where it saw half of it.

export const SEEN_MS_MIN = 1_800_000;
export const IS_BLOCKED = '(double_parking > 0 or blocked_ms > 0)';
export const SUM_COLUMNS = `hour, cameras, zones, zone_ms, arrivals, departures, measured_visits, measured_dwell_ms, occupied_ms,
      double_parking, blocked_ms`;

/**
 * What was seen and counted within `spans` of hours at the zones `asked` and their cameras, and the sum of each hour.
 * Each camera's hours are looked up by themselves (`offset 0`): joined otherwise, a day would cost the whole tables,
 * while PostgreSQL has no statistics of them.
 */
export const SPANS = `span_seen as materialized (
    select camera_id, hour, observed_ms, zones
    from spans cross join asked_cameras cross join lateral (
      select hour, observed_ms from camera_hours
      where city_id = $1 and camera_id = asked_cameras.camera_id and hour >= from_hour and hour < to_hour
        and observed_ms >= ${SEEN_MS_MIN}
      offset 0
    ) as own
  ), span_counts as materialized (
    select camera_id, zone_id, hour, arrivals, departures, measured_visits, measured_dwell_ms, occupied_ms,
      double_parking, blocked_ms
    from spans cross join asked cross join lateral (
      select hour, arrivals, departures, measured_visits, measured_dwell_ms, occupied_ms, double_parking, blocked_ms
      from zone_hours
      where city_id = $1 and camera_id = asked.camera_id and zone_id = asked.zone_id
        and hour >= from_hour and hour < to_hour
      offset 0
    ) as counted
    join span_seen using (camera_id, hour)
  ), span_sums as not materialized (
    select hour, cameras, zones, zone_ms, coalesce(arrivals, 0) as arrivals, coalesce(departures, 0) as departures,
      coalesce(measured_visits, 0) as measured_visits, coalesce(measured_dwell_ms, 0) as measured_dwell_ms,
      coalesce(occupied_ms, 0) as occupied_ms, coalesce(double_parking, 0) as double_parking,
      coalesce(blocked_ms, 0) as blocked_ms
    from (
      select hour, count(*) as cameras, sum(zones) as zones, sum(observed_ms * zones) as zone_ms
      from span_seen group by hour
    ) as seen_hours
    left join (
      select hour, sum(arrivals) as arrivals, sum(departures) as departures, sum(measured_visits) as measured_visits,
        sum(measured_dwell_ms) as measured_dwell_ms, sum(occupied_ms) as occupied_ms,
        sum(double_parking) as double_parking, sum(blocked_ms) as blocked_ms
      from span_counts group by hour
    ) as counted_hours using (hour)
  )`;

// Of the zones in use of the kinds $4, within the spans of hours from each of $2 to the same of $3.
const OF_SPANS = `
  with asked as (
    select camera_id, id as zone_id from zones where city_id = $1 and is_current and kind = any($4)
  ), asked_cameras as (
    select camera_id, count(*)::int as zones from asked group by camera_id
  ), spans as materialized (
    select from_hour, to_hour from unnest($2::timestamptz[], $3::timestamptz[]) as span (from_hour, to_hour)
  ), ${SPANS}`;

/** $5 is the sort of zones. */
export const SUM_HOURS = `
  insert into city_hours (city_id, sort, ${SUM_COLUMNS}) ${OF_SPANS}
  select $1, $5, ${SUM_COLUMNS} from span_sums`;
export const KEEP_BLOCKED_HOURS = `
  insert into blocked_hours (city_id, hour, camera_id, zone_id, double_parking, blocked_ms) ${OF_SPANS}
  select $1, hour, camera_id, zone_id, double_parking, blocked_ms from span_counts where ${IS_BLOCKED}`;

/** What was summed of spans of hours before. */
export const REMOVE_SUMS = (table: 'city_hours' | 'blocked_hours') => `
  delete from ${table} using unnest($2::timestamptz[], $3::timestamptz[]) as span (from_hour, to_hour)
  where city_id = $1 and hour >= from_hour and hour < to_hour`;

/** A time in milliseconds, which may be infinite. */
const MS = (time: string) => `round(extract(epoch from ${time}) * 1000)::float8`;

export const COUNT_HOURS = `
  select count(distinct hour)::int as hours
  from city_hours join unnest($2::timestamptz[], $3::timestamptz[]) as span (from_hour, to_hour)
    on hour >= from_hour and hour < to_hour
  where city_id = $1`;

/** In every city an hour from before $1 is marked by whoever changes it, from this statement's commit on. */
export const MARK_HOURS = `
  insert into summed_cities as city (city_id, marked_before, summed_from, summed_before)
  select id, $1, '-infinity', '-infinity' from cities
  where not exists (select from summed_cities where city_id = cities.id and marked_before >= $1)
  on conflict (city_id) do update set marked_before = excluded.marked_before
  where city.marked_before < excluded.marked_before`;

/** The number of a writer of its own: who has one already has a lower one, who has none yet gets a higher one. */
export const NEXT_WRITER = `select pg_current_xact_id()::text as writer`;

/**
 * The state of a city's sums, unless another hub works on them. $2: a writer's number; whether all before have ended, and
 * what they wrote is seen.
 */
export const STATE = `
  select ${MS('summed_from')} as from_ms, ${MS('summed_before')} as before_ms, ${MS('marked_before')} as marked_before_ms,
    ${MS('voided_at')} as voided_at_ms,
    pg_snapshot_xmin(pg_current_snapshot()) >= $2::text::xid8 as is_settled,
    exists (select from changed_hours where city_id = $1 and hour is null) as is_void
  from summed_cities where city_id = $1
  for update skip locked`;

/** Always something is changed, so that of two that began at the same state one fails. */
export const PUT_STATE = `
  update summed_cities set summed_from = to_timestamp($2::float8 / 1000), summed_before = to_timestamp($3::float8 / 1000),
    voided_at = to_timestamp($4::float8 / 1000), steps = steps + 1
  where city_id = $1`;

/** Takes away the marks of hours that are not summed; $2 to $3 are. */
export const REMOVE_IDLE_MARKS = `
  delete from changed_hours
  where city_id = $1 and not (hour >= to_timestamp($2::float8 / 1000) and hour < to_timestamp($3::float8 / 1000))`;
export const REMOVE_VOID_MARKS = `delete from changed_hours where city_id = $1 and hour is null`;
/** Takes away the marks of the $2 hours that were marked first, and tells these. */
export const TAKE_MARKS = `
  delete from changed_hours
  where city_id = $1 and hour in (
    select hour from changed_hours where city_id = $1 group by hour order by min(position) limit $2)
  returning hour`;

/** $2: the hour before it in which any camera of a zone in use has seen or sent anything. */
export const LAST_HOUR_BEFORE = `
  select ${MS('max(last_hour)')} as last_ms
  from (select distinct camera_id from zones where city_id = $1 and is_current) as camera
  cross join lateral (
    select max(hour) as last_hour from camera_hours
    where city_id = $1 and camera_id = camera.camera_id and hour < $2
  ) as known`;

/** What of the hours from $2 to $3 is summed; no row where nothing of the city is. */
export const HELD = `
  select ${MS('summed_from')} as from_ms, ${MS('summed_before')} as before_ms, (
      select count(distinct hour)::int from changed_hours where city_id = $1 and hour >= $2 and hour < $3
    ) as changed
  from summed_cities
  where city_id = $1 and not exists (select from changed_hours where city_id = $1 and hour is null)`;
