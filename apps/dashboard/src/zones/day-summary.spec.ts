import { describe, expect, it } from 'vitest';
import type { StandingVisit, Zone, ZoneCounts, ZoneKind } from '../api/types.js';
import { daySummary } from './day-summary.js';

const quiet: ZoneCounts = {
  arrivals: 0,
  departures: 0,
  turnover: 0,
  averageDwellMs: null,
  occupiedMs: 0,
  doubleParking: 0,
  blockedMs: 0,
  observedMs: 3_600_000,
};

function zone(kind: ZoneKind, today: Partial<ZoneCounts> = {}, visits: readonly StandingVisit[] = []): Zone {
  return {
    id: `c.${kind}`,
    camera: 'c',
    kind,
    polygon: [],
    groundPolygon: null,
    visits,
    today: { ...quiet, ...today },
  };
}

function standing(type: StandingVisit['type']): StandingVisit {
  const location = { image: [0.5, 0.5], ground: null } as const;
  return {
    id: type,
    type,
    start: '2024-05-14T11:05:00.000Z',
    startCensored: false,
    vehicleType: 'car',
    confidence: 80,
    location,
  };
}

describe('the street’s day', () => {
  it('counts who stands at the curb apart from who blocks a lane', () => {
    const summary = daySummary([
      zone('parking', {}, [standing('dwell'), standing('dwell')]),
      zone('travel_lane', {}, [standing('double_parking')]),
    ]);
    expect(summary).toMatchObject({ standing: 2, doubleParked: 1 });
  });

  it('weighs each zone’s average stay by the vehicles that left it', () => {
    const summary = daySummary([
      zone('parking', { departures: 3, averageDwellMs: 600_000 }),
      zone('loading', { departures: 1, averageDwellMs: 200_000 }),
    ]);
    expect(summary.averageDwellMs).toBe(500_000);
  });

  it('has no average stay before the first vehicle left', () => {
    expect(daySummary([zone('parking', { arrivals: 4 })])).toMatchObject({ arrivals: 4, averageDwellMs: null });
  });

  it('adds nothing for a zone that was not seen today', () => {
    const unseen = { arrivals: -1, departures: -1, averageDwellMs: -1, doubleParking: -1, blockedMs: -1 };
    const summary = daySummary([zone('parking', unseen), zone('loading', { arrivals: 2 })]);
    expect(summary).toMatchObject({ arrivals: 2, averageDwellMs: null, doubleParking: 0, blockedMs: 0 });
  });
});
