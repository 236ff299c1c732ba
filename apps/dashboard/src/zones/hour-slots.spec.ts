import { describe, expect, it } from 'vitest';
import type { ZoneHour } from '../api/types.js';
import { hourSlots, slotsMax } from './hour-slots.js';

const NOW_MS = new Date(2024, 4, 14, 14, 20).getTime();
const at = (hour: number): number => new Date(2024, 4, 14, hour).getTime();

function hour(start: number, change: Partial<ZoneHour> = {}): ZoneHour {
  return {
    hour: new Date(at(start)).toISOString(),
    arrivals: 0,
    departures: 0,
    turnover: 0,
    averageDwellMs: null,
    occupiedMs: 0,
    doubleParking: 0,
    blockedMs: 0,
    observedMs: 3_600_000,
    ...change,
  };
}
const day = Array.from({ length: 15 }, (_, start) => hour(start));
const slotAt = (hours: readonly ZoneHour[], start: number) =>
  hourSlots(hours, 'arrivals', NOW_MS).find((slot) => slot.startMs === at(start));

describe('the hours of today', () => {
  it('run from local midnight to midnight', () => {
    const slots = hourSlots(day, 'arrivals', NOW_MS);
    expect(slots).toHaveLength(24);
    expect(slots[0]?.startMs).toBe(at(0));
  });

  it.each([-30, 30, 45])("begin with the city's own, whose clock is %i minutes beside the reader's", (minutes) => {
    const theirs = day.map((own) => ({
      ...own,
      hour: new Date(Date.parse(own.hour) + minutes * 60_000).toISOString(),
    }));
    const slots = hourSlots(theirs, 'arrivals', NOW_MS);
    expect(slots).toHaveLength(24);
    expect(slots[0]?.startMs).toBe(at(0) + ((minutes + 60) % 60) * 60_000);
    expect(slots.filter(({ state }) => state === 'seen').length).toBeGreaterThanOrEqual(14);
  });

  it('keep a quiet hour apart from an unseen one', () => {
    const hours = [...day.filter((_, start) => start !== 9), hour(9, { arrivals: -1, averageDwellMs: -1 })];
    expect(slotAt(hours, 8)).toMatchObject({ state: 'seen', value: 0 });
    expect(slotAt(hours, 9)).toEqual({ state: 'unseen', startMs: at(9) });
  });

  it('count a past hour the hub does not know as unseen, never as zero', () => {
    expect(slotAt(day.slice(0, 5), 10)).toMatchObject({ state: 'unseen' });
  });

  it('mark the running hour, and leave the coming ones empty', () => {
    expect(slotAt(day, 14)).toMatchObject({ state: 'seen', isRunning: true });
    expect(slotAt(day, 13)).toMatchObject({ state: 'seen', isRunning: false });
    expect(slotAt(day, 15)).toMatchObject({ state: 'ahead' });
  });
});

it('the tallest bar of a day without arrivals is not zero', () => {
  expect(slotsMax(hourSlots(day, 'arrivals', NOW_MS))).toBe(1);
});
