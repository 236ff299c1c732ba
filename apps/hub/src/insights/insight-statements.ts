import type { ZoneSort } from '../persistence/city-hour.row.js';
import { IS_BLOCKED, SEEN_MS_MIN, SPANS, SUM_COLUMNS } from '../sums/sum-statements.js';

// $1 is the city, $2 to $3 the time, $4 a camera or null, $5 one of its zones or null, $6 the kinds of zones that count.
// An hour of a camera is blind when it saw less than half of it; hours before its very first report are not its own.

// What was seen is read as it lies in the tables; only how many hours there should have been comes from the calendar.

/** The zones that are asked about, and how many hours of them there should have been. */
const EXPECTED = `
  place as (select time_zone from cities where id = $1),
  asked as (
    select camera_id, id as zone_id, kind from zones
    where city_id = $1 and ($4::text is null or camera_id = $4) and ($5::text is null or id = $5)
      and (is_current or $5 is not null) and kind = any($6)
  ), asked_cameras as (
    select camera_id, zones, greatest(first_hour, $2::timestamptz) as since
    from (select camera_id, count(*)::int as zones from asked group by camera_id) as camera
    cross join lateral (
      select min(hour) as first_hour from camera_hours where city_id = $1 and camera_id = camera.camera_id
    ) as known
    where first_hour is not null
  ), calendar as (
    select distinct date_trunc('hour', moment, place.time_zone) as hour
    from place, generate_series(
      date_trunc('hour', $2::timestamptz, place.time_zone), $3::timestamptz - interval '1 microsecond',
      interval '15 minutes') as moment
  ), expected as (
    select calendar.hour, sum(cameras) as cameras, sum(zones) as zones
    from calendar
    join (select since, count(*) as cameras, sum(zones) as zones from asked_cameras group by since) as begun
      on calendar.hour >= begun.since
    group by calendar.hour
  )`;

/** What was seen and counted, row by row. */
const ROWS = `${EXPECTED}, seen as not materialized (
    select camera_id, hour, observed_ms, zones from camera_hours join asked_cameras using (camera_id)
    where city_id = $1 and hour >= $2 and hour < $3 and observed_ms >= ${SEEN_MS_MIN}
  ), counts as not materialized (
    select counted.* from zone_hours as counted join asked using (camera_id, zone_id)
    join camera_hours as own on own.city_id = $1 and own.camera_id = counted.camera_id and own.hour = counted.hour
    where counted.city_id = $1 and counted.hour >= $2 and counted.hour < $3 and own.observed_ms >= ${SEEN_MS_MIN}
  )`;

/**
 * The same of a whole city, from its sums as far as they hold. $6 is all kinds of a sort of zones. In one statement,
 * and so from one state of the tables: a change and its mark are seen together or not at all.
 */
const SUMS = `${EXPECTED}, summed as (
    select summed_from, summed_before from summed_cities
    where city_id = $1 and not exists (select from changed_hours where city_id = $1 and hour is null)
  ), changed as materialized (
    select distinct hour from changed_hours join summed on hour >= summed_from and hour < summed_before
    where city_id = $1 and hour >= $2 and hour < $3
  ), spans as materialized (
    select from_hour, to_hour from (
      select $2::timestamptz as from_hour,
        least($3::timestamptz, coalesce((select summed_from from summed), 'infinity')) as to_hour
      union all
      select greatest($2::timestamptz, summed_before), $3::timestamptz from summed
      union all
      select hour, hour + interval '1 microsecond' from changed
    ) as span
    where from_hour < to_hour
  ), ${SPANS}`;

/** From the hours of one relation: those that hold. */
const HOLDING = (table: 'city_hours' | 'blocked_hours') => `
    from ${table} as held
    where city_id = $1 and hour >= (select summed_from from summed) and hour < (select summed_before from summed)
      and hour >= $2 and hour < $3 and not exists (select from changed where changed.hour = held.hour)`;

const cityHours = (sort: ZoneSort) => `hours as materialized (
    select ${SUM_COLUMNS} ${HOLDING('city_hours')} and sort = '${sort}'
    union all
    select ${SUM_COLUMNS} from span_sums
  )`;

/**
 * The week of the city's clock: Monday is 1. `zone_ms` is the time seen times the zones that were seen, `length_ms` the
 * whole length of those hours times these zones.
 */
