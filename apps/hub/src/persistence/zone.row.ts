import { EntitySchema } from 'typeorm';
import type { GroundPoint, ImagePoint } from '#curb';

/** A zone as its box last described it. Columns as in the table. */
export interface ZoneRow {
  city_id: string;
  camera_id: string;
  id: string;
  kind: string;
  polygon: readonly ImagePoint[];
  ground_polygon: readonly GroundPoint[] | null;
  /** False once the box no longer names it: its visits and numbers stay. */
  is_current: boolean;
}

export const ZoneRowSchema = new EntitySchema<ZoneRow>({
  name: 'zone',
  tableName: 'zones',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    id: { type: 'text', primary: true },
    kind: { type: 'text' },
    polygon: { type: 'jsonb' },
    ground_polygon: { type: 'jsonb', nullable: true },
    is_current: { type: 'boolean' },
  },
});
