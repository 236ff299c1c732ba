import { describe, expect, it } from 'vitest';
import { visitId } from '#events';
import type { CurbRecord, RecordBody } from '#events';
import { mergeVisit } from './visit-state.js';
import type { VisitBody } from './visit-state.js';

const visit = {
  id: visitId('main-street', 'a'),
  zoneId: 'parking_a',
  type: 'dwell',
  vehicleType: 'car',
  confidence: 80,
  startCensored: false,
  place: { image: { x: 0.5, y: 0.5 }, ground: null },
  evidence: ['arrival_seen'],
} as const;
const start: VisitBody = { type: 'park_start', visit };
const end: VisitBody = {
  type: 'park_end',
  visit: { ...visit, confidence: 90, evidence: ['arrival_seen', 'departure_seen'] },
  startMs: 1_000,
  endCensored: false,
  blindMs: 250,
};
const at = (atMs: number, body: RecordBody): CurbRecord => ({
  id: visit.id,
  cameraId: 'main-street',
  atMs,
  recordedAtMs: atMs,
  body,
});

describe('a visit, from its records', () => {
  const standing = mergeVisit(null, at(1_000, start), start);
  const left = mergeVisit(null, at(9_000, end), end);

  it('stands from its park_start on', () => {
    expect(standing).toMatchObject({ startMs: 1_000, endMs: null, confidence: 80, blindMs: 0 });
  });

  it('is complete from its park_end alone', () => {
    expect(left).toMatchObject({ startMs: 1_000, endMs: 9_000, confidence: 90, blindMs: 250 });
  });

  it('is the same whichever record comes first', () => {
    expect(mergeVisit(standing, at(9_000, end), end)).toEqual(left);
    expect(mergeVisit(left, at(1_000, start), start)).toEqual(left);
  });

  it('has the evidence of its park_end, whichever record comes first', () => {
    expect(standing.evidence).toEqual(['arrival_seen']);
    expect(left.evidence).toEqual(['arrival_seen', 'departure_seen']);
    expect(mergeVisit(left, at(1_000, start), start).evidence).toEqual(left.evidence);
  });

  it('has the later of two ends, or of two starts while it stands, whichever comes first', () => {
    const longer = mergeVisit(null, at(9_500, end), end);
    expect(mergeVisit(left, at(9_500, end), end)).toEqual(longer);
    expect(mergeVisit(longer, at(9_000, end), end)).toEqual(longer);
    expect(mergeVisit(standing, at(1_001, start), start).startMs).toBe(1_001);
    expect(mergeVisit(standing, at(999, start), start).startMs).toBe(1_000);
  });

  it('is never blind for longer than it lasted', () => {
    const blind: VisitBody = { ...end, blindMs: 8_001 };
    expect(mergeVisit(null, at(9_000, blind), blind).blindMs).toBe(8_000);
  });
});
