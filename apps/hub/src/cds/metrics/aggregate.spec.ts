import { describe, expect, it } from 'vitest';
import { CityClock } from '../../aggregates/city-clock.js';
import { HourlySums, isBlind, localHours } from './aggregate.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const utc = new CityClock('UTC');
const newYork = new CityClock('America/New_York');
const nineMs = Date.UTC(2026, 4, 14, 9);

describe('the hours of a city', () => {
  it('have its own date and number', () => {
    expect(localHours(nineMs, nineMs + HOUR_MS, newYork)).toEqual([
      { date: '2026-05-14', hour: 5, durationMs: HOUR_MS, startsMs: [nineMs] },
    ]);
  });

  it('are twice as long when the clock goes back, and left out when it goes forward', () => {
    const back = localHours(Date.UTC(2026, 10, 1, 4), Date.UTC(2026, 10, 1, 8), newYork);
    expect(back.map(({ hour, durationMs }) => [hour, durationMs / HOUR_MS])).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
    ]);
    const forward = localHours(Date.UTC(2026, 2, 8, 6), Date.UTC(2026, 2, 8, 8), newYork);
    expect(forward.map(({ hour }) => hour)).toEqual([1, 3]);
  });
});

describe('the numbers of an hour', () => {
  const sums = new HourlySums(utc);
  sums.add({ startMs: nineMs + 50 * MINUTE_MS, endMs: nineMs + 80 * MINUTE_MS });
  sums.add({ startMs: nineMs, endMs: nineMs + 10 * MINUTE_MS });
  sums.add({ startMs: nineMs + MINUTE_MS, endMs: null });
  sums.add({ startMs: null, endMs: nineMs + 5 * MINUTE_MS });
  const [nine, ten, eleven] = localHours(nineMs, nineMs + 3 * HOUR_MS, utc);
  const numbers = (hour: typeof nine) =>
    (['total_sessions', 'turnover', 'average_dwell_time', 'occupancy_percent', 'total_events'] as const).map(
      (metric) => (hour ? sums.value(metric, hour, 2) : undefined),
    );

  it('count a session where it began, with its whole dwell, and share out what it occupied', () => {
    // 30 and 10 minutes of dwell; 10 + 10 minutes of this hour, in two spaces.
    expect(numbers(nine)).toEqual([3, 3, 20, 0.1667, 5]);
    expect(numbers(ten)).toEqual([0, 0, 0, 0.1667, 1]);
  });

  it('are nothing where nothing happened', () => {
    expect(numbers(eleven)).toEqual([0, 0, 0, 0, 0]);
  });

  it('have no average where no dwell is known', () => {
    const open = new HourlySums(utc);
    open.add({ startMs: nineMs, endMs: null });
    expect(nine && open.value('average_dwell_time', nine, 1)).toBeNull();
  });

  it('are unknown for an hour that was unseen for the greater part, and known at just half', () => {
    const later = { nowMs: nineMs + 5 * HOUR_MS, cameras: 1 };
    expect(nine && isBlind(nine, HOUR_MS / 2, later)).toBe(false);
    expect(nine && isBlind(nine, HOUR_MS / 2 - 1, later)).toBe(true);
    expect(nine && isBlind(nine, 10 * MINUTE_MS, { nowMs: nineMs + 22 * MINUTE_MS, cameras: 1 })).toBe(false);
  });
});
