import { describe, expect, it } from 'vitest';
import type { Visit } from '#curb';
import { decodeRecord, encodeRecord, recordId, visitId } from '#events';
import { CurbRecords } from './curb-records.js';

const START_MS = 1_713_771_900_000;
const VISIT: Visit = {
  key: 'bay/1713771900000',
  zoneId: 'bay',
  type: 'dwell',
  startMs: START_MS,
  startCensored: false,
  vehicleType: 'car',
  confidence: 87.6,
  evidence: ['arrival_seen', 'hidden_for_part'],
  place: { image: { x: 0.5, y: 0.6 }, ground: { xM: 1.25, yM: -3.5 } },
};
const records = new CurbRecords('north');

describe('the record of a visit', () => {
  const start = { type: 'park_start', atMs: START_MS, visit: VISIT } as const;
  const end = { type: 'park_end', atMs: START_MS + 60_000, visit: VISIT, endCensored: true, blindMs: 4_000 } as const;

  it('carries its beginning', () => {
    expect(records.ofVisit(start, START_MS + 8_000)).toEqual({
      id: recordId('north', 'park_start', visitId('north', VISIT.key)),
      cameraId: 'north',
      atMs: START_MS,
      recordedAtMs: START_MS + 8_000,
      body: {
        type: 'park_start',
        visit: {
          id: visitId('north', VISIT.key),
          zoneId: 'bay',
          type: 'dwell',
          vehicleType: 'car',
          confidence: 88,
          startCensored: false,
          place: VISIT.place,
          evidence: VISIT.evidence,
        },
      },
    });
  });

  it('carries its end, complete without its beginning', () => {
    expect(records.ofVisit(end, START_MS + 61_000).body).toMatchObject({
      type: 'park_end',
      startMs: START_MS,
      endCensored: true,
      blindMs: 4_000,
      visit: { id: visitId('north', VISIT.key) },
    });
  });

  it('has the same id in every replay, whenever it is made, and another for its end and for another camera', () => {
    const id = records.ofVisit(start, 1).id;
    expect(records.ofVisit(start, 2).id).toBe(id);
    expect(records.ofVisit(end, 1).id).not.toBe(id);
    expect(new CurbRecords('south').ofVisit(start, 1).id).not.toBe(id);
  });

  it.each([
    [0, 1],
    [0.4, 1],
    [100.6, 100],
  ])('carries confidence %d as %d', (confidence, carried) => {
    const record = records.ofVisit({ ...start, visit: { ...VISIT, confidence } }, START_MS);
    expect(record.body).toMatchObject({ visit: { confidence: carried } });
  });

  it('survives the wire', () => {
    for (const event of [start, end]) {
      const record = records.ofVisit(event, START_MS + 61_000);
      expect(decodeRecord(encodeRecord(record))).toEqual(record);
    }
  });
});

it('each report has its own id', () => {
  const report = {
    ...{ periodMs: 1, observedMs: 1, framesDecoded: 1, framesAnalysed: 1 },
    framesSkipped: 0,
    videoBytes: 0,
    configHash: 1,
  };
  expect(records.ofReport(report, 60_000, 60_001).id).not.toBe(records.ofReport(report, 120_000, 120_001).id);
});
