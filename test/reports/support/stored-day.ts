import type { DataSource } from 'typeorm';
import { visitId } from '#events';
import type { ReportedDay } from '#curb';

/** Puts an invented day into the hub's tables, as if its records had come. */
export async function storeDay(source: DataSource, day: ReportedDay): Promise<void> {
  const { city } = day;
  await source.query(
    `insert into cities (id, name, time_zone) values ($1, $2, $3)
     on conflict (id) do update set name = excluded.name, time_zone = excluded.time_zone`,
    [city.id, city.name, city.timeZone],
  );
  await source.query(
    `insert into cameras (city_id, id, device_id, name, width_px, height_px, engine, sample_fps, min_dwell_ms,
       double_parking_ms, config_hash, described_at)
     select $1, id, 'box-1', name, 1280, 720, 'onnx', 5, 30000, 20000, 0, now()
     from json_to_recordset($2::json) as row(id text, name text) on conflict do nothing`,
    [city.id, JSON.stringify(day.streets)],
  );
  await source.query(
    `insert into camera_hours (city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed, frames_skipped,
       video_bytes, events, event_bytes)
     select $1, camera_id, hour, observed_ms, 0, 0, 0, 0, 0, 0
     from json_to_recordset($2::json) as row(camera_id text, hour timestamptz, observed_ms bigint)
     on conflict do nothing`,
    [city.id, JSON.stringify(day.streets.flatMap((street) => cameraHours(street.id, street.observedMs, day)))],
  );
  await source.query(
    `insert into zones (city_id, camera_id, id, kind, polygon, ground_polygon, is_current)
     select $1, camera_id, id, kind, '[]', outline, true
     from json_to_recordset($2::json) as row(camera_id text, id text, kind text, outline jsonb) on conflict do nothing`,
    [city.id, JSON.stringify(day.zones.map((zone) => ({ ...zone, camera_id: zone.streetId, id: zoneOf(zone.id) })))],
  );
  await storeVisits(source, city.id, day.visits);
}

export async function storeVisits(source: DataSource, cityId: string, visits: ReportedDay['visits']): Promise<void> {
  const rows = visits.map((visit, index) => ({
    id: visitId(visit.zoneId, `${visit.startMs}/${index}/${visits.length}`),
    camera_id: visit.zoneId.slice(0, visit.zoneId.indexOf('.')),
    zone_id: zoneOf(visit.zoneId),
    visit_type: visit.type,
    start_at: new Date(visit.startMs),
    start_censored: visit.startCensored,
    end_at: visit.endMs === null ? null : new Date(visit.endMs),
    end_censored: visit.endCensored,
    ground_x_m: visit.at?.xM ?? null,
    ground_y_m: visit.at?.yM ?? null,
  }));
  await source.query(
    `insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at,
       start_censored, end_at, end_censored, blind_ms, image_x, image_y, ground_x_m, ground_y_m)
     select $1, id, camera_id, zone_id, visit_type, 'car', 90, start_at, start_censored, end_at, end_censored, 0, 0.5,
       0.5, ground_x_m, ground_y_m
     from json_to_recordset($2::json) as row(id uuid, camera_id text, zone_id text, visit_type text,
       start_at timestamptz, start_censored boolean, end_at timestamptz, end_censored boolean,
       ground_x_m double precision, ground_y_m double precision)`,
    [cityId, JSON.stringify(rows)],
  );
}

function cameraHours(camera_id: string, observedMs: readonly number[], { hours }: ReportedDay) {
  return hours.flatMap(({ startMs }, index) => {
    const observed_ms = observedMs[index] ?? 0;
    return observed_ms === 0 ? [] : [{ camera_id, hour: new Date(startMs), observed_ms }];
  });
}

function zoneOf(id: string): string {
  return id.slice(id.indexOf('.') + 1);
}
