import { describe, expect, it } from 'vitest';
import { publicDay } from './public-day.js';
import type { CountedTime, MedianStay } from './public-day.js';

const HOUR_MS = 3_600_000;
const GROUP_MIN = 5;

/** One zone's day of three hours, each with so many sessions, seen for so long. */
function dayOf(
  hours: readonly (Partial<CountedTime> & { readonly median?: MedianStay })[],
  medianOfDay: MedianStay | null = null,
) {
  const times = hours.map((_, index) => ({
    label: String(index),
    startMs: index * HOUR_MS,
    endMs: (index + 1) * HOUR_MS,
  }));
  const counted = hours.map((hour) => ({ sessions: 9, occupiedMs: HOUR_MS / 2, observedMs: HOUR_MS, ...hour }));
  const medians = hours.flatMap(({ median }, index): [number, MedianStay][] => (median ? [[index, median]] : []));
  return publicDay(
    { hours: times, counted: new Map(counted.entries()), medians: new Map(medians), medianOfDay },
    GROUP_MIN,
  );
}

const NOTHING = { sessions: null, turnover: null, medianDwellMinutes: null, occupancy: null };

describe('a day as anybody may see it', () => {
  it('has no median of fewer stays than make a group, though more sessions ended', () => {
    const ms = 10 * 60_000;
    const { hours, day } = dayOf([{ median: { ms, of: GROUP_MIN } }, { median: { ms, of: GROUP_MIN - 1 } }, {}], {
      ms,
      of: GROUP_MIN - 1,
    });
    expect(hours.map(({ sessions, medianDwellMinutes }) => [sessions, medianDwellMinutes])).toEqual([
      [9, 10],
      [9, null],
      [9, null],
    ]);
    expect(day).toMatchObject({ sessions: 27, medianDwellMinutes: null });
    expect(dayOf([{}, {}, {}], { ms, of: GROUP_MIN }).day.medianDwellMinutes).toBe(10);
  });

  it('tells a median in whole minutes', () => {
    const of = (ms: number) => dayOf([{ median: { ms, of: 9 } }, {}, {}]).hours[0]?.medianDwellMinutes;
    expect([of(629_999), of(630_000)]).toEqual([10, 11]);
  });

  it('is not known where less than half was seen, and leaves that out of its sums', () => {
    const { hours, day } = dayOf([{}, { observedMs: HOUR_MS / 2 }, { observedMs: HOUR_MS / 2 - 1 }]);
    expect(hours.map(({ state }) => state)).toEqual(['published', 'published', 'not_seen']);
    expect(hours[2]).toMatchObject(NOTHING);
    // Turnover over the time seen, occupancy over the time there was.
    expect(hours[1]).toMatchObject({ turnover: 18, occupancy: 0.5 });
    expect(day).toMatchObject({ sessions: 18, turnover: 12, occupancy: 0.5 });
  });

  it('says nothing where its sessions make no group, and nothing but that where nobody saw it', () => {
    const small = dayOf([{ sessions: 2 }, { sessions: 1 }, { sessions: 1 }]);
    expect([...small.hours, small.day].map(({ state }) => state)).toEqual(Array(4).fill('withheld'));
    expect(small.day).toEqual({ state: 'withheld', ...NOTHING });
    const unseen = dayOf([{ observedMs: 0 }, { observedMs: 0 }, { observedMs: 0 }]);
    expect(unseen.day).toEqual({ state: 'not_seen', ...NOTHING });
  });
});
