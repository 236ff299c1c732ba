import type { TimeRange } from '../api/query-reader.js';
import type { Database } from '../persistence/database.js';
import type { VisitRow } from '../persistence/visit.row.js';
import type { ExportColumn, Pages } from './export-column.js';

/** Rows of one query: a few milliseconds of the database, and a few megabytes here. */
const PAGE_ROWS = 5_000;

type ExportedVisit = VisitRow & { zone_kind: string | null };

export const VISIT_COLUMNS: readonly ExportColumn<ExportedVisit>[] = [
  { name: 'visit_id', type: 'STRING', of: (row) => row.id },
  { name: 'camera', type: 'STRING', of: (row) => row.camera_id },
  { name: 'zone', type: 'STRING', of: (row) => `${row.camera_id}.${row.zone_id}` },
  { name: 'zone_kind', type: 'STRING', of: (row) => row.zone_kind },
  { name: 'type', type: 'STRING', of: (row) => row.visit_type },
  { name: 'start', type: 'TIMESTAMP', of: (row) => row.start_at },
  { name: 'end', type: 'TIMESTAMP', of: (row) => row.end_at },
  { name: 'dwell_ms', type: 'INT64', of: (row) => row.end_at && row.end_at.getTime() - row.start_at.getTime() },
  { name: 'vehicle_type', type: 'STRING', of: (row) => row.vehicle_type },
  { name: 'confidence', type: 'INT64', of: (row) => row.confidence },
  { name: 'start_censored', type: 'BOOLEAN', of: (row) => row.start_censored },
  { name: 'end_censored', type: 'BOOLEAN', of: (row) => row.end_censored },
  { name: 'blind_ms', type: 'INT64', of: (row) => row.blind_ms },
  { name: 'evidence', type: 'STRING', of: (row) => row.evidence.join(' ') },
];

// $1 is the city, $2 to $3 the time, $4 and $5 where the page before ended.
const PAGE = `
  select visit.*, zone.kind as zone_kind
  from visits as visit
  left join zones as zone
    on zone.city_id = visit.city_id and zone.camera_id = visit.camera_id and zone.id = visit.zone_id
  where visit.city_id = $1 and visit.start_at >= $2 and visit.start_at < $3
    and (visit.start_at, visit.id) > ($4::timestamptz, $5::uuid)
  order by visit.start_at, visit.id limit ${PAGE_ROWS}`;
const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000';

/**
 * Visits that began within the range, oldest first. Page by page and not with one long cursor: a transaction that is
 * open as long as the slowest reader would keep the database from cleaning up.
 */
export async function* visitPages(database: Database, cityId: string, range: TimeRange): Pages<ExportedVisit> {
  let after = { at: new Date(range.fromMs), id: BEFORE_ALL_IDS };
  for (;;) {
    const parameters = [cityId, new Date(range.fromMs), new Date(range.toMs), after.at, after.id];
    const rows = await database.query<ExportedVisit>(PAGE, parameters);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ROWS) return;
    after = { at: last.start_at, id: last.id };
  }
}
