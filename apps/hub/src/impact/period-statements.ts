// What an impact report is made from. $1 is the city, $2 to $3 the period before, $4 to $5 the one after, $6 the city's
// time zone. Only cameras that saw something of both periods count, or a new camera would look like more traffic.

const CAMERAS = `
  cameras_of_both as (
    select camera_id from camera_hours
    where city_id = $1 and observed_ms > 0 and ((hour >= $2 and hour < $3) or (hour >= $4 and hour < $5))
    group by camera_id having bool_or(hour < $3) and bool_or(hour >= $4)
  ), seen as (
    select camera_id, hour, observed_ms, to_char(hour at time zone $6, 'YYYY-MM-DD') as day,
      extract(hour from hour at time zone $6)::int as clock_hour, hour >= $4 as is_after
    from camera_hours join cameras_of_both using (camera_id)
    where city_id = $1 and ((hour >= $2 and hour < $3) or (hour >= $4 and hour < $5)) and observed_ms > 0
  )`;

export const SEEN = `
  with ${CAMERAS}
  select is_after as "isAfter", sum(observed_ms)::bigint as "observedMs",
    (select count(*) from cameras_of_both)::int as cameras
  from seen group by is_after`;

/** Counts of each day, and what the common rates of each zone and hour of the day would have made of the time seen. */
export const DAYS = `
  with ${CAMERAS}, counted as (
    select seen.day, seen.camera_id, zone.id as zone_id, seen.clock_hour, seen.observed_ms,
      coalesce(counts.departures, 0) as sessions, coalesce(counts.double_parking, 0) as double_parking,
      coalesce(counts.blocked_ms, 0) as blocked_ms
    from seen
    join zones as zone on zone.city_id = $1 and zone.camera_id = seen.camera_id
    left join zone_hours as counts on counts.city_id = $1 and counts.camera_id = seen.camera_id
      and counts.zone_id = zone.id and counts.hour = seen.hour
  ), rates as (
    select camera_id, zone_id, clock_hour, sum(sessions)::float8 / sum(observed_ms) as sessions,
      sum(double_parking)::float8 / sum(observed_ms) as double_parking,
      sum(blocked_ms)::float8 / sum(observed_ms) as blocked_ms
    from counted group by camera_id, zone_id, clock_hour
  )
  select day, sum(counted.sessions)::int as sessions, sum(observed_ms * rates.sessions) as "sessionsExpected",
    sum(counted.double_parking)::int as "doubleParking",
    sum(observed_ms * rates.double_parking) as "doubleParkingExpected",
    sum(counted.blocked_ms)::float8 / 60000 as "blockedMinutes",
    sum(observed_ms * rates.blocked_ms) / 60000 as "blockedMinutesExpected"
  from counted join rates using (camera_id, zone_id, clock_hour)
  group by day`;

/**
 * Lanes that were blocked, with the flow usual there at that hour of the day in that period: what passes while a lane
 * is blocked is not what wanted to.
 */
export const BLOCKAGES = `
  with ${CAMERAS}, flows as (
    select camera_id, zone_id, period_start >= $4 as is_after,
      extract(hour from period_start at time zone $6)::int as clock_hour,
      sum(vehicles) * 3600000.0 / sum(observed_ms) as per_hour
    from lane_flows
    where city_id = $1 and observed_ms > 0
      and ((period_start >= $2 and period_start < $3) or (period_start >= $4 and period_start < $5))
    group by 1, 2, 3, 4
  )
  select to_char(visit.start_at at time zone $6, 'YYYY-MM-DD') as day,
    extract(epoch from visit.end_at - visit.start_at)::float8 / 3600 as hours, flows.per_hour::float8 as "flowPerHour"
  from visits as visit
  join cameras_of_both using (camera_id)
  join flows on flows.camera_id = visit.camera_id and flows.zone_id = visit.zone_id
    and flows.is_after = (visit.start_at >= $4)
    and flows.clock_hour = extract(hour from visit.start_at at time zone $6)::int
  where visit.city_id = $1 and visit.visit_type = 'double_parking' and visit.end_at is not null
    and ((visit.start_at >= $2 and visit.start_at < $3) or (visit.start_at >= $4 and visit.start_at < $5))
  order by visit.start_at, visit.id`;
