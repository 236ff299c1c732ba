import { EntitySchema } from 'typeorm';

/** A curb event that somebody else published here, once: its id is made of publisher and event id. Columns as in the table. */
export interface PostedEventRow {
  id: string;
  city_id: string;
  publisher_id: string;
  event_id: string;
  event_type: string;
  event_time: Date;
  received_at: Date;
  curb_zone_id: string | null;
  curb_area_ids: readonly string[];
  curb_space_id: string | null;
  curb_object_id: string | null;
  /** As it was sent, in the units of the standard. */
  event: Readonly<Record<string, unknown>>;
}

export const PostedEventRowSchema = new EntitySchema<PostedEventRow>({
  name: 'posted_event',
  tableName: 'posted_events',
  columns: {
    id: { type: 'uuid', primary: true },
    city_id: { type: 'text' },
    publisher_id: { type: 'uuid' },
    event_id: { type: 'uuid' },
    event_type: { type: 'text' },
    event_time: { type: 'timestamptz' },
    received_at: { type: 'timestamptz' },
    curb_zone_id: { type: 'uuid', nullable: true },
    curb_area_ids: { type: 'uuid', array: true },
    curb_space_id: { type: 'uuid', nullable: true },
    curb_object_id: { type: 'uuid', nullable: true },
    event: { type: 'jsonb' },
  },
  indices: [{ name: 'posted_events_listed', columns: ['city_id', 'event_time', 'id'] }],
});
