import { describe, expect, it } from 'vitest';
import { dateAfter, dateAt, dayStartMs } from './city-days.js';

describe('a day of the city', () => {
  it('begins at the city’s midnight, not at the browser’s', () => {
    expect(new Date(dayStartMs('2026-05-14', 'America/Chicago')).toISOString()).toBe('2026-05-14T05:00:00.000Z');
    expect(new Date(dayStartMs('2026-05-14', 'Pacific/Kiritimati')).toISOString()).toBe('2026-05-13T10:00:00.000Z');
  });

  it('begins an hour later by the clock where clocks skip midnight', () => {
    const startMs = dayStartMs('2024-04-26', 'Africa/Cairo');
    expect(dateAt(startMs, 'Africa/Cairo')).toBe('2024-04-26');
    expect(dateAt(startMs - 1, 'Africa/Cairo')).toBe('2024-04-25');
  });

  it('has 23 hours when clocks go forward and 25 when they go back', () => {
    const hours = (date: string) =>
      (dayStartMs(dateAfter(date, 1), 'Europe/Berlin') - dayStartMs(date, 'Europe/Berlin')) / 3_600_000;
    expect([hours('2026-03-29'), hours('2026-03-30'), hours('2026-10-25')]).toEqual([23, 24, 25]);
  });

  it('changes at its first moment', () => {
    const startMs = dayStartMs('2026-05-14', 'Asia/Kolkata');
    expect([startMs - 1, startMs].map((atMs) => dateAt(atMs, 'Asia/Kolkata'))).toEqual(['2026-05-13', '2026-05-14']);
  });
});

it('counts days on the calendar across months and years', () => {
  expect(dateAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dateAfter('2026-03-01', -1)).toBe('2026-02-28');
});
