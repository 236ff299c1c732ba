import { describe, expect, it } from 'vitest';
import { NOTHING_COUNTED } from './visit-shares.js';
import { zoneHourNumbers, zoneNumbers } from './zone-hour.js';

const HOUR_MS = 3_600_000;
const past = { hourMs: 0, endMs: HOUR_MS, nowMs: 10 * HOUR_MS };
const counts = { ...NOTHING_COUNTED, arrivals: 3, departures: 2, measuredVisits: 2, measuredDwellMs: 90_001 };

describe('the numbers of an hour', () => {
  it('are 0 in a quiet hour', () => {
    expect(zoneHourNumbers(NOTHING_COUNTED, { ...past, observedMs: HOUR_MS })).toEqual({
      arrivals: 0,
      departures: 0,
      turnover: 0,
      averageDwellMs: null,
      occupiedMs: 0,
      doubleParking: 0,
      blockedMs: 0,
      observedMs: HOUR_MS,
    });
  });

  it('are known when just half of the hour was seen, and unknown when 1 ms less was', () => {
    expect(zoneHourNumbers(counts, { ...past, observedMs: HOUR_MS / 2 }).arrivals).toBe(3);
    expect(zoneHourNumbers(counts, { ...past, observedMs: HOUR_MS / 2 - 1 })).toEqual({
      arrivals: -1,
      departures: -1,
      turnover: -1,
      averageDwellMs: -1,
      occupiedMs: -1,
      doubleParking: -1,
      blockedMs: -1,
      observedMs: HOUR_MS / 2 - 1,
    });
  });

  it('judge the running hour by the part of it that reports can have spoken of', () => {
    const running = { hourMs: 0, endMs: HOUR_MS, nowMs: 600_000 };
    expect(zoneHourNumbers(counts, { ...running, observedMs: 240_000 }).arrivals).toBe(3);
    expect(zoneHourNumbers(counts, { ...running, observedMs: 239_999 }).arrivals).toBe(-1);
  });

  it('count turnover as closed sessions an hour of seen time, and average what was measured', () => {
    expect(zoneNumbers(counts, HOUR_MS / 2)).toMatchObject({ turnover: 4, averageDwellMs: 45_001 });
    expect(zoneNumbers(counts, 0).turnover).toBe(0);
  });
});
