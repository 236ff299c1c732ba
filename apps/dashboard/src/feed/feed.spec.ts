import { describe, expect, it } from 'vitest';
import type { StreetEvent } from '../api/types.js';
import { EMPTY_FEED, ENTRIES_MAX, dwellAtEnd, filtered, withEvents, withVisits } from './feed.js';

const AT_MS = Date.parse('2024-05-14T11:05:00.000Z');

function event(id: string, seconds: number, change: Partial<StreetEvent> = {}): StreetEvent {
  const time = new Date(AT_MS + seconds * 1_000).toISOString();
  return {
    id,
    type: 'park_start',
    camera: 'main-street',
    zone: 'main-street.parking_a',
    visit: `visit-${id}`,
    visitType: 'dwell',
    vehicleType: 'car',
    fault: null,
    time,
    recordedTime: time,
    receivedTime: time,
    bytes: 96,
    ...change,
  };
}
const idsOf = (entries: readonly StreetEvent[]): string[] => entries.map((entry) => entry.id);

describe('the feed', () => {
  it('shows the newest first, in whatever order events arrive', () => {
    const feed = withEvents(withEvents(EMPTY_FEED, [event('b', 20)]), [event('a', 10), event('c', 30)]);
    expect(idsOf(feed.entries)).toEqual(['c', 'b', 'a']);
  });

  it('shows an event once, however often it is sent', () => {
    const feed = withEvents(EMPTY_FEED, [event('a', 10)]);
    expect(withEvents(feed, [event('a', 10)])).toBe(feed);
  });

  it('keeps a bounded number of entries and drops the oldest', () => {
    const many = Array.from({ length: ENTRIES_MAX + 1 }, (_, i) => event(`e${i}`, i));
    const { entries } = withEvents(EMPTY_FEED, many);
    expect(entries).toHaveLength(ENTRIES_MAX);
    expect(idsOf(entries)).not.toContain('e0');
  });

  it('leaves out the boxes’ regular reports', () => {
    expect(withEvents(EMPTY_FEED, [event('r', 1, { type: 'scheduled_report' })])).toBe(EMPTY_FEED);
  });

  it('can show only double parking, or only faults', () => {
    const feed = withEvents(EMPTY_FEED, [
      event('a', 1),
      event('d', 2, { visitType: 'double_parking' }),
      event('f', 3, { type: 'comms_lost', fault: 'frozen', visit: null, visitType: null }),
    ]);
    expect(idsOf(filtered(feed, 'double_parking'))).toEqual(['d']);
    expect(idsOf(filtered(feed, 'faults'))).toEqual(['f']);
    expect(idsOf(filtered(feed, 'all'))).toEqual(['f', 'd', 'a']);
  });
});

describe('the dwell of a vehicle that left', () => {
  const left = event('end', 90, { type: 'park_end', visit: 'v' });

  it('is the time since its park_start', () => {
    const feed = withEvents(EMPTY_FEED, [event('start', 30, { visit: 'v' }), left]);
    expect(dwellAtEnd(feed, left)).toEqual({ dwellMs: 60_000, isAtLeast: false });
  });

  it('is "at least" when the vehicle stood there before the camera looked', () => {
    const start = new Date(AT_MS).toISOString();
    const standing = {
      id: 'v',
      type: 'dwell',
      start,
      startCensored: true,
      vehicleType: 'car',
      confidence: 90,
    } as const;
    const feed = withVisits(EMPTY_FEED, [{ ...standing, location: { image: [0.5, 0.5], ground: null } }]);
    expect(dwellAtEnd(feed, left)).toEqual({ dwellMs: 90_000, isAtLeast: true });
  });

  it('is unknown, not zero, when its start was never seen here', () => {
    expect(dwellAtEnd(EMPTY_FEED, left)).toBeNull();
  });
});
