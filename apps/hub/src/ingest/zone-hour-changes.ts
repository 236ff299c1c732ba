import { addLane } from '../aggregates/lane-shares.js';
import type { LaneHourCounts } from '../aggregates/lane-shares.js';
import { add, negated, visitShares } from '../aggregates/visit-shares.js';
import type { ZoneHourCounts } from '../aggregates/visit-shares.js';
import type { City } from '../cities/city.js';
import type { ZoneHourRow } from '../persistence/zone-hour.row.js';
import type { VisitState } from './visit-state.js';
import { ZoneMap } from './zone-map.js';

/** A visit, before (null: unknown) and after the records of one commit. */
export interface ChangedVisit {
  readonly city: City;
  readonly before: VisitState | null;
  readonly after: VisitState;
}

export type ZoneHours = ZoneMap<Map<number, ZoneHourCounts>>;
export type LaneHours = ZoneMap<Map<number, LaneHourCounts>>;

/** What has to be added to the hours of zones because visits have changed; also if one turns out to be elsewhere. */
export function zoneHourChanges(visits: readonly ChangedVisit[]): ZoneHours {
  const zones: ZoneHours = new ZoneMap(() => new Map<number, ZoneHourCounts>());
  for (const { city, before, after } of visits) {
    const afterHours = zones.of(city.id, after.cameraId, after.zoneId);
    for (const [hourMs, counts] of visitShares(after, city.clock)) add(afterHours, hourMs, counts);
    if (before === null) continue;
    const beforeHours = zones.of(city.id, before.cameraId, before.zoneId);
    for (const [hourMs, counts] of visitShares(before, city.clock)) add(beforeHours, hourMs, negated(counts));
  }
  return zones;
}

/** The time for which visits have blocked lanes, for the hours of those lanes. */
export function addBlockedTime(lanes: LaneHours, zones: ZoneHours): void {
  for (const [{ cityId, cameraId, zoneId }, hours] of zones) {
    for (const [hourMs, { blockedMs }] of hours) {
      if (blockedMs !== 0) addLane(lanes.of(cityId, cameraId, zoneId), hourMs, { blockedMs });
    }
  }
}

/** Hours in which nothing has changed are left out. */
export function zoneHourRows(zones: ZoneHours): ZoneHourRow[] {
  return [...zones].flatMap(([{ cityId, cameraId, zoneId }, hours]) =>
    [...hours]
      .filter(([, counts]) => Object.values(counts).some((count) => count !== 0))
      .map(([hourMs, counts]) => ({
        city_id: cityId,
        camera_id: cameraId,
        zone_id: zoneId,
        hour: new Date(hourMs),
        arrivals: counts.arrivals,
        departures: counts.departures,
        measured_visits: counts.measuredVisits,
        measured_dwell_ms: counts.measuredDwellMs,
        occupied_ms: counts.occupiedMs,
        double_parking: counts.doubleParking,
        blocked_ms: counts.blockedMs,
      })),
  );
}
