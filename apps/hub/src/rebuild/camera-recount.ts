import type { LaneHourCounts } from '../aggregates/lane-shares.js';
import type { VisitRow } from '../persistence/visit.row.js';
import type { ZoneHourRow } from '../persistence/zone-hour.row.js';
import type { CameraHourRow } from '../persistence/camera-hour.row.js';
import type { LaneFlowRow } from '../persistence/lane-flow.row.js';
import type { LaneHourRow } from '../persistence/lane-hour.row.js';
import { cameraHourRows } from '../ingest/camera-rows.js';
import { betterAccounts, laneAccounts, laneHourRows } from '../ingest/lane-flow-rows.js';
import type { LocatedRecord } from '../ingest/located-record.js';
import { visitRow } from '../ingest/record-rows.js';
import { mergeVisit } from '../ingest/visit-state.js';
import type { VisitState } from '../ingest/visit-state.js';
import { addBlockedTime, zoneHourChanges, zoneHourRows } from '../ingest/zone-hour-changes.js';
import type { LaneHours } from '../ingest/zone-hour-changes.js';
import { ZoneMap } from '../ingest/zone-map.js';

/** What one camera's records amount to, table by table. */
export interface CameraTables {
  readonly visits: readonly VisitRow[];
  readonly zone_hours: readonly ZoneHourRow[];
  readonly lane_flows: readonly LaneFlowRow[];
  readonly lane_hours: readonly LaneHourRow[];
  readonly camera_hours: readonly CameraHourRow[];
}

/** Stretch of time, on full hours of the city's clock. */
export interface HourRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Counts one camera's records from the beginning, and gives what belongs to the range: visits and periods that begin in
 * it, and its hours. The records must hold all that matters for the range, whenever it happened.
 */
export function recountCamera(records: readonly LocatedRecord[], range: HourRange): CameraTables {
  const visits = visitsOf(records);
  const zones = zoneHourChanges(visits.map(({ city, visit }) => ({ city, before: null, after: visit })));
  const lanes: LaneHours = new ZoneMap(() => new Map<number, LaneHourCounts>());
  const flows = betterAccounts(laneAccounts(records), [], lanes);
  addBlockedTime(lanes, zones);
  const isWithin = (at: Date) => at.getTime() >= range.fromMs && at.getTime() < range.toMs;
  return {
    visits: visits.map(({ city, visit }) => visitRow(visit, city.id)).filter((row) => isWithin(row.start_at)),
    zone_hours: zoneHourRows(zones).filter(({ hour }) => isWithin(hour)),
    lane_flows: flows.filter((row) => isWithin(row.period_start)),
    lane_hours: laneHourRows(lanes).filter(({ hour }) => isWithin(hour)),
    camera_hours: cameraHourRows(records).filter(({ hour }) => isWithin(hour)),
  };
}

function visitsOf(records: readonly LocatedRecord[]) {
  const visits = new Map<string, { city: LocatedRecord['city']; visit: VisitState }>();
  for (const { delivery, city } of records) {
    const { body } = delivery.record;
    if (body.type !== 'park_start' && body.type !== 'park_end') continue;
    const { id } = body.visit;
    visits.set(id, { city, visit: mergeVisit(visits.get(id)?.visit ?? null, delivery.record, body) });
  }
  return [...visits.values()];
}
