import { describe, expect, it } from 'vitest';
import type { Visit } from '#curb';
import { VisitLedger } from './visit-ledger.js';

const START_MS = Date.UTC(2026, 4, 4, 8);

describe('the visits of a recording', () => {
  it('are told in the order in which they began, not in which they were noticed', () => {
    const ledger = new VisitLedger();
    ledger.note([start('late', 30), start('early', 10)]);
    expect(ledger.lines(() => 0).map(({ id }) => id)).toEqual(['early', 'late']);
  });

  it('have no end while the vehicle stands there, a later end, and the blind time from their start', () => {
    const ledger = new VisitLedger();
    ledger.note([start('a', 10)]);
    const [line] = ledger.lines((startMs) => startMs - START_MS);
    expect(line).toMatchObject({ start: '2026-05-04T08:00:10.000Z', end: null, endCensored: true, blindMs: 10_000 });
  });

  it('have the end and the blind time that the watch gave them', () => {
    const ledger = new VisitLedger();
    ledger.note([start('a', 10)]);
    ledger.note([
      { type: 'park_end', atMs: START_MS + 20_500, visit: visit('a', 10), endCensored: false, blindMs: 400 },
    ]);
    expect(ledger.lines(() => 9_999)).toEqual([
      {
        id: 'a',
        type: 'dwell',
        zone: 'bay',
        start: '2026-05-04T08:00:10.000Z',
        end: '2026-05-04T08:00:20.500Z',
        vehicleType: 'car',
        confidence: 80,
        evidence: [],
        startCensored: false,
        endCensored: false,
        blindMs: 400,
        location: { image: [0.3333, 0.6667], ground: [1.23, -4.57] },
      },
    ]);
  });
});

function start(key: string, atS: number) {
  return { type: 'park_start', atMs: START_MS + atS * 1_000, visit: visit(key, atS) } as const;
}

function visit(key: string, startS: number): Visit {
  return {
    key,
    zoneId: 'bay',
    type: 'dwell',
    startMs: START_MS + startS * 1_000,
    startCensored: false,
    vehicleType: 'car',
    confidence: 80,
    evidence: [],
    place: { image: { x: 1 / 3, y: 2 / 3 }, ground: { xM: 1.234, yM: -4.567 } },
  };
}
