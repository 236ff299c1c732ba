import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RecordDelivery } from '#events/nats';
import { reportShares } from '../aggregates/report-shares.js';
import { add, changedShares } from '../aggregates/visit-shares.js';
import type { ZoneHourCounts } from '../aggregates/visit-shares.js';
import { Cities } from '../cities/cities.js';
import type { City } from '../cities/city.js';
import type { CameraHourRow } from '../persistence/camera-hour.row.js';
import type { CameraFaultRow, CameraStateRow } from '../persistence/camera.row.js';
import { Database } from '../persistence/database.js';
import type { EventRow } from '../persistence/event.row.js';
import type { VisitRow } from '../persistence/visit.row.js';
import type { ZoneHourRow } from '../persistence/zone-hour.row.js';
import {
  INSERT_NEW_EVENTS,
  KNOWN_VISITS,
  LOCK_CAMERAS,
  MERGE_CAMERA_FAULTS,
  MERGE_CAMERA_HOURS,
  MERGE_CAMERA_STATES,
  MERGE_LANE_FLOWS,
  MERGE_ZONE_HOURS,
  PUT_VISITS,
} from './ledger-statements.js';
import { laneFlowRows } from './lane-flow-rows.js';
import { eventRow, visitRow, visitState } from './record-rows.js';
import { mergeVisit } from './visit-state.js';
import type { VisitState } from './visit-state.js';

/**
 * Writes records into the tables: raw events, visits, lane flow and the hours' numbers, all in one transaction or not at all.
 *
 * A record's id is the key of its row, and everything else is changed only for rows that are new: whoever delivers a
 * record again, whenever, changes nothing. Hubs that write about the same camera at the same time take turns.
 */
@Injectable()
export class RecordLedger {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Cities) private readonly cities: Cities,
  ) {}

  /** Resolves after the commit with the rows that were new, in the order given. */
  async commit(deliveries: readonly RecordDelivery[]): Promise<EventRow[]> {
    const cities = await this.cities.ofDevices(new Set(deliveries.map(({ deviceId }) => deviceId)));
    const located = deliveries.map((delivery) => {
      const city = cities.get(delivery.deviceId);
      if (!city) throw new Error(`no city of device ${delivery.deviceId}`);
      return { delivery, city };
    });
    return this.database.transaction(async (manager) => {
      await manager.query(LOCK_CAMERAS, [
        located.map(({ delivery, city }) => `${city.id}/${delivery.record.cameraId}`),
      ]);
      const fresh = await this.#insertEvents(manager, located);
      if (fresh.length > 0) {
        await this.#updateVisits(manager, fresh);
        await write(manager, MERGE_CAMERA_HOURS, this.#cameraHours(fresh));
        await write(manager, MERGE_CAMERA_FAULTS, cameraFaults(fresh));
        await write(manager, MERGE_CAMERA_STATES, cameraStates(fresh));
        await write(
          manager,
          MERGE_LANE_FLOWS,
          laneFlowRows(fresh.map(({ delivery, city }) => ({ cityId: city.id, record: delivery.record }))),
        );
      }
      return fresh.map(({ row }) => row);
    });
  }

  async #insertEvents(manager: EntityManager, located: readonly LocatedRecord[]): Promise<FreshRecord[]> {
    const records = new Map<string, FreshRecord>();
    for (const { delivery, city } of located) {
      const row = eventRow(delivery, city.id);
      records.set(idWithinCity(row), { delivery, city, row });
    }
    const rows = [...records.values()].map(({ row }) => ({ ...row, payload: `\\x${row.payload.toString('hex')}` }));
    const inserted: EventKey[] = await manager.query(INSERT_NEW_EVENTS, [JSON.stringify(rows)]);
    const ids = new Set(inserted.map(idWithinCity));
    return [...records.values()].filter(({ row }) => ids.has(idWithinCity(row)));
  }

  async #updateVisits(manager: EntityManager, fresh: readonly FreshRecord[]): Promise<void> {
    const about = fresh.filter(({ row }) => row.visit_id !== null).map(({ row }) => row);
    if (about.length === 0) return;
    const known: VisitRow[] = await manager.query(KNOWN_VISITS, [
      about.map((row) => row.city_id),
      about.map((row) => row.camera_id),
      about.map((row) => row.visit_id),
    ]);
    const before = new Map(known.map((row) => [idWithinCity(row), visitState(row)]));
    const after = new Map<string, LocatedVisit>();
    for (const { delivery, city } of fresh) {
      const { record } = delivery;
      const { body } = record;
      if (body.type !== 'park_start' && body.type !== 'park_end') continue;
      const key = idWithinCity({ city_id: city.id, camera_id: record.cameraId, id: body.visit.id });
      const visit = mergeVisit(after.get(key)?.visit ?? before.get(key) ?? null, record, body);
      after.set(key, { city, visit });
    }
    await write(
      manager,
      PUT_VISITS,
      [...after.values()].map(({ city, visit }) => visitRow(visit, city.id)),
    );
    await write(manager, MERGE_ZONE_HOURS, this.#zoneHours(before, after));
  }

  #zoneHours(before: ReadonlyMap<string, VisitState>, after: ReadonlyMap<string, LocatedVisit>): ZoneHourRow[] {
    const zones = new Map<string, CountedZone>();
    for (const [visitId, { city, visit }] of after) {
      const { cameraId, zoneId } = visit;
      const key = `${city.id}.${cameraId}.${zoneId}`;
      const zone = zones.get(key) ?? { cityId: city.id, cameraId, zoneId, hours: new Map<number, ZoneHourCounts>() };
      zones.set(key, zone);
      const changes = changedShares(before.get(visitId) ?? null, visit, city.clock);
      for (const [hourMs, counts] of changes) add(zone.hours, hourMs, counts);
    }
    return [...zones.values()].flatMap(({ cityId, cameraId, zoneId, hours }) =>
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

  #cameraHours(fresh: readonly FreshRecord[]): CameraHourRow[] {
    const rows = new Map<string, CameraHourRow>();
    const rowOf = (cityId: string, cameraId: string, hourMs: number): CameraHourRow => {
      const key = `${cityId}/${cameraId}/${hourMs}`;
      const row = rows.get(key) ?? emptyCameraHour(cityId, cameraId, hourMs);
      rows.set(key, row);
      return row;
    };
    for (const { delivery, city } of fresh) {
      const { record, bytes } = delivery;
      const received = rowOf(city.id, record.cameraId, city.clock.hourStart(record.atMs));
      received.events += 1;
      received.event_bytes += bytes;
      if (record.body.type !== 'scheduled_report') continue;
      for (const [hourMs, share] of reportShares({ ...record.body, endMs: record.atMs }, city.clock)) {
        const row = rowOf(city.id, record.cameraId, hourMs);
        row.observed_ms += share.observedMs;
        row.frames_decoded += share.framesDecoded;
        row.frames_analysed += share.framesAnalysed;
        row.frames_skipped += share.framesSkipped;
        row.video_bytes += share.videoBytes;
      }
    }
    return [...rows.values()];
  }
}

