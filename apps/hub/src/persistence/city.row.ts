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
  /** Whether its days are reported on. */
  makes_reports: boolean;
  /** Of its clock; null: the hub's own. */
  report_hour: number | null;
  /** Visits, and whatever else tells of a single stop, are removed when they are older; what was counted stays. */
  visit_days: number;
  /** Lines of the audit log. */
  audit_days: number;
  /** Whether anybody may read its aggregates. */
  public_feed: boolean;
  /** No aggregate of fewer sessions is public. */
  public_group_min: number;
  /** Single stops from before are deleted: days from before are not counted again. */
  forgotten_before: Date | null;
  /** How often `kerbline forget` deleted something of it: what was made from its rows before is not to be shown. */
  forgettings: number;
  created_at: Date;
}

/** A year and the month before it: any number that is published can be counted again for so long. */
export const RAW_EVENT_DAYS_DEFAULT = 400;
/** Three years: longer than disputes about who changed what commonly last. */
export const AUDIT_DAYS_DEFAULT = 1_100;
/** What statistical offices commonly ask for of tables that anybody may read; most ask for three to ten. */
export const PUBLIC_GROUP_MIN_DEFAULT = 5;

export const CityRowSchema = new EntitySchema<CityRow>({
  name: 'city',
  tableName: 'cities',
  columns: {
    id: { type: 'text', primary: true },
    name: { type: 'text' },
    time_zone: { type: 'text' },
    currency: { type: 'text', default: () => "'USD'" },
    raw_event_days: { type: 'int', default: RAW_EVENT_DAYS_DEFAULT },
    makes_reports: { type: 'boolean', default: true },
    report_hour: { type: 'int', nullable: true },
    visit_days: { type: 'int', default: RAW_EVENT_DAYS_DEFAULT },
    audit_days: { type: 'int', default: AUDIT_DAYS_DEFAULT },
    public_feed: { type: 'boolean', default: false },
    public_group_min: { type: 'int', default: PUBLIC_GROUP_MIN_DEFAULT },
    forgotten_before: { type: 'timestamptz', nullable: true },
    forgettings: { type: 'int', default: 0 },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  checks: [
    { name: 'cities_id_is_plain', expression: `id ~ '^[a-z0-9][a-z0-9_-]{0,31}$'` },
    { name: 'cities_keep_raw_events', expression: 'raw_event_days between 1 and 3660' },
    { name: 'cities_report_at_an_hour', expression: 'report_hour between 0 and 23' },
    { name: 'cities_keep_visits', expression: 'visit_days between 1 and 3660' },
    { name: 'cities_keep_audit', expression: 'audit_days between 1 and 3660' },
    { name: 'cities_publish_groups', expression: 'public_group_min between 2 and 1000' },
  ],
});
