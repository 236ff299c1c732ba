import { EntitySchema } from 'typeorm';

/** A camera as its box last described it. Columns as in the table. */
export interface CameraRow {
  city_id: string;
  id: string;
  device_id: string;
  name: string;
  width_px: number;
  height_px: number;
  engine: string;
  sample_fps: number;
  min_dwell_ms: number;
  double_parking_ms: number;
  reprojection_error_m: number | null;
  config_hash: number;
  described_at: Date;
}

export const CameraRowSchema = new EntitySchema<CameraRow>({
  name: 'camera',
  tableName: 'cameras',
  columns: {
    city_id: { type: 'text', primary: true },
    id: { type: 'text', primary: true },
    device_id: { type: 'text' },
    name: { type: 'text' },
    width_px: { type: 'int' },
    height_px: { type: 'int' },
    engine: { type: 'text' },
    sample_fps: { type: 'double precision' },
    min_dwell_ms: { type: 'int' },
    double_parking_ms: { type: 'int' },
    reprojection_error_m: { type: 'double precision', nullable: true },
    config_hash: { type: 'bigint' },
    described_at: { type: 'timestamptz' },
  },
});

/** When a camera was last heard of; there from its first record on, described or not. */
export interface CameraStateRow {
  city_id: string;
  camera_id: string;
  /** When the broker stored its last record. */
  last_record_at: Date;
  /** Start of the last reported period in which it saw anything: a fault from before then is over. */
  observed_from: Date | null;
}

export const CameraStateRowSchema = new EntitySchema<CameraStateRow>({
  name: 'camera_state',
  tableName: 'camera_states',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    last_record_at: { type: 'timestamptz' },
    observed_from: { type: 'timestamptz', nullable: true },
  },
});

/** A time in which a camera could not be relied on. Columns as in the table. */
export interface CameraFaultRow {
  city_id: string;
  id: string;
  camera_id: string;
  code: string;
  lost_at: Date;
  restored_at: Date | null;
}

export const CameraFaultRowSchema = new EntitySchema<CameraFaultRow>({
  name: 'camera_fault',
  tableName: 'camera_faults',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    id: { type: 'uuid', primary: true },
    code: { type: 'text' },
    lost_at: { type: 'timestamptz' },
    restored_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'camera_faults_of_camera', columns: ['city_id', 'camera_id', 'lost_at'] },
    { name: 'camera_faults_lost', columns: ['city_id', 'lost_at', 'id'] },
    {
      name: 'camera_faults_restored',
      columns: ['city_id', 'restored_at', 'id'],
      where: 'restored_at is not null',
      synchronize: false,
    },
  ],
});
