import { EntitySchema } from 'typeorm';

/** One city whose curbs this hub counts. Columns as in the table. */
export interface CityRow {
  id: string;
  name: string;
  /** IANA name: where its hours and days begin. */
  time_zone: string;
  /** ISO 4217. */
  currency: string;
  /** Raw events older than this are removed; what was counted from them stays. */
  raw_event_days: number;
  created_at: Date;
}

/** A year and the month before it: any number that is published can be counted again for so long. */
export const RAW_EVENT_DAYS_DEFAULT = 400;

export const CityRowSchema = new EntitySchema<CityRow>({
  name: 'city',
  tableName: 'cities',
  columns: {
    id: { type: 'text', primary: true },
    name: { type: 'text' },
    time_zone: { type: 'text' },
    currency: { type: 'text', default: () => "'USD'" },
    raw_event_days: { type: 'int', default: RAW_EVENT_DAYS_DEFAULT },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  checks: [
    { name: 'cities_id_is_plain', expression: `id ~ '^[a-z0-9][a-z0-9_-]{0,31}$'` },
    { name: 'cities_keep_raw_events', expression: 'raw_event_days between 1 and 3660' },
  ],
});
