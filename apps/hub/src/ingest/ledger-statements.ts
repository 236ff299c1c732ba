// The statements of the record ledger. Each takes all rows of one commit as a JSON array of objects whose keys are the
// table's columns, so that one round trip writes any number of rows.

/** Taken until the transaction ends, always in the same order, so that two hubs never wait for each other crosswise. */
export const LOCK_CAMERAS = `
  select pg_advisory_xact_lock(key)
  from (select distinct hashtextextended(camera, 0) as key from unnest($1::text[]) as camera order by 1 offset 0) as keys`;

export const INSERT_NEW_EVENTS = `
  insert into events (city_id, id, device_id, camera_id, kind, at, recorded_at, received_at, zone_id, visit_id, visit_type,
    vehicle_type, fault, bytes, payload)
  select city_id, id, device_id, camera_id, kind, at, recorded_at, received_at, zone_id, visit_id, visit_type,
    vehicle_type, fault, bytes, payload
  from json_populate_recordset(null::events, $1::json)
  on conflict (city_id, camera_id, id) do nothing
  returning city_id, camera_id, id`;

export const KNOWN_VISITS = `
  select * from visits where (city_id, camera_id, id) in (select * from unnest($1::text[], $2::text[], $3::uuid[]))`;

/** The rows are already merged with what was there, under the cameras' locks. */
export const PUT_VISITS = `
  insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at, start_censored, end_at,
    end_censored, blind_ms, image_x, image_y, ground_x_m, ground_y_m, evidence)
  select city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at, start_censored, end_at,
    end_censored, blind_ms, image_x, image_y, ground_x_m, ground_y_m, evidence
  from json_populate_recordset(null::visits, $1::json)
  on conflict (city_id, camera_id, id) do update set
    zone_id = excluded.zone_id, visit_type = excluded.visit_type,
    vehicle_type = excluded.vehicle_type, confidence = excluded.confidence, start_at = excluded.start_at,
    start_censored = excluded.start_censored, end_at = excluded.end_at, end_censored = excluded.end_censored,
    blind_ms = excluded.blind_ms, image_x = excluded.image_x, image_y = excluded.image_y,
    ground_x_m = excluded.ground_x_m, ground_y_m = excluded.ground_y_m, evidence = excluded.evidence`;

export const MERGE_ZONE_HOURS = `
  insert into zone_hours as hour (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits, measured_dwell_ms,
    occupied_ms, double_parking, blocked_ms)
  select city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits, measured_dwell_ms,
    occupied_ms, double_parking, blocked_ms
  from json_populate_recordset(null::zone_hours, $1::json)
  on conflict (city_id, camera_id, zone_id, hour) do update set
    arrivals = hour.arrivals + excluded.arrivals,
    departures = hour.departures + excluded.departures,
    measured_visits = hour.measured_visits + excluded.measured_visits,
    measured_dwell_ms = hour.measured_dwell_ms + excluded.measured_dwell_ms,
    occupied_ms = hour.occupied_ms + excluded.occupied_ms,
    double_parking = hour.double_parking + excluded.double_parking,
    blocked_ms = hour.blocked_ms + excluded.blocked_ms`;

export const MERGE_CAMERA_HOURS = `
  insert into camera_hours as hour (city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed, frames_skipped,
    video_bytes, events, event_bytes)
  select city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed, frames_skipped, video_bytes, events, event_bytes
  from json_populate_recordset(null::camera_hours, $1::json)
  on conflict (city_id, camera_id, hour) do update set
    observed_ms = hour.observed_ms + excluded.observed_ms,
    frames_decoded = hour.frames_decoded + excluded.frames_decoded,
    frames_analysed = hour.frames_analysed + excluded.frames_analysed,
    frames_skipped = hour.frames_skipped + excluded.frames_skipped,
    video_bytes = hour.video_bytes + excluded.video_bytes,
    events = hour.events + excluded.events,
    event_bytes = hour.event_bytes + excluded.event_bytes`;

/** Of two accounts of the same period the one that saw more holds, whichever comes first. */
export const MERGE_LANE_FLOWS = `
  insert into lane_flows as flow (city_id, camera_id, zone_id, period_start, period_ms, vehicles, observed_ms)
  select city_id, camera_id, zone_id, period_start, period_ms, vehicles, observed_ms
  from json_populate_recordset(null::lane_flows, $1::json)
  on conflict (city_id, camera_id, zone_id, period_start) do update set
    period_ms = excluded.period_ms, vehicles = excluded.vehicles, observed_ms = excluded.observed_ms
  where (excluded.observed_ms, excluded.vehicles, excluded.period_ms)
    > (flow.observed_ms, flow.vehicles, flow.period_ms)`;

/** A comms_restored is complete by itself, so the two records of a fault may come in any order. */
export const MERGE_CAMERA_FAULTS = `
  insert into camera_faults as fault (city_id, id, camera_id, code, lost_at, restored_at)
  select city_id, id, camera_id, code, lost_at, restored_at
  from json_populate_recordset(null::camera_faults, $1::json)
  on conflict (city_id, camera_id, id) do update set restored_at = coalesce(fault.restored_at, excluded.restored_at)`;

export const MERGE_CAMERA_STATES = `
  insert into camera_states as state (city_id, camera_id, last_record_at, observed_from)
  select city_id, camera_id, last_record_at, observed_from
  from json_populate_recordset(null::camera_states, $1::json)
  on conflict (city_id, camera_id) do update set
    last_record_at = greatest(state.last_record_at, excluded.last_record_at),
    observed_from = greatest(state.observed_from, excluded.observed_from)`;