interface LocatedRecord {
  readonly delivery: RecordDelivery;
  readonly city: City;
}

interface FreshRecord extends LocatedRecord {
  readonly row: EventRow;
}

interface LocatedVisit {
  readonly city: City;
  readonly visit: VisitState;
}

interface CountedZone {
  readonly cityId: string;
  readonly cameraId: string;
  readonly zoneId: string;
  readonly hours: Map<number, ZoneHourCounts>;
}

type EventKey = Pick<EventRow, 'city_id' | 'camera_id' | 'id'>;

/** Two cities may have a camera of the same name, and then visits and records of the same id. */
function idWithinCity(row: EventKey): string {
  return `${row.city_id}/${row.camera_id}/${row.id}`;
}

function cameraFaults(fresh: readonly FreshRecord[]): CameraFaultRow[] {
  const faults = new Map<string, CameraFaultRow>();
  for (const { delivery, city } of fresh) {
    const { cameraId, atMs, body } = delivery.record;
    if (body.type !== 'comms_lost' && body.type !== 'comms_restored') continue;
    const { faultId, fault } = body;
    const restored = body.type === 'comms_restored';
    const key = `${city.id}/${cameraId}/${faultId}`;
    faults.set(key, {
      city_id: city.id,
      id: faultId,
      camera_id: cameraId,
      code: fault,
      lost_at: new Date(restored ? body.lostAtMs : atMs),
      restored_at: restored ? new Date(atMs) : (faults.get(key)?.restored_at ?? null),
    });
  }
  return [...faults.values()];
}

function cameraStates(fresh: readonly FreshRecord[]): CameraStateRow[] {
  const states = new Map<string, CameraStateRow>();
  for (const { delivery, city, row } of fresh) {
    const { cameraId, atMs, body } = delivery.record;
    const hasSeen = body.type === 'scheduled_report' && body.observedMs > 0;
    const observedFrom = hasSeen ? new Date(atMs - body.periodMs) : null;
    const key = `${city.id}/${cameraId}`;
    const known = states.get(key);
    states.set(key, {
      city_id: city.id,
      camera_id: cameraId,
      last_record_at: later(known?.last_record_at ?? null, row.received_at) ?? row.received_at,
      observed_from: later(known?.observed_from ?? null, observedFrom),
    });
  }
  return [...states.values()];
}

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a.getTime() >= b.getTime() ? a : b;
}

function emptyCameraHour(cityId: string, cameraId: string, hourMs: number): CameraHourRow {
  return {
    city_id: cityId,
    camera_id: cameraId,
    hour: new Date(hourMs),
    observed_ms: 0,
    frames_decoded: 0,
    frames_analysed: 0,
    frames_skipped: 0,
    video_bytes: 0,
    events: 0,
    event_bytes: 0,
  };
}

async function write(manager: EntityManager, statement: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await manager.query(statement, [JSON.stringify(rows)]);
}
