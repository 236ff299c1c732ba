import type { CurbRecord, LaneFlowBody } from '../record.js';
import { ID_PATTERN, parseBatchSubject, parseRecordSubject } from '../subjects.js';

/** How far a box's clock may run ahead of the hub's. */
export const CLOCK_AHEAD_MS_MAX = 5 * 60_000;
/** A quarter of a year and some days: no box is without its hub for longer, and one whose clock has stopped is older. */
export const RECORD_AGE_MS_MAX = 100 * 86_400_000;
/** Longer visits are a fault of the box, and each hour of one is a row. */
export const VISIT_MS_MAX = 90 * 86_400_000;
/** A box reports every minute; no report speaks of more than a day. */
export const REPORT_PERIOD_MS_MAX = 86_400_000;
/** A tebibyte in one report is no camera's; sums of bounded numbers fit their columns. */
export const VIDEO_BYTES_MAX = 2 ** 40;
/** Twelve vehicles a second for a whole day. */
export const LANE_VEHICLES_MAX = 1_000_000;

/** Where a record was published, which only the box it names may do. */
export interface Publication {
  readonly subject: string;
  /** Null when it is nowhere a box's records belong. */
  readonly deviceId: string | null;
  /** What its subject speaks of; null in a batch, which may speak of any camera of its box. */
  readonly only: { readonly cameraId: string; readonly kind: string } | null;
}

export function publicationOf(subject: string): Publication {
  const batchOf = parseBatchSubject(subject);
  const parsed = batchOf === null ? parseRecordSubject(subject) : null;
  const deviceId = batchOf ?? parsed?.deviceId ?? '';
  return { subject, deviceId: ID_PATTERN.test(deviceId) ? deviceId : null, only: parsed };
}

/** Why a decoded record may not be counted, naming the field and its value; null when it may. */
export function admissionProblem(record: CurbRecord, published: Publication, nowMs: number): string | null {
  return subjectProblem(record, published) ?? timeProblem(record, nowMs) ?? bodyProblem(record);
}

function subjectProblem({ cameraId, body }: CurbRecord, { subject, deviceId, only }: Publication): string | null {
  if (deviceId === null) return `subject is ${subject}, expected one of a device's records`;
  if (only === null) return null;
  if (only.cameraId !== cameraId) return `camera is ${cameraId}, but its subject says ${only.cameraId}`;
  if (only.kind !== body.type) return `kind is ${body.type}, but its subject says ${only.kind}`;
  return null;
}

function timeProblem({ atMs, recordedAtMs }: CurbRecord, nowMs: number): string | null {
  for (const [field, timeMs] of [
    ['at_ms', atMs],
    ['recorded_at_ms', recordedAtMs],
  ] as const) {
    const aheadMs = timeMs - nowMs;
    if (aheadMs > CLOCK_AHEAD_MS_MAX) {
      return `${field} is ${timeMs}, ${Math.round(aheadMs / 1_000)} s in the future (at most ${CLOCK_AHEAD_MS_MAX / 1_000} s)`;
    }
  }
  return ageProblem(atMs, nowMs, RECORD_AGE_MS_MAX);
}

/**
 * How far a record is from any time it can have been made at, because its box's clock is wrong: ahead, or (negative) so
 * far behind that no box has been without its hub for so long. Null when its clock may well be right.
 */
export function clockOffMs({ atMs, recordedAtMs }: CurbRecord, nowMs: number): number | null {
  const aheadMs = Math.max(atMs, recordedAtMs) - nowMs;
  if (aheadMs > CLOCK_AHEAD_MS_MAX) return aheadMs;
  return nowMs - recordedAtMs > RECORD_AGE_MS_MAX ? recordedAtMs - nowMs : null;
}

/** Why a record of this time comes too late for a hub that takes them up to `ageMsMax` old; null when it does not. */
export function ageProblem(atMs: number, nowMs: number, ageMsMax: number): string | null {
  const days = (ms: number) => Math.floor(ms / 86_400_000);
  if (nowMs - atMs <= ageMsMax) return null;
  return `at_ms is ${atMs}, ${days(nowMs - atMs)} days ago (at most ${days(ageMsMax)} days)`;
}

function bodyProblem({ atMs, body }: CurbRecord): string | null {
  switch (body.type) {
    case 'park_end':
      if (body.startMs > atMs) return `park_end.start_ms is ${body.startMs}, after its end ${atMs}`;
      if (atMs - body.startMs > VISIT_MS_MAX) {
        return `park_end.start_ms is ${body.startMs}, more than ${VISIT_MS_MAX / 86_400_000} days before its end ${atMs}`;
      }
      return null;
    case 'comms_restored':
      return body.lostAtMs > atMs ? `comms_restored.lost_at_ms is ${body.lostAtMs}, after ${atMs}` : null;
    case 'scheduled_report':
      if (body.periodMs > REPORT_PERIOD_MS_MAX) {
        return `scheduled_report.period_ms is ${body.periodMs}, expected at most ${REPORT_PERIOD_MS_MAX}`;
      }
      if (body.videoBytes > VIDEO_BYTES_MAX) {
        return `scheduled_report.video_bytes is ${body.videoBytes}, expected at most ${VIDEO_BYTES_MAX}`;
      }
      return null;
    case 'lane_flow':
      return laneFlowProblem(body);
    case 'park_start':
    case 'comms_lost':
      return null;
  }
}

function laneFlowProblem({ periodMs, lanes }: LaneFlowBody): string | null {
  if (periodMs > REPORT_PERIOD_MS_MAX) {
    return `lane_flow.period_ms is ${periodMs}, expected at most ${REPORT_PERIOD_MS_MAX}`;
  }
  const crowded = lanes.find(({ vehicles }) => vehicles > LANE_VEHICLES_MAX);
  return crowded ? `lane_flow.vehicles is ${crowded.vehicles}, expected at most ${LANE_VEHICLES_MAX}` : null;
}