const WEEK = `
  select extract(isodow from hour at time zone time_zone)::int as weekday,
    extract(hour from hour at time zone time_zone)::int as clock_hour,
    coalesce(sum(seen_hours.cameras), 0)::int as seen_hours,
    (sum(expected.cameras) - coalesce(sum(seen_hours.cameras), 0))::int as blind_hours,
    coalesce(sum(zone_ms), 0)::bigint as zone_ms,
    coalesce(sum(seen_hours.zones), 0)::bigint * 3600000 as length_ms,
    coalesce(sum(occupied_ms), 0)::bigint as occupied_ms, coalesce(sum(arrivals), 0)::int as arrivals,
    coalesce(sum(double_parking), 0)::int as double_parking
  from expected cross join place left join seen_hours using (hour) left join counted_hours using (hour)
  group by 1, 2`;
export const HEAT_MAP = `
  with ${ROWS}, seen_hours as (
    select hour, count(*) as cameras, sum(zones) as zones, sum(observed_ms * zones) as zone_ms from seen group by hour
  ), counted_hours as (
    select hour, sum(occupied_ms) as occupied_ms, sum(arrivals) as arrivals, sum(double_parking) as double_parking
    from counts group by hour
  ) ${WEEK}`;
const cityHeatMap = (sort: ZoneSort) => `
  with ${SUMS}, ${cityHours(sort)}, seen_hours as (
    select hour, cameras, zones, zone_ms from hours
  ), counted_hours as (
    select hour, occupied_ms, arrivals, double_parking from hours
  ) ${WEEK}`;
export const CITY_HEAT_MAP = { curb: cityHeatMap('curb'), lane: cityHeatMap('lane') };

/** Lanes that were blocked, $7 at most, those blocked longest first; the worst hours of the day by how much of them was blocked. */
const LANES = `worst as materialized (
    select camera_id, zone_id, sum(double_parking)::int as double_parking, sum(blocked_ms)::bigint as blocked_ms
    from counts group by camera_id, zone_id having sum(double_parking) > 0 or sum(blocked_ms) > 0
    order by sum(blocked_ms) desc, sum(double_parking) desc, camera_id, zone_id limit $7
  ), observed as (
    select camera_id, extract(hour from hour at time zone time_zone)::int as clock_hour, count(*) as hours,
      sum(observed_ms)::bigint as observed_ms
    from seen cross join place where camera_id in (select camera_id from worst) group by 1, 2
  ), by_clock as (
    select camera_id, zone_id, extract(hour from hour at time zone time_zone)::int as clock_hour,
      sum(counts.double_parking)::int as double_parking, sum(counts.blocked_ms)::bigint as blocked_ms
    from counts join worst as lane using (camera_id, zone_id) cross join place
    group by 1, 2, 3
  )
  select camera_id, zone_id, kind, seen_hours::int, (expected_hours - seen_hours)::int as blind_hours,
    sums.observed_ms::bigint, worst.double_parking, worst.blocked_ms, worst_hours
  from worst join asked using (camera_id, zone_id) join asked_cameras using (camera_id)
  cross join lateral (select count(*) as expected_hours from calendar where hour >= since) as whole
  cross join lateral (
    select sum(hours) as seen_hours, sum(observed_ms) as observed_ms from observed
    where observed.camera_id = worst.camera_id
  ) as sums
  cross join lateral (
    select json_agg(
      json_build_object('hour', clock_hour, 'count', by_clock.double_parking, 'blockedMs', by_clock.blocked_ms,
        'observedMs', observed.observed_ms)
      order by by_clock.blocked_ms::float8 / nullif(observed.observed_ms, 0) desc nulls last, clock_hour
    ) as worst_hours
    from by_clock join observed using (camera_id, clock_hour)
    where by_clock.camera_id = worst.camera_id and by_clock.zone_id = worst.zone_id
      and (by_clock.double_parking > 0 or by_clock.blocked_ms > 0)
  ) as clock
  order by worst.blocked_ms desc, worst.double_parking desc, camera_id, zone_id`;
