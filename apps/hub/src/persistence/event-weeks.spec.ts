import { describe, expect, it } from 'vitest';
import { WEEKS_AHEAD, partitionBefore, weeksToMake } from './event-weeks.js';

const before = { name: 'events_before', bound: "FOR VALUES FROM (MINVALUE) TO ('2026-11-16 00:00:00+00')" };
const week = {
  name: 'events_20261116',
  bound: "FOR VALUES FROM ('2026-11-16 00:00:00+00') TO ('2026-11-23 00:00:00+00')",
};
const monday = Date.parse('2026-11-16T00:00:00Z');
const DAY_MS = 86_400_000;

describe('the weeks of raw events', () => {
  it('are made ahead, one after the other, from the end of the last', () => {
    const weeks = weeksToMake([before, week], monday);
    expect(weeks).toHaveLength(WEEKS_AHEAD - 1);
    expect(weeks[0]).toEqual({
      name: 'events_20261123',
      from: '2026-11-23T00:00:00.000Z',
      to: '2026-11-30T00:00:00.000Z',
    });
    expect(weeksToMake([before, week], monday + 1)).toHaveLength(WEEKS_AHEAD);
  });

  it('are not made twice', () => {
    expect(weeksToMake([before, week], monday - WEEKS_AHEAD * 7 * DAY_MS + 7 * DAY_MS)).toEqual([]);
  });

  it('are over once their last moment is, and not 1 ms earlier', () => {
    expect(partitionBefore([before, week], monday - 1)).toEqual([]);
    expect(partitionBefore([before, week], monday)).toEqual(['events_before']);
    expect(partitionBefore([before, week], monday + 7 * DAY_MS)).toEqual(['events_before', 'events_20261116']);
  });
});
