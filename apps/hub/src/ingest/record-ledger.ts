import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RecordDelivery } from '#events/nats';
import type { LaneHourCounts } from '../aggregates/lane-shares.js';
import { Cities } from '../cities/cities.js';
import { columnArrays } from '../persistence/column-arrays.js';
import { Database } from '../persistence/database.js';
import type { LaneFlowRow } from '../persistence/lane-flow.row.js';
import type { VisitRow } from '../persistence/visit.row.js';
import { appendToStream } from '../stream/stream-append.js';
import { cameraFaultRows, cameraHourRows, cameraStateRows } from './camera-rows.js';
import { betterAccounts, laneAccounts, laneHourRows } from './lane-flow-rows.js';
import {
  EVENT_COLUMNS,
  INSERT_NEW_EVENTS,
  KNOWN_LANE_FLOWS,
  KNOWN_VISITS,
  LANE_FLOW_COLUMNS,
  LOCK_CAMERAS,
  MERGE_CAMERA_FAULTS,
  MERGE_CAMERA_HOURS,
  MERGE_CAMERA_STATES,
  MERGE_LANE_HOURS,
  MERGE_ZONE_HOURS,
  PUT_LANE_FLOWS,
  PUT_VISITS,
  lockName,
} from './ledger-statements.js';
import { cityKey, located } from './located-record.js';
import type { LocatedRecord } from './located-record.js';
import { eventRow, visitRow, visitState } from './record-rows.js';
import { mergeVisit } from './visit-state.js';
import type { VisitState } from './visit-state.js';
import { addBlockedTime, zoneHourChanges, zoneHourRows } from './zone-hour-changes.js';
import type { ChangedVisit, LaneHours } from './zone-hour-changes.js';
import { ZoneMap } from './zone-map.js';

/**
 * Writes records into the tables: raw events, visits, lane flow and the hours' numbers, all in one transaction or not at
 * all.
 *
 * A record is known by its city, camera, moment and id, and everything else is changed only for records that are new:
 * whoever delivers a record again, whenever, changes nothing. Hubs that write about the same camera at the same time
 * take turns. Why a record that tells another moment under the same id is harmless: decision 14.
 */
@Injectable()
export class RecordLedger {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Cities) private readonly cities: Cities,
  ) {}

  /** Resolves after the commit with the records that were new, in the order given. */
  async commit(deliveries: readonly RecordDelivery[]): Promise<LocatedRecord[]> {
    const cities = await this.cities.ofDevices(new Set(deliveries.map(({ deviceId }) => deviceId)));
    return this.commitLocated(located(deliveries, cities));
  }

  /** The same, of records whose cities are known. */
  commitLocated(records: readonly LocatedRecord[]): Promise<LocatedRecord[]> {
    return this.database.transaction(async (manager) => {
      const cameras = new Set(records.map(({ delivery, city }) => lockName(city.id, delivery.record.cameraId)));
      await manager.query(LOCK_CAMERAS, [[...cameras]]);
      const fresh: LocatedRecord[] = [];
      for (const round of roundsOf(records)) fresh.push(...(await insertEvents(manager, round)));
      if (fresh.length === 0) return fresh;
      const lanes: LaneHours = new ZoneMap(() => new Map<number, LaneHourCounts>());
      await updateVisits(manager, fresh, lanes);
      await updateLaneFlows(manager, fresh, lanes);
      await write(manager, MERGE_LANE_HOURS, laneHourRows(lanes));
      await write(manager, MERGE_CAMERA_HOURS, cameraHourRows(fresh));
      await write(manager, MERGE_CAMERA_FAULTS, cameraFaultRows(fresh));
      await write(manager, MERGE_CAMERA_STATES, cameraStateRows(fresh));
      // Last, because until the commit nobody else appends.
      await appendToStream(manager, fresh);
      return fresh;
    });
  }
}

/**
 * Records without repetition, in rounds in which each id is found once: the database names what it has written by id.
 * There is more than one round only where cities or moments share an id.
 */
function roundsOf(records: readonly LocatedRecord[]): LocatedRecord[][] {
  const seen = new Set<string>();
  const rounds: { ids: Set<string>; records: LocatedRecord[] }[] = [];
  for (const record of records) {
    const { id, cameraId, atMs } = record.delivery.record;
    const key = cityKey(record.city.id, cameraId, `${atMs}/${id}`);
    if (seen.has(key)) continue;
    seen.add(key);
    let round = rounds.find(({ ids }) => !ids.has(id));
    if (!round) rounds.push((round = { ids: new Set(), records: [] }));
    round.ids.add(id);
    round.records.push(record);
  }
  return rounds.map((round) => round.records);
}

async function insertEvents(manager: EntityManager, round: readonly LocatedRecord[]): Promise<LocatedRecord[]> {
  const inserted: { id: string }[] = await manager.query(
    INSERT_NEW_EVENTS,
    columnArrays(EVENT_COLUMNS, round.map(eventRow)),
  );
  if (inserted.length === round.length) return [...round];
  const ids = new Set(inserted.map(({ id }) => id));
  return round.filter(({ delivery }) => ids.has(delivery.record.id));
}

async function updateVisits(manager: EntityManager, fresh: readonly LocatedRecord[], lanes: LaneHours): Promise<void> {
  const visits = await changedVisits(manager, fresh);
  if (visits.length === 0) return;
  await write(
    manager,
    PUT_VISITS,
    visits.map(({ city, after }) => visitRow(after, city.id)),
  );
  const zones = zoneHourChanges(visits);
  addBlockedTime(lanes, zones);
  await write(manager, MERGE_ZONE_HOURS, zoneHourRows(zones));
}

async function changedVisits(manager: EntityManager, fresh: readonly LocatedRecord[]): Promise<ChangedVisit[]> {
  const told = fresh.flatMap(({ delivery, city }) => {
    const { record } = delivery;
    const { body } = record;
    return body.type === 'park_start' || body.type === 'park_end' ? [{ city, record, body }] : [];
  });
  if (told.length === 0) return [];
  const rows: VisitRow[] = await manager.query(KNOWN_VISITS, [
    told.map(({ city }) => city.id),
    told.map(({ record }) => record.cameraId),
    told.map(({ body }) => body.visit.id),
  ]);
  const known = new Map(rows.map((row) => [cityKey(row.city_id, row.camera_id, row.id), visitState(row)]));
  const changed = new Map<string, ChangedVisit & { after: VisitState }>();
  for (const { city, record, body } of told) {
    const key = cityKey(city.id, record.cameraId, body.visit.id);
    const before = known.get(key) ?? null;
    const after = mergeVisit(changed.get(key)?.after ?? before, record, body);
    changed.set(key, { city, before, after });
  }
  return [...changed.values()];
}

async function updateLaneFlows(
  manager: EntityManager,
  fresh: readonly LocatedRecord[],
  lanes: LaneHours,
): Promise<void> {
  const accounts = laneAccounts(fresh);
  if (accounts.size === 0) return;
  const told = [...accounts.values()];
  const known: LaneFlowRow[] = await manager.query(KNOWN_LANE_FLOWS, [
    told.map(({ city }) => city.id),
    told.map(({ cameraId }) => cameraId),
    told.map(({ zoneId }) => zoneId),
    told.map(({ startMs }) => startMs),
  ]);
  const better = betterAccounts(accounts, known, lanes);
  if (better.length > 0) await manager.query(PUT_LANE_FLOWS, columnArrays(LANE_FLOW_COLUMNS, better));
}

async function write(manager: EntityManager, statement: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await manager.query(statement, [JSON.stringify(rows)]);
}
