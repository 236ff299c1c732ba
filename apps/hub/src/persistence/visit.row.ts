import { EntitySchema } from 'typeorm';

/** One vehicle's stop, from whichever of its records are there. Columns as in the table. */
export interface VisitRow {
  city_id: string;
  id: string;
  camera_id: string;
  zone_id: string;
  visit_type: string;
  vehicle_type: string;
  confidence: number;
  start_at: Date;
  start_censored: boolean;
  /** Null while the vehicle stands. */
  end_at: Date | null;
  end_censored: boolean;
  blind_ms: number;
  image_x: number;
  image_y: number;
  ground_x_m: number | null;
  ground_y_m: number | null;
  /** Codes of the core, in its order. */
  evidence: readonly string[];
}

export const VisitRowSchema = new EntitySchema<VisitRow>({
  name: 'visit',
  tableName: 'visits',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    id: { type: 'uuid', primary: true },
    zone_id: { type: 'text' },
    visit_type: { type: 'text' },
    vehicle_type: { type: 'text' },
    confidence: { type: 'smallint' },
    start_at: { type: 'timestamptz' },
    start_censored: { type: 'boolean' },
    end_at: { type: 'timestamptz', nullable: true },
    end_censored: { type: 'boolean' },
    blind_ms: { type: 'bigint' },
    image_x: { type: 'double precision' },
    image_y: { type: 'double precision' },
    ground_x_m: { type: 'double precision', nullable: true },
    ground_y_m: { type: 'double precision', nullable: true },
    evidence: { type: 'text', array: true, default: () => "'{}'" },
  },
  indices: [
    { name: 'visits_listed', columns: ['city_id', 'start_at', 'id'] },
    { name: 'visits_of_camera', columns: ['city_id', 'camera_id', 'start_at', 'id'] },
    {
      name: 'visits_standing',
      columns: ['city_id', 'camera_id', 'zone_id'],
      where: 'end_at is null',
      synchronize: false,
    },
    { name: 'visits_ended', columns: ['city_id', 'end_at', 'id'], where: 'end_at is not null', synchronize: false },
    {
      name: 'visits_of_camera_ended',
      columns: ['city_id', 'camera_id', 'end_at', 'id', 'start_at'],
      where: 'end_at is not null',
      synchronize: false,
    },
  ],
});
