// $1 is the city, $2 to $3 the time, $4 a camera or null, $5 one of its zones or null, $6 the kinds of zones that count.
// An hour of a camera is blind when it saw less than half of it; hours before its very first report are not its own.

const HOURS = `
  place as (select time_zone from cities where id = $1),
  asked as (
    select camera_id, id as zone_id, kind from zones
    where city_id = $1 and ($4::text is null or camera_id = $4) and ($5::text is null or id = $5)
      and (is_current or $5 is not null) and kind = any($6)
  ), asked_cameras as (
    select camera_id, zones, first_hour
    from (select camera_id, count(*)::int as zones from asked group by camera_id) as camera
    cross join lateral (
      select min(hour) as first_hour from camera_hours where city_id = $1 and camera_id = camera.camera_id
    ) as known
  ), calendar as (
    select distinct date_trunc('hour', moment, place.time_zone) as hour, place.time_zone
    from place, generate_series(
      date_trunc('hour', $2::timestamptz, place.time_zone), $3::timestamptz - interval '1 microsecond',
      interval '15 minutes') as moment
  ), hours as (
    select camera.camera_id, camera.zones, calendar.hour, calendar.hour at time zone time_zone as local_hour,
      coalesce(seen.observed_ms, 0) as observed_ms, coalesce(seen.observed_ms, 0) >= 1800000 as is_seen
    from asked_cameras as camera
    join calendar on calendar.hour >= greatest(camera.first_hour, $2::timestamptz) and camera.first_hour is not null
    left join camera_hours as seen
      on seen.city_id = $1 and seen.camera_id = camera.camera_id and seen.hour = calendar.hour
  ), counts as (
    select counted.* from zone_hours as counted join asked using (camera_id, zone_id)
    where city_id = $1 and hour >= $2 and hour < $3
  )`;

/**
 * The week of the city's clock: Monday is 1. `zone_ms` is the time seen times the zones that were seen, `length_ms` the
 * whole length of those hours times these zones.
 */
export const HEAT_MAP = `
  with ${HOURS}, by_camera as (
    select camera_id, hour, sum(occupied_ms) as occupied_ms, sum(arrivals) as arrivals,
      sum(double_parking) as double_parking
    from counts group by camera_id, hour
  )
  select extract(isodow from local_hour)::int as weekday, extract(hour from local_hour)::int as clock_hour,
    (count(*) filter (where is_seen))::int as seen_hours, (count(*) filter (where not is_seen))::int as blind_hours,
    coalesce(sum(observed_ms * zones) filter (where is_seen), 0)::bigint as zone_ms,
    coalesce(sum(zones) filter (where is_seen), 0)::bigint * 3600000 as length_ms,
    coalesce(sum(occupied_ms) filter (where is_seen), 0)::bigint as occupied_ms,
    coalesce(sum(arrivals) filter (where is_seen), 0)::int as arrivals,
    coalesce(sum(double_parking) filter (where is_seen), 0)::int as double_parking
  from hours left join by_camera using (camera_id, hour)
  group by 1, 2`;

/** Lanes that were blocked, those blocked longest first; the worst hours of the day by how much of them was blocked. */
export const HOT_SPOTS = `
  with ${HOURS}, by_clock as (
    select asked.camera_id, asked.zone_id, asked.kind, extract(hour from local_hour)::int as clock_hour,
      (count(*) filter (where is_seen))::int as seen_hours, (count(*) filter (where not is_seen))::int as blind_hours,
      coalesce(sum(observed_ms) filter (where is_seen), 0)::bigint as observed_ms,
      coalesce(sum(double_parking) filter (where is_seen), 0)::int as double_parking,
      coalesce(sum(blocked_ms) filter (where is_seen), 0)::bigint as blocked_ms
    from hours join asked using (camera_id) left join counts using (camera_id, zone_id, hour)
    group by 1, 2, 3, 4
  )
  select camera_id, zone_id, kind, sum(seen_hours)::int as seen_hours, sum(blind_hours)::int as blind_hours,
    sum(observed_ms)::bigint as observed_ms, sum(double_parking)::int as double_parking,
    sum(blocked_ms)::bigint as blocked_ms,
    (json_agg(
      json_build_object('hour', clock_hour, 'count', double_parking, 'blockedMs', blocked_ms, 'observedMs', observed_ms)
      order by blocked_ms::float8 / nullif(observed_ms, 0) desc nulls last, clock_hour
    ) filter (where double_parking > 0 or blocked_ms > 0)) as worst_hours
  from by_clock group by camera_id, zone_id, kind
  having sum(double_parking) > 0 or sum(blocked_ms) > 0
  order by sum(blocked_ms) desc, sum(double_parking) desc, camera_id, zone_id limit $7`;

/** What was counted in one period at one sort of zones. */
export const PERIOD = `
  with ${HOURS}, by_camera as (
    select camera_id, hour, sum(arrivals) as arrivals, sum(departures) as departures,
      sum(measured_visits) as measured_visits, sum(measured_dwell_ms) as measured_dwell_ms,
      sum(occupied_ms) as occupied_ms, sum(double_parking) as double_parking, sum(blocked_ms) as blocked_ms
    from counts group by camera_id, hour
  )
  select (coalesce(sum(zones) filter (where is_seen), 0))::int as seen_hours,
    (coalesce(sum(zones) filter (where not is_seen), 0))::int as blind_hours,
    coalesce(sum(observed_ms * zones) filter (where is_seen), 0)::bigint as zone_ms,
    coalesce(sum(arrivals) filter (where is_seen), 0)::int as arrivals,
    coalesce(sum(departures) filter (where is_seen), 0)::int as departures,
    coalesce(sum(measured_visits) filter (where is_seen), 0)::int as measured_visits,
    coalesce(sum(measured_dwell_ms) filter (where is_seen), 0)::bigint as measured_dwell_ms,
    coalesce(sum(occupied_ms) filter (where is_seen), 0)::bigint as occupied_ms,
    coalesce(sum(double_parking) filter (where is_seen), 0)::int as double_parking,
    coalesce(sum(blocked_ms) filter (where is_seen), 0)::bigint as blocked_ms
  from hours left join by_camera using (camera_id, hour)`;

/** Stops by their whole minutes; null where the dwell is not known. $6 is the sort of stop, $7 the most minutes told apart. */
export const DWELL_MINUTES = `
  select case when end_at is null or start_censored or end_censored then null
      else least(floor(extract(epoch from end_at - start_at) / 60), $7)::int end as minutes,
    count(*)::int as visits
  from visits
  where city_id = $1 and start_at >= $2 and start_at < $3 and ($4::text is null or camera_id = $4)
    and ($5::text is null or zone_id = $5) and visit_type = $6
  group by 1 order by 1`;
