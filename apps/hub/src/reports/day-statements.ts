// What a report is made from, read within one transaction. $1 is the city, $2 and $3 the day's first moment and its end.

/** A camera that nobody has heard of for so long is gone, not blind. */
const CAMERA_DAYS_MAX = 31;
/** A vehicle that stood for longer counts from its start on, but no longer than this. */
const VISIT_DAYS_MAX = 7;

export const CAMERAS = `
  select camera.id, camera.name from cameras as camera
  where camera.city_id = $1 and exists (
    select from camera_hours as seen where seen.city_id = camera.city_id and seen.camera_id = camera.id
      and seen.hour < $3 and seen.hour >= $2::timestamptz - interval '${CAMERA_DAYS_MAX} days')`;

export const OBSERVED = `
  select camera_id, hour, observed_ms from camera_hours where city_id = $1 and hour >= $2 and hour < $3`;

const OF_THE_DAY = `
  city_id = $1 and start_at < $3 and start_at >= $2::timestamptz - interval '${VISIT_DAYS_MAX} days'
  and (end_at is null or end_at >= $2)`;

export const VISITS = `
  select camera_id, zone_id, visit_type, vehicle_type, start_at, start_censored, end_at, end_censored, ground_x_m, ground_y_m
  from visits where ${OF_THE_DAY}`;

/** Zones in use, and those that something stood in. */
export const ZONES = `
  select zone.camera_id, zone.id, zone.kind, zone.ground_polygon from zones as zone
  where zone.city_id = $1 and (zone.is_current or exists (
    select from visits where ${OF_THE_DAY.replaceAll(/\b(city_id|start_at|end_at)\b/g, 'visits.$1')}
      and visits.camera_id = zone.camera_id and visits.zone_id = zone.id))`;

export const FAULTS = `
  select camera_id, code, lost_at, restored_at from camera_faults
  where city_id = $1 and lost_at < $3 and (restored_at is null or restored_at > $2)`;

/**
 * Of an earlier day, zone by zone, in the hours of the clock that the reported day saw too: $4 and $5 are its first moment
 * and its end, $6 the city's time zone. An hour that was seen for longer than on the reported day counts in part; parts
 * are exact numbers, which add up to the same in whatever order.
 */
export const EARLIER = `
  with reported as (
    select camera_id, to_char(hour at time zone $6, 'HH24:MI') as clock, sum(observed_ms) as observed_ms
    from camera_hours where city_id = $1 and hour >= $4 and hour < $5 group by 1, 2
  ), shared as (
    select camera_id, seen.hour, seen.observed_ms, round(least(1, reported.observed_ms / seen.observed_ms), 6) as part
    from camera_hours as seen join reported using (camera_id)
    where seen.city_id = $1 and seen.hour >= $2 and seen.hour < $3 and seen.observed_ms > 0
      and to_char(seen.hour at time zone $6, 'HH24:MI') = reported.clock
  )
  select zone.camera_id, zone.id as zone_id,
    coalesce(counted.departures, 0)::float8 as departures,
    coalesce(counted.measured_visits, 0)::float8 as measured_visits,
    coalesce(counted.measured_dwell_ms, 0)::float8 as measured_dwell_ms,
    coalesce(counted.double_parking, 0)::float8 as double_parking,
    coalesce(counted.blocked_ms, 0)::float8 as blocked_ms,
    seen.observed_ms::float8 as observed_ms
  from zones as zone
  join (
    select camera_id, sum(observed_ms * part) as observed_ms from shared group by camera_id
  ) as seen on seen.camera_id = zone.camera_id
  left join (
    select camera_id, zone_id, sum(departures * part) as departures, sum(measured_visits * part) as measured_visits,
      sum(measured_dwell_ms * part) as measured_dwell_ms, sum(double_parking * part) as double_parking,
      sum(blocked_ms * part) as blocked_ms
    from zone_hours join shared using (camera_id, hour)
    where city_id = $1 and zone_hours.hour >= $2 and zone_hours.hour < $3 group by camera_id, zone_id
  ) as counted on counted.camera_id = zone.camera_id and counted.zone_id = zone.id
  where zone.city_id = $1`;

/**
 * Differs whenever a row of the day does, in whatever order they are read. What happened after the day is not of it: a
 * vehicle that stood over midnight may leave without changing the day before.
 */
export const FINGERPRINT = `
  select concat_ws('/', visits.rows, visits.sum, hours.rows, hours.sum, faults.rows, faults.sum) as fingerprint
  from (
    select count(*) as rows, sum(hashtextextended(concat_ws('|', id, zone_id, visit_type, start_at, start_censored,
      case when end_at < $3 then concat(end_at, end_censored) end, ground_x_m, ground_y_m), 0)::numeric) as sum
    from visits where ${OF_THE_DAY}
  ) as visits, (
    select count(*) as rows, sum(hashtextextended(concat_ws('|', camera_id, hour, observed_ms), 0)::numeric) as sum
    from camera_hours where city_id = $1 and hour >= $2 and hour < $3
  ) as hours, (
    select count(*) as rows, sum(hashtextextended(concat_ws('|', id, code, lost_at,
      case when restored_at < $3 then restored_at end), 0)::numeric) as sum
    from camera_faults where city_id = $1 and lost_at < $3 and (restored_at is null or restored_at > $2)
  ) as faults`;
