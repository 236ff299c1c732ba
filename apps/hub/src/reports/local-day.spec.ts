import { describe, expect, it } from 'vitest';
import { CityClock } from '../aggregates/city-clock.js';
import { dateAfter, dateAt, dueAtMs, hoursOf, isDate } from './local-day.js';

const calendarOf = (timeZone: string) => ({ timeZone, clock: new CityClock(timeZone) });
const berlin = calendarOf('Europe/Berlin');
const iso = (atMs: number) => new Date(atMs).toISOString();

describe("a city's day", () => {
  it('has 24 hours that begin at local midnight', () => {
    const hours = hoursOf('2026-11-21', berlin);
    expect(hours).toHaveLength(24);
    expect(hours[0]).toMatchObject({ startMs: Date.parse('2026-11-20T23:00:00Z'), label: '00:00' });
  });

  it('has 23 hours when the clock goes forward, of which none is called two o’clock', () => {
    const labels = hoursOf('2026-03-29', berlin).map(({ label }) => label);
    expect(labels).toHaveLength(23);
    expect(labels).not.toContain('02:00');
  });

  it('has 25 hours when the clock goes back, of which two are called two o’clock', () => {
    const labels = hoursOf('2026-10-25', berlin).map(({ label }) => label);
    expect(labels).toHaveLength(25);
    expect(labels.filter((label) => label === '02:00')).toHaveLength(2);
  });

  it('is found at both ends of the date line', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      expect(hoursOf('2026-11-21', calendarOf(zone))).toHaveLength(24);
    }
  });

  it('has no hours where the calendar skips it', () => {
    expect(hoursOf('2011-12-30', calendarOf('Pacific/Apia'))).toEqual([]);
  });

  it('begins for each city in its own time', () => {
    expect(dateAt(Date.parse('2026-11-21T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-22');
    expect(dateAt(Date.parse('2026-11-21T23:30:00Z'), 'UTC')).toBe('2026-11-21');
  });

  it('is told from what is no day', () => {
    expect(['2026-02-28', '2028-02-29'].every(isDate)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '21.11.2026', 'yesterday'].some(isDate)).toBe(false);
    expect(dateAfter('2026-02-28', 1)).toBe('2026-03-01');
  });
});

describe('the hour of the report', () => {
  it('is two in the morning of the next day', () => {
    expect(iso(dueAtMs('2026-11-21', 2, berlin))).toBe('2026-11-22T01:00:00.000Z');
  });

  it('is three where the clock skips two', () => {
    expect(iso(dueAtMs('2026-03-28', 2, berlin))).toBe('2026-03-29T01:00:00.000Z');
  });

  it('is the first of the two where the clock shows two twice', () => {
    expect(iso(dueAtMs('2026-10-24', 2, berlin))).toBe('2026-10-25T00:00:00.000Z');
  });
});
