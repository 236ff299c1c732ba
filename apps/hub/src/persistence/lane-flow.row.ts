import { EntitySchema } from 'typeorm';

/** The vehicles that passed along one lane in one period. Columns as in the table. */
export interface LaneFlowRow {
  city_id: string;
  camera_id: string;
  zone_id: string;
  period_start: Date;
  period_ms: number;
  vehicles: number;
  /** How much of the period the camera was seen. */
  observed_ms: number;
}

export const LaneFlowRowSchema = new EntitySchema<LaneFlowRow>({
  name: 'lane_flow',
  tableName: 'lane_flows',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    zone_id: { type: 'text', primary: true },
    period_start: { type: 'timestamptz', primary: true },
    period_ms: { type: 'int' },
    vehicles: { type: 'int' },
    observed_ms: { type: 'int' },
  },
});
