import type { TimeRange } from '../api/query-reader.js';
import type { Database } from '../persistence/database.js';
import type { ExportColumn, Pages } from './export-column.js';

interface ExportedHour {
  camera_id: string;
  zone_id: string;
  kind: string;
  hour: Date;
  observed_ms: number;
  /** Null where the hour was mostly unseen, as all counts. */
  arrivals: number | null;
  departures: number | null;
  measured_visits: number | null;
  measured_dwell_ms: number | null;
  occupied_ms: number | null;
  double_parking: number | null;
  blocked_ms: number | null;
}

const COUNTS = [
  'arrivals',
  'departures',
  'measured_visits',
  'measured_dwell_ms',
  'occupied_ms',
  'double_parking',
  'blocked_ms',
] as const;

export const ZONE_HOUR_COLUMNS: readonly ExportColumn<ExportedHour>[] = [
  { name: 'camera', type: 'STRING', of: (row) => row.camera_id },
  { name: 'zone', type: 'STRING', of: (row) => `${row.camera_id}.${row.zone_id}` },
  { name: 'zone_kind', type: 'STRING', of: (row) => row.kind },
  { name: 'hour', type: 'TIMESTAMP', of: (row) => row.hour },
  { name: 'observed_ms', type: 'INT64', of: (row) => row.observed_ms },
  ...COUNTS.map((name) => ({ name, type: 'INT64' as const, of: (row: ExportedHour) => row[name] })),
];

const ZONES = 'select camera_id, id, kind from zones where city_id = $1 order by camera_id, id';
// One zone's hours, at most 9,600 in 400 days. $1 is the city, $2 to $3 the time, $4 the camera, $5 the zone, $6 its kind.
const HOURS = `
  select $4::text as camera_id, $5::text as zone_id, $6::text as kind, seen.hour, seen.observed_ms,
    ${COUNTS.map((name) => `case when seen.observed_ms >= 1800000 then coalesce(counted.${name}, 0) end as ${name}`).join(', ')}
  from camera_hours as seen
  left join zone_hours as counted on counted.city_id = $1 and counted.camera_id = $4 and counted.zone_id = $5
    and counted.hour = seen.hour
  where seen.city_id = $1 and seen.camera_id = $4 and seen.hour >= $2 and seen.hour < $3 and seen.observed_ms > 0
  order by seen.hour`;

/**
 * Every hour of every zone of which its camera saw anything, zone by zone. An hour without a row is a blind one: the
 * camera's own table has a row, of nothing seen, wherever a record fell, such as a report that ends where the hour begins.
 */
export async function* zoneHourPages(database: Database, cityId: string, range: TimeRange): Pages<ExportedHour> {
  const zones = await database.query<{ camera_id: string; id: string; kind: string }>(ZONES, [cityId]);
  const times = [cityId, new Date(range.fromMs), new Date(range.toMs)];
  for (const { camera_id, id, kind } of zones) {
    const rows = await database.query<ExportedHour>(HOURS, [...times, camera_id, id, kind]);
    if (rows.length > 0) yield rows;
  }
}
