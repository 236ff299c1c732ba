import { addLane, changedLaneShares, sawMore } from '../aggregates/lane-shares.js';
import type { LanePeriod } from '../aggregates/lane-shares.js';
import type { City } from '../cities/city.js';
import type { LaneFlowRow } from '../persistence/lane-flow.row.js';
import type { LaneHourRow } from '../persistence/lane-hour.row.js';
import { cityKey } from './located-record.js';
import type { LocatedRecord } from './located-record.js';
import type { LaneHours } from './zone-hour-changes.js';

/** One lane's account of one period. */
export interface LaneAccount extends LanePeriod {
  readonly city: City;
  readonly cameraId: string;
  readonly zoneId: string;
}

/**
 * The accounts of lane flow in these records, one for each lane and period. Where two records speak of the same, as
 * when a recording was watched again, the one that saw more holds, in whichever order they come.
 */
export function laneAccounts(records: readonly LocatedRecord[]): Map<string, LaneAccount> {
  const accounts = new Map<string, LaneAccount>();
  for (const { delivery, city } of records) {
    const { cameraId, atMs, body } = delivery.record;
    if (body.type !== 'lane_flow') continue;
    const { periodMs, observedMs, lanes } = body;
    const startMs = atMs - periodMs;
    for (const { zoneId, vehicles } of lanes) {
      const account = { city, cameraId, zoneId, startMs, periodMs, vehicles, observedMs };
      const key = accountKey(city.id, cameraId, zoneId, startMs);
      const known = accounts.get(key);
      if (!known || sawMore(account, known)) accounts.set(key, account);
    }
  }
  return accounts;
}

/** Leaves out the accounts that what is known already tells better, and adds to `lanes` what the others change. */
export function betterAccounts(
  accounts: ReadonlyMap<string, LaneAccount>,
  known: readonly LaneFlowRow[],
  lanes: LaneHours,
): LaneFlowRow[] {
  const knownPeriods = new Map(
    known.map((row) => [
      accountKey(row.city_id, row.camera_id, row.zone_id, row.period_start.getTime()),
      lanePeriod(row),
    ]),
  );
  const rows: LaneFlowRow[] = [];
  for (const [key, account] of accounts) {
    const before = knownPeriods.get(key) ?? null;
    if (before !== null && !sawMore(account, before)) continue;
    rows.push(laneFlowRow(account));
    const hours = lanes.of(account.city.id, account.cameraId, account.zoneId);
    for (const [hourMs, counts] of changedLaneShares(before, account, account.city.clock)) {
      addLane(hours, hourMs, counts);
    }
  }
  return rows;
}

/** A lane's hour is known to have been watched also when nothing passed: it is left out only if nothing changed. */
export function laneHourRows(lanes: LaneHours): LaneHourRow[] {
  return [...lanes].flatMap(([{ cityId, cameraId, zoneId }, hours]) =>
    [...hours]
      .filter(([, counts]) => Object.values(counts).some((count) => count !== 0))
      .map(([hourMs, { vehicles, blockedMs, observedMs }]) => ({
        city_id: cityId,
        camera_id: cameraId,
        zone_id: zoneId,
        hour: new Date(hourMs),
        vehicles,
        blocked_ms: blockedMs,
        observed_ms: observedMs,
      })),
  );
}

function accountKey(cityId: string, cameraId: string, zoneId: string, startMs: number): string {
  return cityKey(cityId, cameraId, `${zoneId}/${startMs}`);
}

function lanePeriod(row: LaneFlowRow): LanePeriod {
  return {
    startMs: row.period_start.getTime(),
    periodMs: row.period_ms,
    vehicles: row.vehicles,
    observedMs: row.observed_ms,
  };
}

function laneFlowRow({ city, cameraId, zoneId, startMs, periodMs, vehicles, observedMs }: LaneAccount): LaneFlowRow {
  return {
    city_id: city.id,
    camera_id: cameraId,
    zone_id: zoneId,
    period_start: new Date(startMs),
    period_ms: periodMs,
    vehicles,
    observed_ms: observedMs,
  };
}
