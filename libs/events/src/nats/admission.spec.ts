import { describe, expect, it } from 'vitest';
import { recordId, visitId } from '../event-id.js';
import type { CurbRecord, RecordBody } from '../record.js';
import { recordSubject } from '../subjects.js';
import { CLOCK_AHEAD_MS_MAX, VISIT_MS_MAX, admissionProblem } from './admission.js';

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

  it('admits a record that comes days late', () => {
    expect(admissionProblem(record({ atMs: NOW_MS - 30 * 86_400_000 }), subject, NOW_MS)).toBeNull();
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
