import { EntitySchema } from 'typeorm';

/** What one camera saw and sent in one hour of the city's clock. Columns as in the table. */
export interface CameraHourRow {
  city_id: string;
  camera_id: string;
  hour: Date;
  observed_ms: number;
  frames_decoded: number;
  frames_analysed: number;
  frames_skipped: number;
  video_bytes: number;
  events: number;
  event_bytes: number;
}

export const CameraHourRowSchema = new EntitySchema<CameraHourRow>({
  name: 'camera_hour',
  tableName: 'camera_hours',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    hour: { type: 'timestamptz', primary: true },
    observed_ms: { type: 'bigint' },
    frames_decoded: { type: 'bigint' },
    frames_analysed: { type: 'bigint' },
    frames_skipped: { type: 'bigint' },
    video_bytes: { type: 'bigint' },
    events: { type: 'bigint' },
    event_bytes: { type: 'bigint' },
  },
});
