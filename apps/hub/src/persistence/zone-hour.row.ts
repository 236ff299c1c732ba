import { EntitySchema } from 'typeorm';

/** What was counted at one zone in one hour of the city's clock: the sum over its visits. Columns as in the table. */
export interface ZoneHourRow {
  city_id: string;
  camera_id: string;
  zone_id: string;
  hour: Date;
  arrivals: number;
  departures: number;
  measured_visits: number;
  measured_dwell_ms: number;
  occupied_ms: number;
  double_parking: number;
  blocked_ms: number;
}

export const ZoneHourRowSchema = new EntitySchema<ZoneHourRow>({
  name: 'zone_hour',
  tableName: 'zone_hours',
  columns: {
    city_id: { type: 'text', primary: true },
    camera_id: { type: 'text', primary: true },
    zone_id: { type: 'text', primary: true },
    hour: { type: 'timestamptz', primary: true },
    arrivals: { type: 'int' },
    departures: { type: 'int' },
    measured_visits: { type: 'int' },
    measured_dwell_ms: { type: 'bigint' },
    occupied_ms: { type: 'bigint' },
    double_parking: { type: 'int' },
    blocked_ms: { type: 'bigint' },
  },
});
