import { describe, expect, it } from 'vitest';
import type { Zone } from '#curb';
import { zoneOverlapProblems } from './zone-overlaps.js';

describe('zones that overlap', () => {
  it('are accepted side by side and with slivers along a border', () => {
    expect(zoneOverlapProblems([strip('bay', 0.1, 0.3), strip('lane', 0.3, 0.6), strip('far', 0.59, 0.8)])).toEqual([]);
  });

  it('are accepted up to a quarter of the smaller one and refused beyond', () => {
    expect(zoneOverlapProblems([strip('bay', 0.1, 0.3), strip('lane', 0.255, 0.9)])).toEqual([]);
    expect(zoneOverlapProblems([strip('bay', 0.1, 0.3), strip('lane', 0.245, 0.9)])).toEqual([
      expect.stringMatching(/^"bay" and "lane" share 2[78] % of the smaller/),
    ]);
  });

  it('are refused when a small one lies in a large one, whichever is drawn first', () => {
    const zones = [strip('small', 0.4, 0.42), strip('large', 0, 1)];
    expect(zoneOverlapProblems(zones)).toHaveLength(1);
    expect(zoneOverlapProblems(zones.reverse())).toHaveLength(1);
  });
});

function strip(id: string, left: number, right: number): Zone {
  const corners = [
    { x: left, y: 0.2 },
    { x: right, y: 0.2 },
    { x: right, y: 0.8 },
    { x: left, y: 0.8 },
  ];
  return { id, kind: 'parking', polygon: corners };
}
