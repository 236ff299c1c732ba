import { EntitySchema } from 'typeorm';

/** What passed along one lane, and how long it was blocked, in one hour of the city's clock. Columns as in the table. */
export interface LaneHourRow {
  city_id: string;
  camera_id: string;
  zone_id: string;
  hour: Date;
  vehicles: number;
  /** Time stood in the lane by double-parked vehicles that have left; two at once count twice. */
  blocked_ms: number;
  /** How long the camera watched the lane for passing vehicles. */
  observed_ms: number;
}

export const LaneHourRowSchema = new EntitySchema<LaneHourRow>({
  name: 'lane_hour',
  tableName: 'lane_hours',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    zone_id: { type: 'text', primary: true },
    hour: { type: 'timestamptz', primary: true },
    vehicles: { type: 'bigint' },
    blocked_ms: { type: 'bigint' },
    observed_ms: { type: 'bigint' },
  },
});
