import { describe, expect, it } from 'vitest';
import { visitId } from '#events';
import { visitRow, visitState } from './record-rows.js';
import type { VisitState } from './visit-state.js';

const visit: VisitState = {
  id: visitId('main-street', 'a'),
  cameraId: 'main-street',
  zoneId: 'parking_a',
  type: 'double_parking',
  vehicleType: 'truck',
  confidence: 71,
  startMs: 1_000,
  startCensored: true,
  endMs: null,
  endCensored: false,
  blindMs: 0,
  place: { image: { x: 0.25, y: 0.75 }, ground: { xM: -1.25, yM: 14 } },
  evidence: ['there_before', 'overtaken'],
};

describe('the row of a visit', () => {
  it('gives the visit back as it was', () => {
    expect(visitState(visitRow(visit, 'demo'))).toEqual(visit);
    const left = { ...visit, endMs: 9_000, place: { ...visit.place, ground: null } };
    expect(visitState(visitRow(left, 'demo'))).toEqual(left);
  });
});
