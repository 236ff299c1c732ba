import type { DataSource } from 'typeorm';
import { CAMERA } from '../../hub/support/records.js';

/** Well below the hub's time limit of a statement, on a busy machine too. */
const BATCH = 10_000;

/** Puts so many stops straight into the table, one after the other, with every third standing yet. */
export async function storeVisits(
  source: DataSource,
  { count, fromMs, everyMs, city = 'demo' }: { count: number; fromMs: number; everyMs: number; city?: string },
): Promise<void> {
  for (let first = 0; first < count; first += BATCH) {
    await source.query(
      `insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at, start_censored,
       end_at, end_censored, blind_ms, image_x, image_y, evidence)
     select $1, md5($2::text || number)::uuid, '${CAMERA}', 'parking_a', 'dwell', 'car', 1 + number % 100,
       to_timestamp($2::float8 / 1000) + number / 2 * 2 * $3 * interval '1 ms', number % 7 = 0,
       case when number % 3 > 0 then to_timestamp($2::float8 / 1000) + (number * $3::bigint + 600000) * interval '1 ms' end,
       false, number % 5, 0.5, 0.5, array['arrival_seen']
     from generate_series($4::int, $5::int) as number`,
      [city, fromMs, everyMs, first, Math.min(first + BATCH, count) - 1],
    );
  }
}
