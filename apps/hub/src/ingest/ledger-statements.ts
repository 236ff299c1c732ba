import { namesOf, sourceOf } from '../persistence/column-arrays.js';
import type { ColumnTypes } from '../persistence/column-arrays.js';
import type { LaneFlowRow } from '../persistence/lane-flow.row.js';
import type { NewEventRow } from './record-rows.js';

// The statements of the record ledger. Each writes all rows of one commit in one round trip: raw events and lane flow as
// an array a column, the others, which are few, as a JSON array of objects whose keys are the table's columns.

/**
 * Two cameras hardly ever share a lock. A commit holds one for each of its cameras; PostgreSQL has room for 6,400 unless
 * configured otherwise (64 a connection), and a commit that finds none comes again.
 */
const LOCKS_MAX = 2 ** 20;
/** Any number: sets these advisory locks apart from others of the same database. */
const CAMERA_LOCKS = 1_264;

/** What a camera's lock is chosen by. */
export function lockName(cityId: string, cameraId: string): string {
  return `${cityId}/${cameraId}`;
}

/** Taken until the transaction ends, always in the same order, so that two hubs never wait for each other crosswise. */
export const LOCK_CAMERAS = `
  select pg_advisory_xact_lock(${CAMERA_LOCKS}, lock)
  from (
    select distinct hashtext(camera) & ${LOCKS_MAX - 1} as lock from unnest($1::text[]) as camera order by 1 offset 0
  ) as locks`;

export const EVENT_COLUMNS: ColumnTypes<NewEventRow> = {
  city_id: 'text',
  id: 'uuid',
  device_id: 'text',
  camera_id: 'text',
  kind: 'text',
  at: 'timestamptz',
  recorded_at: 'timestamptz',
  received_at: 'timestamptz',
  zone_id: 'text',
  visit_id: 'uuid',
  visit_type: 'text',
  vehicle_type: 'text',
  fault: 'text',
  bytes: 'integer',
  payload: 'bytea',
};
export const INSERT_NEW_EVENTS = `
  insert into events (${namesOf(EVENT_COLUMNS)}) select ${namesOf(EVENT_COLUMNS)} from ${sourceOf(EVENT_COLUMNS, 'record')}
  on conflict (city_id, camera_id, at, id) do nothing
  returning id`;

// Rows that are known are looked up one by one: joined otherwise, as PostgreSQL may choose while it has no statistics of a
// table that grows, each commit reads all of it. `offset 0` keeps it from choosing.

export const KNOWN_VISITS = `
  select visit.* from (select distinct * from unnest($1::text[], $2::text[], $3::uuid[])) as told (city, camera, visit_id)
  cross join lateral (
    select * from visits where city_id = city and camera_id = camera and id = visit_id offset 0
  ) as visit`;

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

export const KNOWN_LANE_FLOWS = `
  select flow.* from unnest($1::text[], $2::text[], $3::text[], $4::float8[]) as told (city, camera, zone, start_ms)
  cross join lateral (
    select * from lane_flows
    where city_id = city and camera_id = camera and zone_id = zone and period_start = to_timestamp(start_ms / 1000) offset 0
  ) as flow`;

export const LANE_FLOW_COLUMNS: ColumnTypes<LaneFlowRow> = {
  city_id: 'text',
  camera_id: 'text',
  zone_id: 'text',
  period_start: 'timestamptz',
  period_ms: 'integer',
  vehicles: 'integer',
  observed_ms: 'integer',
};
/** The rows are known to tell more than what is there, under the cameras' locks. */
export const PUT_LANE_FLOWS = `
  insert into lane_flows (${namesOf(LANE_FLOW_COLUMNS)})
  select ${namesOf(LANE_FLOW_COLUMNS)} from ${sourceOf(LANE_FLOW_COLUMNS, 'flow')}
  on conflict (city_id, camera_id, zone_id, period_start) do update set
    period_ms = excluded.period_ms, vehicles = excluded.vehicles, observed_ms = excluded.observed_ms`;

export const MERGE_LANE_HOURS = `
  insert into lane_hours as hour (city_id, camera_id, zone_id, hour, vehicles, blocked_ms, observed_ms)
  select city_id, camera_id, zone_id, hour, vehicles, blocked_ms, observed_ms
  from json_populate_recordset(null::lane_hours, $1::json)
  on conflict (city_id, camera_id, zone_id, hour) do update set
    vehicles = hour.vehicles + excluded.vehicles,
    blocked_ms = hour.blocked_ms + excluded.blocked_ms,
    observed_ms = hour.observed_ms + excluded.observed_ms`;

/** A comms_restored is complete by itself, so the two records of a fault may come in any order. */
export const MERGE_CAMERA_FAULTS = `
  insert into camera_faults as fault (city_id, id, camera_id, code, lost_at, restored_at)
  select city_id, id, camera_id, code, lost_at, restored_at
  from json_populate_recordset(null::camera_faults, $1::json)
  on conflict (city_id, camera_id, id) do update set restored_at = greatest(fault.restored_at, excluded.restored_at)`;

export const MERGE_CAMERA_STATES = `
  insert into camera_states as state (city_id, camera_id, last_record_at, observed_from)
  select city_id, camera_id, last_record_at, observed_from
  from json_populate_recordset(null::camera_states, $1::json)
  on conflict (city_id, camera_id) do update set
    last_record_at = greatest(state.last_record_at, excluded.last_record_at),
    observed_from = greatest(state.observed_from, excluded.observed_from)`;
