import { Inject, Injectable } from '@nestjs/common';
import { CallersCity } from '../access/callers-city.js';
import { cameraStatus } from '../cameras/camera-status.js';
import type { CameraHourRow } from '../persistence/camera-hour.row.js';
import type { CameraRow } from '../persistence/camera.row.js';
import { Database } from '../persistence/database.js';
import type { CameraView } from './camera.view.js';

interface DescribedCameraRow extends CameraRow, Omit<CameraHourRow, 'city_id' | 'camera_id' | 'hour'> {
  last_seen: Date;
  fault_code: string | null;
  fault_since: Date | null;
}

// A fault is over when the box said so, or when the camera has seen something in a period that began after it: a box
// that was switched off in the middle of a fault does not know of it any more.
const CAMERAS = `
  select camera.*,
    greatest(camera.described_at, state.last_record_at) as last_seen,
    fault.code as fault_code, fault.lost_at as fault_since,
    today.*
  from cameras as camera
  left join camera_states as state on state.city_id = camera.city_id and state.camera_id = camera.id
  left join lateral (
    select code, lost_at from camera_faults
    where city_id = camera.city_id and camera_id = camera.id and restored_at is null
      and (state.observed_from is null or lost_at > state.observed_from)
    order by lost_at desc limit 1
  ) as fault on true
  cross join lateral (
    select coalesce(sum(observed_ms), 0)::bigint as observed_ms,
      coalesce(sum(frames_decoded), 0)::bigint as frames_decoded,
      coalesce(sum(frames_analysed), 0)::bigint as frames_analysed,
      coalesce(sum(frames_skipped), 0)::bigint as frames_skipped,
      coalesce(sum(video_bytes), 0)::bigint as video_bytes,
      coalesce(sum(events), 0)::bigint as events,
      coalesce(sum(event_bytes), 0)::bigint as event_bytes
    from camera_hours where city_id = camera.city_id and camera_id = camera.id and hour >= $1
  ) as today`;

/** Reads cameras with their state and what they did today. */
@Injectable()
export class CameraQueries {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  /** Cameras in the order of their ids, after `afterId`. */
  async list({
    afterId,
    limit,
    nowMs,
  }: {
    afterId: string | null;
    limit: number;
    nowMs: number;
  }): Promise<CameraView[]> {
    const rows = await this.database.query<DescribedCameraRow>(
      `${CAMERAS} where camera.city_id = $4 and camera.id > $2 order by camera.id limit $3`,
      [new Date(this.city.clock.dayStart(nowMs)), afterId ?? '', limit, this.city.id],
    );
    return rows.map((row) => cameraView(row, nowMs));
  }

  /** The box a camera hangs on, or null when there is no such camera. */
  async deviceOf(cameraId: string): Promise<string | null> {
    const [row] = await this.database.query<{ device_id: string }>(
      'select device_id from cameras where city_id = $1 and id = $2',
      [this.city.id, cameraId],
    );
    return row?.device_id ?? null;
  }
}

function cameraView(row: DescribedCameraRow, nowMs: number): CameraView {
  const fault =
    row.fault_code === null || row.fault_since === null
      ? null
      : { code: row.fault_code, since: row.fault_since.toISOString() };
  return {
    id: row.id,
    deviceId: row.device_id,
    name: row.name,
    status: cameraStatus(row.last_seen.getTime(), fault !== null, nowMs),
    fault,
    lastSeen: row.last_seen.toISOString(),
    widthPx: row.width_px,
    heightPx: row.height_px,
    engine: row.engine,
    sampleFps: row.sample_fps,
    minDwellMs: row.min_dwell_ms,
    doubleParkingMs: row.double_parking_ms,
    reprojectionErrorM: row.reprojection_error_m,
    today: {
      videoBytes: row.video_bytes,
      eventBytes: row.event_bytes,
      events: row.events,
      framesDecoded: row.frames_decoded,
      framesAnalysed: row.frames_analysed,
      framesSkipped: row.frames_skipped,
      observedMs: row.observed_ms,
    },
  };
}
