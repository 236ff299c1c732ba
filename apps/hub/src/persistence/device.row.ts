import { EntitySchema } from 'typeorm';

/** A box, and the city its cameras' records belong to. There from its first record on. Columns as in the table. */
export interface DeviceRow {
  id: string;
  city_id: string;
  created_at: Date;
}

export const DeviceRowSchema = new EntitySchema<DeviceRow>({
  name: 'device',
  tableName: 'devices',
  columns: {
    id: { type: 'text', primary: true },
    city_id: { type: 'text' },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
});
