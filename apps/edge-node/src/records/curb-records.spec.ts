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

describe('the record of a period of lane flow', () => {
  const period = (lanes: number, length: number) => ({
    startMs: START_MS,
    periodMs: 300_000,
    blindMs: 20_000,
    lanes: Array.from({ length: lanes }, (_, i) => ({ zoneId: `${i}`.padStart(length, 'l'), vehicles: 120 + i })),
  });

  it('carries every lane, at the end of the period', () => {
    const flow = period(2, 6);
    expect(records.ofFlow(flow, START_MS + 300_400)).toEqual([
      {
        id: recordId('north', 'lane_flow', `${START_MS}/lllll0`),
        cameraId: 'north',
        atMs: START_MS + 300_000,
        recordedAtMs: START_MS + 300_400,
        body: { type: 'lane_flow', periodMs: 300_000, observedMs: 280_000, lanes: flow.lanes },
      },
    ]);
  });

  it('is one for six lanes with names of 16 characters', () => {
    expect(new CurbRecords('c'.repeat(16)).ofFlow(period(6, 16), START_MS)).toHaveLength(1);
  });

  it('is two where the names are too long for one, which have every lane once and fit the wire', () => {
    const flow = period(6, 32);
    const parts = new CurbRecords('c'.repeat(32)).ofFlow(flow, START_MS);
    expect(parts.length).toBeGreaterThan(1);
    expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
    const carried = parts.map((record) => decodeRecord(encodeRecord(record)).body);
    expect(carried.flatMap((body) => (body.type === 'lane_flow' ? body.lanes : []))).toEqual(flow.lanes);
  });

  it('has the same id in every replay, whenever it is made', () => {
    const [first] = records.ofFlow(period(2, 6), 1);
    expect(records.ofFlow(period(2, 6), 2)[0]?.id).toBe(first?.id);
  });

  it('is none where a camera has no lanes', () => {
    expect(records.ofFlow(period(0, 0), START_MS)).toEqual([]);
  });
});
