import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RecordDelivery } from '#events/nats';
import { CityClock } from '../aggregates/city-clock.js';
import { reportShares } from '../aggregates/report-shares.js';
import { add, changedShares } from '../aggregates/visit-shares.js';
import type { ZoneHourCounts } from '../aggregates/visit-shares.js';
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
    @Inject(CityClock) private readonly clock: CityClock,
  ) {}

  /** Resolves after the commit with the rows that were new, in the order given. */
  commit(deliveries: readonly RecordDelivery[]): Promise<EventRow[]> {
    return this.database.transaction(async (manager) => {
      await manager.query(LOCK_CAMERAS, [deliveries.map(({ record }) => record.cameraId)]);
      const fresh = await this.#insertEvents(manager, deliveries);
      if (fresh.length > 0) {
        await this.#updateVisits(manager, fresh);
        await write(manager, MERGE_CAMERA_HOURS, this.#cameraHours(fresh));
        await write(manager, MERGE_CAMERA_FAULTS, cameraFaults(fresh));
        await write(manager, MERGE_CAMERA_STATES, cameraStates(fresh));
        await write(manager, MERGE_LANE_FLOWS, laneFlowRows(fresh.map(({ delivery }) => delivery.record)));
      }
      return fresh.map(({ row }) => row);
    });
  }

  async #insertEvents(manager: EntityManager, deliveries: readonly RecordDelivery[]): Promise<FreshRecord[]> {
    const records = new Map(deliveries.map((delivery) => [delivery.record.id, { delivery, row: eventRow(delivery) }]));
    const rows = [...records.values()].map(({ row }) => ({ ...row, payload: `\\x${row.payload.toString('hex')}` }));
    const inserted: { id: string }[] = await manager.query(INSERT_NEW_EVENTS, [JSON.stringify(rows)]);
    const ids = new Set(inserted.map(({ id }) => id));
    return [...records.values()].filter(({ row }) => ids.has(row.id));
  }

  async #updateVisits(manager: EntityManager, fresh: readonly FreshRecord[]): Promise<void> {
    const visitIds = fresh.flatMap(({ row }) => (row.visit_id === null ? [] : [row.visit_id]));
    if (visitIds.length === 0) return;
    const known: VisitRow[] = await manager.query(KNOWN_VISITS, [visitIds]);
    const before = new Map(known.map((row) => [row.id, visitState(row)]));
    const after = new Map<string, VisitState>();
    for (const { delivery } of fresh) {
      const { record } = delivery;
      const { body } = record;
      if (body.type !== 'park_start' && body.type !== 'park_end') continue;
      const { id } = body.visit;
      after.set(id, mergeVisit(after.get(id) ?? before.get(id) ?? null, record, body));
    }
    await write(manager, PUT_VISITS, [...after.values()].map(visitRow));
    await write(manager, MERGE_ZONE_HOURS, this.#zoneHours(before, after));
  }

  #zoneHours(before: ReadonlyMap<string, VisitState>, after: ReadonlyMap<string, VisitState>): ZoneHourRow[] {
    const zones = new Map<string, { cameraId: string; zoneId: string; hours: Map<number, ZoneHourCounts> }>();
    for (const [id, visit] of after) {
      const { cameraId, zoneId } = visit;
      const key = `${cameraId}.${zoneId}`;
      const zone = zones.get(key) ?? { cameraId, zoneId, hours: new Map<number, ZoneHourCounts>() };
      zones.set(key, zone);
      const changes = changedShares(before.get(id) ?? null, visit, this.clock);
      for (const [hourMs, counts] of changes) add(zone.hours, hourMs, counts);
    }
    return [...zones.values()].flatMap(({ cameraId, zoneId, hours }) =>
      [...hours]
        .filter(([, counts]) => Object.values(counts).some((count) => count !== 0))
        .map(([hourMs, counts]) => ({
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
    const rowOf = (cameraId: string, hourMs: number): CameraHourRow => {
      const key = `${cameraId}/${hourMs}`;
      const row = rows.get(key) ?? emptyCameraHour(cameraId, hourMs);
      rows.set(key, row);
      return row;
    };
    for (const { delivery } of fresh) {
      const { record, bytes } = delivery;
      const received = rowOf(record.cameraId, this.clock.hourStart(record.atMs));
      received.events += 1;
      received.event_bytes += bytes;
      if (record.body.type !== 'scheduled_report') continue;
      for (const [hourMs, share] of reportShares({ ...record.body, endMs: record.atMs }, this.clock)) {
        const row = rowOf(record.cameraId, hourMs);
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

interface FreshRecord {
  readonly delivery: RecordDelivery;
  readonly row: EventRow;
}

function cameraFaults(fresh: readonly FreshRecord[]): CameraFaultRow[] {
  const faults = new Map<string, CameraFaultRow>();
  for (const { delivery } of fresh) {
    const { cameraId, atMs, body } = delivery.record;
    if (body.type !== 'comms_lost' && body.type !== 'comms_restored') continue;
    const { faultId, fault } = body;
    const restored = body.type === 'comms_restored';
    faults.set(faultId, {
      id: faultId,
      camera_id: cameraId,
      code: fault,
      lost_at: new Date(restored ? body.lostAtMs : atMs),
      restored_at: restored ? new Date(atMs) : (faults.get(faultId)?.restored_at ?? null),
    });
  }
  return [...faults.values()];
}

function cameraStates(fresh: readonly FreshRecord[]): CameraStateRow[] {
  const states = new Map<string, CameraStateRow>();
  for (const { delivery, row } of fresh) {
    const { cameraId, atMs, body } = delivery.record;
    const hasSeen = body.type === 'scheduled_report' && body.observedMs > 0;
    const observedFrom = hasSeen ? new Date(atMs - body.periodMs) : null;
    const known = states.get(cameraId);
    states.set(cameraId, {
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

function emptyCameraHour(cameraId: string, hourMs: number): CameraHourRow {
  return {
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
