import { describe, expect, it } from 'vitest';
import type { HeatCell } from '../api/types.js';
import { cellWords, heatMax, heatShare, seenWords, weekRows } from './week.js';

const cell = (weekday: number, hour: number, value: number | null): HeatCell => ({
  weekday,
  hour,
  value,
  seenHours: value === null ? 0 : 4,
  blindHours: value === null ? 4 : 0,
});
const week = Array.from({ length: 168 }, (_, i) => cell(Math.floor(i / 24) + 1, i % 24, i % 24 === 3 ? null : i));

describe('a usual week', () => {
  it('is seven days of 24 hours, Monday first', () => {
    const rows = weekRows(week);
    expect(rows.map((row) => row.length)).toEqual([24, 24, 24, 24, 24, 24, 24]);
    expect(rows.map((row) => row[0]?.weekday)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('keeps an hour without any apart from one not seen', () => {
    expect(heatShare(cell(1, 3, 0), 10)).toBe(0);
    expect(heatShare(cell(1, 3, null), 10)).toBeNull();
    expect(heatShare(cell(1, 3, 10), 10)).toBe(1);
  });

  it('in which nothing happened divides by no zero', () => {
    expect(heatMax([cell(1, 0, 0), cell(1, 1, null)])).toBe(0);
    expect(heatShare(cell(1, 0, 0), 0)).toBe(0);
  });

  it('is told hour by hour', () => {
    expect(cellWords(cell(1, 8, 2.44), 'arrivals')).toBe('Monday 8:00–9:00: 2.44 arrivals an hour at a zone');
    expect(cellWords(cell(7, 23, null), 'occupancy')).toBe('Sunday 23:00–24:00: not seen');
    expect(seenWords({ seenHours: 1, blindHours: 0 })).toBe('1 camera hour seen');
    expect(seenWords({ seenHours: 27, blindHours: 1 })).toBe('27 camera hours seen, 1 blind hour left out');
  });
});
