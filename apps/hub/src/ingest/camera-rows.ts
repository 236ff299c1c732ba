import { reportShares } from '../aggregates/report-shares.js';
import type { CameraHourRow } from '../persistence/camera-hour.row.js';
import type { CameraFaultRow, CameraStateRow } from '../persistence/camera.row.js';
import { cityKey } from './located-record.js';
import type { LocatedRecord } from './located-record.js';

/** What these records add to the hours of their cameras. */
export function cameraHourRows(records: readonly LocatedRecord[]): CameraHourRow[] {
  const rows = new Map<string, CameraHourRow>();
  const rowOf = (cityId: string, cameraId: string, hourMs: number): CameraHourRow => {
    const key = cityKey(cityId, cameraId, hourMs);
    const known = rows.get(key);
    if (known) return known;
    const row = emptyCameraHour(cityId, cameraId, hourMs);
    rows.set(key, row);
    return row;
  };
  for (const { delivery, city } of records) {
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

/** One row a fault, from whichever of its two records are here. */
export function cameraFaultRows(records: readonly LocatedRecord[]): CameraFaultRow[] {
  const faults = new Map<string, CameraFaultRow>();
  for (const { delivery, city } of records) {
    const { cameraId, atMs, body } = delivery.record;
    if (body.type !== 'comms_lost' && body.type !== 'comms_restored') continue;
    const { faultId, fault } = body;
    const isOver = body.type === 'comms_restored';
    const key = cityKey(city.id, cameraId, faultId);
    faults.set(key, {
      city_id: city.id,
      id: faultId,
      camera_id: cameraId,
      code: fault,
      lost_at: new Date(isOver ? body.lostAtMs : atMs),
      restored_at: later(faults.get(key)?.restored_at ?? null, isOver ? new Date(atMs) : null),
    });
  }
  return [...faults.values()];
}

/** When each camera was last heard of, and from when on it has seen anything. */
export function cameraStateRows(records: readonly LocatedRecord[]): CameraStateRow[] {
  const states = new Map<string, CameraStateRow>();
  for (const { delivery, city } of records) {
    const { cameraId, atMs, body } = delivery.record;
    const hasSeen = body.type === 'scheduled_report' && body.observedMs > 0;
    const observedFrom = hasSeen ? new Date(atMs - body.periodMs) : null;
    const receivedAt = new Date(delivery.receivedAtMs);
    const key = cityKey(city.id, cameraId, '');
    const known = states.get(key);
    states.set(key, {
      city_id: city.id,
      camera_id: cameraId,
      last_record_at: later(known?.last_record_at ?? null, receivedAt) ?? receivedAt,
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
