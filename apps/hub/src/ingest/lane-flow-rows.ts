import type { CurbRecord } from '#events';
import type { LaneFlowRow } from '../persistence/lane-flow.row.js';

/**
 * The rows of lane flow in these records, one for each lane and period. Where two records speak of the same, as when a
 * recording was watched again, the one that saw more holds, in whichever order they come.
 */
export function laneFlowRows(
  records: readonly { readonly cityId: string; readonly record: CurbRecord }[],
): LaneFlowRow[] {
  const rows = new Map<string, LaneFlowRow>();
  for (const { cityId, record } of records) {
    const { cameraId, atMs, body } = record;
    if (body.type !== 'lane_flow') continue;
    const { periodMs, observedMs, lanes } = body;
    for (const { zoneId, vehicles } of lanes) {
      const row = {
        city_id: cityId,
        camera_id: cameraId,
        zone_id: zoneId,
        period_start: new Date(atMs - periodMs),
        period_ms: periodMs,
        vehicles,
        observed_ms: observedMs,
      };
      const key = `${cityId}.${cameraId}.${zoneId}.${atMs - periodMs}`;
      const known = rows.get(key);
      if (!known || sawMore(row, known)) rows.set(key, row);
    }
  }
  return [...rows.values()];
}

/** The same order as that of `MERGE_LANE_FLOWS`. */
function sawMore(a: LaneFlowRow, b: LaneFlowRow): boolean {
  return (a.observed_ms - b.observed_ms || a.vehicles - b.vehicles || a.period_ms - b.period_ms) > 0;
}
