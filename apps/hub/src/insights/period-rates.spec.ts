import { describe, expect, it } from 'vitest';
import { differences } from './period-rates.js';
import type { PeriodRow } from './period-rates.js';

const HOUR_MS = 3_600_000;

function counted(change: Partial<PeriodRow>): PeriodRow {
  return {
    seen_hours: 1,
    blind_hours: 0,
    zone_ms: HOUR_MS,
    arrivals: 0,
    departures: 0,
    measured_visits: 0,
    measured_dwell_ms: 0,
    occupied_ms: 0,
    double_parking: 0,
    blocked_ms: 0,
    ...change,
  };
}

describe('the difference of two periods', () => {
  it('is none where as much happened in the time seen, however long that was', () => {
    const before = { curb: counted({ arrivals: 10, zone_ms: 10 * HOUR_MS }), lanes: counted({}) };
    const after = { curb: counted({ arrivals: 2, zone_ms: 2 * HOUR_MS }), lanes: counted({}) };
    expect(differences(before, after)[0]).toEqual({
      measure: 'arrivals',
      before: 1,
      after: 1,
      difference: 0,
      change: 0,
    });
  });

  it('is no share of nothing', () => {
    const before = { curb: counted({}), lanes: counted({}) };
    const after = { curb: counted({}), lanes: counted({ double_parking: 3 }) };
    const doubleParking = differences(before, after).find(({ measure }) => measure === 'double_parking');
    expect(doubleParking).toMatchObject({ before: 0, after: 3, difference: 3, change: null });
  });

  it('has an occupancy of all the time there was: who stood while the camera was blind has stood', () => {
    const half = { occupied_ms: HOUR_MS, zone_ms: HOUR_MS / 2 };
    const period = { curb: counted(half), lanes: counted({}) };
    expect(differences(period, period).find(({ measure }) => measure === 'occupancy')).toMatchObject({ before: 1 });
  });

  it('is not known where nothing was seen', () => {
    const seen = { curb: counted({}), lanes: counted({}) };
    const nothing = counted({ zone_ms: 0, seen_hours: 0 });
    const blind = { curb: nothing, lanes: nothing };
    for (const { after, difference } of differences(seen, blind)) {
      expect({ after, difference }).toEqual({ after: null, difference: null });
    }
  });
});
