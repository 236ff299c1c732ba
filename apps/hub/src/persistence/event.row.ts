import { EntitySchema } from 'typeorm';

/** A record as it came, once: the primary key is its camera, its moment and its id. Columns as in the table. */
export interface EventRow {
  city_id: string;
  id: string;
  device_id: string;
  camera_id: string;
  kind: string;
  /** When it happened on the street. */
  at: Date;
  /** When the box decided. */
  recorded_at: Date;
  /** When the broker stored it. */
  received_at: Date;
  zone_id: string | null;
  visit_id: string | null;
  visit_type: string | null;
  vehicle_type: string | null;
  fault: string | null;
  bytes: number;
  /** The record's bytes, so that every number can be computed again from what was sent. */
  payload: Buffer;
}

/** All but the record's bytes, which stay in the table, and whose it is. */
export type ShownEventRow = Omit<EventRow, 'payload' | 'device_id' | 'city_id'>;

export const EventRowSchema = new EntitySchema<EventRow>({
  name: 'event',
  tableName: 'events',
  columns: {
    city_id: { type: 'text', primary: true },
    id: { type: 'uuid', primary: true },
    device_id: { type: 'text' },
    camera_id: { type: 'text', primary: true },
    kind: { type: 'text' },
    at: { type: 'timestamptz', primary: true },
    recorded_at: { type: 'timestamptz' },
    received_at: { type: 'timestamptz' },
    zone_id: { type: 'text', nullable: true },
    visit_id: { type: 'uuid', nullable: true },
    visit_type: { type: 'text', nullable: true },
    vehicle_type: { type: 'text', nullable: true },
    fault: { type: 'text', nullable: true },
    bytes: { type: 'int' },
    payload: { type: 'bytea' },
  },
  indices: [
    {
      name: 'events_by_kind',
      columns: ['city_id', 'kind', 'at', 'id'],
      where: 'see the migration',
      synchronize: false,
    },
    { name: 'events_listed', columns: ['city_id', 'at', 'id'], where: 'see the migration', synchronize: false },
  ],
});
