import type { Database } from '../../../apps/hub/src/persistence/database.js';
import { CAMERA } from '../../hub/support/records.js';

const HOUR_MS = 3_600_000;

/** Puts a city's zone and what was counted there, hour by hour of a day that begins at `dayMs`; -1: nobody saw the hour. */
export async function countDay(
  database: Database,
  { cityId, dayMs, sessions }: { cityId: string; dayMs: number; sessions: readonly number[] },
): Promise<void> {
  await database.query(
    `insert into zones (city_id, camera_id, id, kind, polygon, ground_polygon, is_current)
     values ($1, $2, 'parking_a', 'parking', '[]', null, true) on conflict do nothing`,
    [cityId, CAMERA],
  );
  for (const [index, count] of sessions.entries()) {
    const hour = new Date(dayMs + index * HOUR_MS);
    await database.query(
      `insert into camera_hours (city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed, frames_skipped,
         video_bytes, events, event_bytes) values ($1, $2, $3, $4, 0, 0, 0, 0, 0, 0)`,
      [cityId, CAMERA, hour, count < 0 ? 60_000 : HOUR_MS],
    );
    await database.query(
      `insert into zone_hours (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits,
         measured_dwell_ms, occupied_ms, double_parking, blocked_ms) values ($1, $2, 'parking_a', $3, $4, $4, $4, 0, $5, 0, 0)`,
      [cityId, CAMERA, hour, Math.max(count, 0), Math.max(count, 0) * 600_000],
    );
    // Stays of 10, 11, 12 … minutes that ended in this hour.
    await database.query(
      `insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at,
         start_censored, end_at, end_censored, blind_ms, image_x, image_y)
       select $1, gen_random_uuid(), $2, 'parking_a', 'dwell', 'car', 90,
         $3::timestamptz + interval '50 minutes' - make_interval(mins => 10 + place), false,
         $3::timestamptz + interval '50 minutes', false, 0, 0.5, 0.5
       from generate_series(0, $4::int - 1) as place`,
      [cityId, CAMERA, hour, Math.max(count, 0)],
    );
  }
}
