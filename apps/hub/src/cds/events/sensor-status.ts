import { Inject, Injectable } from '@nestjs/common';
import { cameraStatus } from '../../cameras/camera-status.js';
import { Database } from '../../persistence/database.js';
import { deviceUuid } from '../cds-ids.js';

interface SensorRow {
  id: string;
  last_seen: Date;
  has_fault: boolean;
}

// A fault is over when the box said so, or when the camera has seen something in a period that began after it.
const SENSORS = `
  select camera.id, greatest(camera.described_at, state.last_record_at) as last_seen,
    exists (
      select 1 from camera_faults as fault
      where fault.city_id = camera.city_id and fault.camera_id = camera.id and fault.restored_at is null
        and (state.observed_from is null or fault.lost_at > state.observed_from)) as has_fault
  from cameras as camera
  left join camera_states as state on state.city_id = camera.city_id and state.camera_id = camera.id
  where camera.city_id = $1 and ($2::text[] is null or camera.id = any($2::text[]))
  order by camera.id`;

const LAST_UPDATED = `
  select greatest(
    (select max(last_record_at) from camera_states where city_id = $1),
    (select max(received_at) from posted_events where city_id = $1 and event_time > now() - interval '1 day')) as at`;

/** `last_updated` is read from every camera's state, for each answer; records are minutes apart. */
const LAST_UPDATED_KNOWN_MS = 1_000;
/** More cities than a hub has; then all are read anew. */
const CITIES_MAX = 1_000;

/** How the city's cameras are. */
@Injectable()
export class SensorStatuses {
  readonly #lastUpdated = new Map<string, { readonly atMs: number; readonly untilMs: number }>();

  constructor(@Inject(Database) private readonly database: Database) {}

  /** `cameraIds`: null for all. One row a camera, so it is bounded by what hangs in the city. */
  async of(cityId: string, cameraIds: readonly string[] | null, nowMs: number): Promise<readonly object[]> {
    const rows = await this.database.query<SensorRow>(SENSORS, [cityId, cameraIds]);
    return rows.map(({ id, last_seen, has_fault }) => ({
      data_source_device_id: deviceUuid(cityId, id),
      data_source_type: 'camera',
      sensor_status_is_commissioned: true,
      sensor_status_is_online: cameraStatus(last_seen.getTime(), has_fault, nowMs) === 'online',
    }));
  }

  /** When anything was last heard from the city's street, as it was a second ago at most. */
  async lastUpdatedMs(cityId: string): Promise<number> {
    const nowMs = performance.now();
    const known = this.#lastUpdated.get(cityId);
    if (known && known.untilMs > nowMs) return known.atMs;
    const [row] = await this.database.query<{ at: Date | null }>(LAST_UPDATED, [cityId]);
    const atMs = row?.at?.getTime() ?? 0;
    if (this.#lastUpdated.size >= CITIES_MAX) this.#lastUpdated.clear();
    this.#lastUpdated.set(cityId, { atMs, untilMs: nowMs + LAST_UPDATED_KNOWN_MS });
    return atMs;
  }
}
