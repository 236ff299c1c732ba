import { describe, expect, it } from 'vitest';
import { CityClock } from './city-clock.js';
import { reportShares } from './report-shares.js';

const clock = new CityClock('UTC');
const ten = Date.parse('2026-05-14T10:00:00Z');
const report = {
  periodMs: 60_000,
  observedMs: 59_999,
  framesDecoded: 301,
  framesAnalysed: 7,
  framesSkipped: 1,
  videoBytes: 1_000_001,
};

describe('sharing a report out over the hours', () => {
  it('leaves a report within one hour whole', () => {
    const { periodMs, ...counts } = report;
    expect([...reportShares({ ...report, endMs: ten + periodMs }, clock)]).toEqual([[ten, counts]]);
    expect([...reportShares({ ...report, endMs: ten }, clock)]).toEqual([[ten - 3_600_000, counts]]);
  });

  it('splits a report that spans two hours by time, and loses nothing to rounding', () => {
    const shares = [...reportShares({ ...report, endMs: ten + 20_000 }, clock)];
    expect(shares.map(([hourMs]) => hourMs)).toEqual([ten - 3_600_000, ten]);
    expect(shares.map(([, { framesDecoded }]) => framesDecoded)).toEqual([201, 100]);
    for (const field of ['observedMs', 'framesDecoded', 'framesAnalysed', 'framesSkipped', 'videoBytes'] as const) {
      expect(shares.reduce((sum, [, counts]) => sum + counts[field], 0)).toBe(report[field]);
    }
  });

  it('keeps the counts of a report about no time at all', () => {
    const empty = reportShares({ ...report, periodMs: 0, observedMs: 0, endMs: ten }, clock);
    expect(empty.get(ten)?.videoBytes).toBe(1_000_001);
  });
});
