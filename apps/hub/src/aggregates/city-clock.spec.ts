import { describe, expect, it } from 'vitest';
import { CityClock } from './city-clock.js';

const ms = (iso: string) => Date.parse(iso);
const iso = (atMs: number) => new Date(atMs).toISOString();

describe("the city's clock", () => {
  it('starts a day at local midnight, not at midnight UTC', () => {
    const berlin = new CityClock('Europe/Berlin');
    expect(iso(berlin.dayStart(ms('2026-05-14T21:59:59.999Z')))).toBe('2026-05-13T22:00:00.000Z');
    expect(iso(berlin.dayStart(ms('2026-05-14T22:00:00.000Z')))).toBe('2026-05-14T22:00:00.000Z');
  });

  it('gives the day on which the clock goes forward 23 hours and the day it goes back 25', () => {
    const berlin = new CityClock('Europe/Berlin');
    const hoursOf = (day: string, next: string) =>
      berlin.slices(berlin.dayStart(ms(day)), berlin.dayStart(ms(next))).length;
    expect(hoursOf('2026-03-29T12:00Z', '2026-03-30T12:00Z')).toBe(23);
    expect(hoursOf('2026-10-25T12:00Z', '2026-10-26T12:00Z')).toBe(25);
    expect(iso(berlin.dayStart(ms('2026-03-29T12:00Z')))).toBe('2026-03-28T23:00:00.000Z');
    expect(iso(berlin.dayStart(ms('2026-10-25T12:00Z')))).toBe('2026-10-24T22:00:00.000Z');
  });

  it('starts a day at one o’clock where midnight is skipped', () => {
    // In Santiago the clock goes from 24:00 to 01:00 on 6 September 2026.
    const santiago = new CityClock('America/Santiago');
    expect(iso(santiago.dayStart(ms('2026-09-06T12:00Z')))).toBe('2026-09-06T04:00:00.000Z');
  });

  it('starts hours at half past where the clock is half an hour off', () => {
    const kolkata = new CityClock('Asia/Kolkata');
    expect(iso(kolkata.hourStart(ms('2026-05-14T10:29:59Z')))).toBe('2026-05-14T09:30:00.000Z');
    expect(iso(kolkata.hourStart(ms('2026-05-14T10:30:00Z')))).toBe('2026-05-14T10:30:00.000Z');
  });

  it('cuts an hour short where the clock is shifted by half an hour', () => {
    // On Lord Howe Island the clock goes from 02:00 to 01:30 at 15:00 UTC on 4 April 2026.
    const lordHowe = new CityClock('Australia/Lord_Howe');
    const slices = lordHowe.slices(ms('2026-04-04T14:00Z'), ms('2026-04-04T17:00Z'));
    expect(slices.map(({ fromMs }) => iso(fromMs).slice(11, 16))).toEqual(['14:00', '15:00', '15:30', '16:30']);
  });

  it('cuts a stretch of time at the hours and loses nothing of it', () => {
    const slices = new CityClock('UTC').slices(ms('2026-05-14T09:59:59.500Z'), ms('2026-05-14T12:00:00.250Z'));
    expect(slices.map(({ fromMs, toMs }) => toMs - fromMs)).toEqual([500, 3_600_000, 3_600_000, 250]);
    expect(new CityClock('UTC').slices(5, 5)).toEqual([]);
  });
});