export const HOT_SPOTS = `with ${ROWS}, ${LANES}`;
export const CITY_HOT_SPOTS = `
  with ${SUMS}, counts as not materialized (
    select camera_id, zone_id, hour, double_parking, blocked_ms ${HOLDING('blocked_hours')}
    union all
    select camera_id, zone_id, hour, double_parking, blocked_ms from span_counts where ${IS_BLOCKED}
  ), by_clock as materialized (
    select camera_id, zone_id, extract(hour from hour at time zone time_zone)::int as clock_hour,
      sum(double_parking)::int as double_parking, sum(blocked_ms)::bigint as blocked_ms
    from counts cross join place group by 1, 2, 3
  ), worst as materialized (
    select camera_id, zone_id, sum(double_parking)::int as double_parking, sum(blocked_ms)::bigint as blocked_ms
    from by_clock group by camera_id, zone_id
    order by sum(blocked_ms) desc, sum(double_parking) desc, camera_id, zone_id limit $7
  ), observed as materialized (
    select camera_id, extract(hour from hour at time zone time_zone)::int as clock_hour, count(*) as hours,
      sum(observed_ms)::bigint as observed_ms
    from (select distinct camera_id from worst) as camera cross join place cross join lateral (
      select hour, observed_ms from camera_hours
      where city_id = $1 and camera_id = camera.camera_id and hour >= $2 and hour < $3
        and observed_ms >= ${SEEN_MS_MIN}
      offset 0
    ) as own
    group by 1, 2
  ), seen_sums as (
    select camera_id, sum(hours) as seen_hours, sum(observed_ms) as observed_ms from observed group by camera_id
  ), clocks as (
    select camera_id, zone_id, json_agg(
        json_build_object('hour', clock_hour, 'count', by_clock.double_parking, 'blockedMs', by_clock.blocked_ms,
          'observedMs', observed.observed_ms)
        order by by_clock.blocked_ms::float8 / nullif(observed.observed_ms, 0) desc nulls last, clock_hour
      ) as worst_hours
    from worst join by_clock using (camera_id, zone_id) join observed using (camera_id, clock_hour)
    group by camera_id, zone_id
  )
  select camera_id, zone_id, kind, seen_hours::int, (expected_hours - seen_hours)::int as blind_hours,
    seen_sums.observed_ms::bigint, worst.double_parking, worst.blocked_ms, worst_hours
  from worst join asked using (camera_id, zone_id) join asked_cameras using (camera_id)
  join seen_sums using (camera_id) join clocks using (camera_id, zone_id)
  cross join lateral (select count(*) as expected_hours from calendar where hour >= since) as whole
  order by worst.blocked_ms desc, worst.double_parking desc, camera_id, zone_id`;

/** What was counted in one period at one sort of zones. */
const WHOLE = `
  select coalesce(seen_hours, 0)::int as seen_hours,
    (coalesce(expected_hours, 0) - coalesce(seen_hours, 0))::int as blind_hours, coalesce(zone_ms, 0)::bigint as zone_ms,
    counted.*
  from (select sum(zones) as expected_hours from expected) as whole cross join sums cross join counted`;
const COUNTED = `
    select coalesce(sum(arrivals), 0)::int as arrivals, coalesce(sum(departures), 0)::int as departures,
      coalesce(sum(measured_visits), 0)::int as measured_visits,
      coalesce(sum(measured_dwell_ms), 0)::bigint as measured_dwell_ms,
      coalesce(sum(occupied_ms), 0)::bigint as occupied_ms, coalesce(sum(double_parking), 0)::int as double_parking,
      coalesce(sum(blocked_ms), 0)::bigint as blocked_ms`;
export const PERIOD = `
  with ${ROWS}, sums as (select sum(zones) as seen_hours, sum(observed_ms * zones) as zone_ms from seen
  ), counted as (${COUNTED} from counts) ${WHOLE}`;
const cityPeriod = (sort: ZoneSort) => `
  with ${SUMS}, ${cityHours(sort)}, sums as (select sum(zones) as seen_hours, sum(zone_ms) as zone_ms from hours
  ), counted as (${COUNTED} from hours) ${WHOLE}`;
export const CITY_PERIOD = { curb: cityPeriod('curb'), lane: cityPeriod('lane') };

/**
 * How many hours of the cameras asked about were seen and how many not; of those not, how many lie after a camera's last
 * report, and from where on some camera has not reported.
 */
export const COVERAGE = `
  with ${EXPECTED}, seen as (
    select count(*) as hours from camera_hours join asked_cameras using (camera_id)
    where city_id = $1 and hour >= $2 and hour < $3 and observed_ms >= ${SEEN_MS_MIN}
  ), reported as (
    select since, last_hour from asked_cameras cross join lateral (
      select max(hour) as last_hour from camera_hours where city_id = $1 and camera_id = asked_cameras.camera_id
    ) as known
  )
  select seen.hours::int as seen_hours,
    (coalesce((select sum(cameras) from expected), 0) - seen.hours)::int as blind_hours,
    (select count(*) from reported join calendar on hour >= since and hour > last_hour)::int as unreported_hours,
    (select min(last_hour) from reported) as reported_until
  from seen`;

/** Stops by their whole minutes; null where the dwell is not known. $6 is the sort of stop, $7 the most minutes told apart. */
export const DWELL_MINUTES = `
  select case when end_at is null or start_censored or end_censored then null
      else least(floor(extract(epoch from end_at - start_at) / 60), $7)::int end as minutes,
    count(*)::int as visits
  from visits
  where city_id = $1 and start_at >= $2 and start_at < $3 and ($4::text is null or camera_id = $4)
    and ($5::text is null or zone_id = $5) and visit_type = $6
  group by 1 order by 1`;
