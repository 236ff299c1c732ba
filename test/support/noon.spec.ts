import { describe, expect, it } from 'vitest';
import { CityClock } from '../../apps/hub/src/aggregates/city-clock.js';
import { noonDay } from './noon.js';

const HOUR_MS = 3_600_000;

describe('a day on which it is noon', () => {
  it.each(Array.from({ length: 24 }, (_, hour) => hour))(
    'is there at %i:00 UTC, by the name of a time zone',
    (hour) => {
      for (const nowMs of [Date.UTC(2026, 11, 31, hour), Date.UTC(2026, 11, 31, hour, 59, 59, 999)]) {
        const { timeZone, startMs, dateOf } = noonDay(nowMs);
        expect(Math.floor((nowMs - startMs) / HOUR_MS)).toBe(12);
        expect(new CityClock(timeZone).dayStart(nowMs)).toBe(startMs);
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
        expect([0, 1].map(dateOf)).toEqual([0, 1].map((days) => format.format(nowMs - days * 24 * HOUR_MS)));
      }
    },
  );
});
