import { EntitySchema } from 'typeorm';

/** Which zones are summed together: those at the curb, or lanes. */
export type ZoneSort = 'curb' | 'lane';

/** One hour of all zones of a sort that are in use, at cameras that saw at least half of it. Columns as in the table. */
export interface CityHourRow {
  city_id: string;
  sort: ZoneSort;
  hour: Date;
  /** How many cameras saw it, and how many zones they have. */
  cameras: number;
  zones: number;
  /** Time seen times the zones that were seen. */
  zone_ms: number;
  arrivals: number;
  departures: number;
  measured_visits: number;
  measured_dwell_ms: number;
  occupied_ms: number;
  double_parking: number;
  blocked_ms: number;
}

/** What blocked one lane in an hour that its camera saw; there is none where nothing did. Columns as in the table. */
export interface BlockedHourRow {
  city_id: string;
  hour: Date;
  camera_id: string;
  zone_id: string;
  double_parking: number;
  blocked_ms: number;
}

export const CityHourRowSchema = new EntitySchema<CityHourRow>({
  name: 'city_hour',
  tableName: 'city_hours',
  columns: {
    city_id: { type: 'text', primary: true },
    sort: { type: 'text', primary: true },
    hour: { type: 'timestamptz', primary: true },
    cameras: { type: 'int' },
    zones: { type: 'int' },
    zone_ms: { type: 'bigint' },
    arrivals: { type: 'int' },
    departures: { type: 'int' },
    measured_visits: { type: 'int' },
    measured_dwell_ms: { type: 'bigint' },
    occupied_ms: { type: 'bigint' },
    double_parking: { type: 'int' },
    blocked_ms: { type: 'bigint' },
  },
});

export const BlockedHourRowSchema = new EntitySchema<BlockedHourRow>({
  name: 'blocked_hour',
  tableName: 'blocked_hours',
  columns: {
    city_id: { type: 'text', primary: true },
    hour: { type: 'timestamptz', primary: true },
    camera_id: { type: 'text', primary: true },
    zone_id: { type: 'text', primary: true },
    double_parking: { type: 'int' },
    blocked_ms: { type: 'bigint' },
  },
});
