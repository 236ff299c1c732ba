import { describe, expect, it } from 'vitest';
import { recordId, visitId } from '../event-id.js';
import type { CurbRecord, RecordBody } from '../record.js';
import { batchSubject, recordSubject } from '../subjects.js';
import {
  CLOCK_AHEAD_MS_MAX,
  LANE_VEHICLES_MAX,
  RECORD_AGE_MS_MAX,
  VIDEO_BYTES_MAX,
  VISIT_MS_MAX,
  admissionProblem as admissionProblemOf,
  publicationOf,
} from './admission.js';

const NOW_MS = Date.UTC(2026, 4, 14, 10);
const visit = {
  id: visitId('main-street', 'a'),
  zoneId: 'parking_a',
  type: 'dwell',
  vehicleType: 'car',
  confidence: 80,
  startCensored: false,
  evidence: [],
  place: { image: { x: 0.5, y: 0.5 }, ground: null },
} as const;

function record(change: Partial<CurbRecord> = {}): CurbRecord {
  const body: RecordBody = change.body ?? { type: 'park_start', visit };
  return {
    id: recordId('main-street', body.type, visit.id),
    cameraId: 'main-street',
    atMs: NOW_MS,
    recordedAtMs: NOW_MS,
    ...change,
    body,
  };
}

const subject = recordSubject('box-1', 'main-street', 'park_start');
const endSubject = recordSubject('box-1', 'main-street', 'park_end');

const admissionProblem = (given: CurbRecord, published: string, nowMs: number) =>
  admissionProblemOf(given, publicationOf(published), nowMs);

describe('admitting a record', () => {
  it('admits a record that was published where it belongs', () => {
    expect(admissionProblem(record(), subject, NOW_MS)).toBeNull();
  });

  it('refuses a camera or a kind that its subject does not speak of, naming both', () => {
    expect(admissionProblem(record({ cameraId: 'elsewhere' }), subject, NOW_MS)).toBe(
      'camera is elsewhere, but its subject says main-street',
    );
    expect(admissionProblem(record(), endSubject, NOW_MS)).toBe('kind is park_start, but its subject says park_end');
  });

  it('admits a clock that runs ahead by just the limit and refuses 1 ms more', () => {
    expect(admissionProblem(record({ atMs: NOW_MS + CLOCK_AHEAD_MS_MAX }), subject, NOW_MS)).toBeNull();
    const tooFar = NOW_MS + CLOCK_AHEAD_MS_MAX + 1;
    expect(admissionProblem(record({ atMs: tooFar }), subject, NOW_MS)).toBe(
      `at_ms is ${tooFar}, 300 s in the future (at most 300 s)`,
    );
    expect(admissionProblem(record({ recordedAtMs: tooFar }), subject, NOW_MS)).toMatch(/^recorded_at_ms is /);
  });

  it('admits a record that is just as old as it may be and refuses 1 ms more', () => {
    expect(admissionProblem(record({ atMs: NOW_MS - RECORD_AGE_MS_MAX }), subject, NOW_MS)).toBeNull();
    const tooOld = NOW_MS - RECORD_AGE_MS_MAX - 1;
    expect(admissionProblem(record({ atMs: tooOld }), subject, NOW_MS)).toBe(
      `at_ms is ${tooOld}, 100 days ago (at most 100 days)`,
    );
  });

  it('admits any camera and kind in a batch of its box, but no batch of nobody', () => {
    expect(admissionProblem(record({ cameraId: 'elsewhere' }), batchSubject('box-1'), NOW_MS)).toBeNull();
    expect(admissionProblem(record(), batchSubject('Box 1'), NOW_MS)).toMatch(/^subject is /);
  });

  it('refuses numbers no street or camera can have', () => {
    const flow = (vehicles: number) =>
      record({ body: { type: 'lane_flow', periodMs: 1, observedMs: 1, lanes: [{ zoneId: 'lane_1', vehicles }] } });
    const report = (videoBytes: number) =>
      record({
        body: {
          type: 'scheduled_report',
          periodMs: 60_000,
          observedMs: 0,
          framesDecoded: 0,
          framesAnalysed: 0,
          framesSkipped: 0,
          videoBytes,
          configHash: 0,
        },
      });
    const problem = (from: CurbRecord) => admissionProblem(from, batchSubject('box-1'), NOW_MS);
    expect(problem(flow(LANE_VEHICLES_MAX))).toBeNull();
    expect(problem(flow(LANE_VEHICLES_MAX + 1))).toMatch(/^lane_flow.vehicles is 1000001/);
    expect(problem(report(VIDEO_BYTES_MAX))).toBeNull();
    expect(problem(report(VIDEO_BYTES_MAX + 1))).toMatch(/^scheduled_report.video_bytes is /);
  });

  it('refuses a visit that ends before it starts or that lasts longer than any visit', () => {
    const end = (startMs: number) =>
      record({ body: { type: 'park_end', visit, startMs, endCensored: false, blindMs: 0 } });
    expect(admissionProblem(end(NOW_MS), endSubject, NOW_MS)).toBeNull();
    expect(admissionProblem(end(NOW_MS - VISIT_MS_MAX), endSubject, NOW_MS)).toBeNull();
    expect(admissionProblem(end(NOW_MS + 1), endSubject, NOW_MS)).toMatch(/^park_end.start_ms is .* after its end/);
    expect(admissionProblem(end(NOW_MS - VISIT_MS_MAX - 1), endSubject, NOW_MS)).toMatch(/more than 90 days/);
  });
});
