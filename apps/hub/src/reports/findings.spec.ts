import { describe, expect, it } from 'vitest';
import { turnoverReport } from '#curb';
import type { DayHour, ReportedDay, ReportedVisit } from '#curb';
import { findings } from './findings.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MIDNIGHT_MS = Date.parse('2026-11-21T00:00:00Z');
const hoursOf = (...labels: number[]): DayHour[] =>
  labels.map((label, index) => ({
    startMs: MIDNIGHT_MS + index * HOUR_MS,
    endMs: MIDNIGHT_MS + (index + 1) * HOUR_MS,
    label: `${String(label).padStart(2, '0')}:00`,
  }));
const ORDINARY = Array.from({ length: 24 }, (_, hour) => hour);

interface Street {
  readonly name: string;
  readonly seenHours: number;
}

/** A zone and a lane a street. */
function dayOf(streets: readonly Street[], visits: readonly ReportedVisit[] = [], hours = hoursOf(...ORDINARY)) {
  const day: ReportedDay = {
    city: { id: 'demo', name: 'Demo', timeZone: 'UTC' },
    date: '2026-11-21',
    hours,
    streets: streets.map(({ name, seenHours }) => ({
      id: name,
      name,
      observedMs: hours.map((_, index) => (index < seenHours ? HOUR_MS : 0)),
    })),
    zones: streets.flatMap(({ name }) => [
      { id: `${name}.parking`, streetId: name, kind: 'parking' as const, outline: null },
      { id: `${name}.lane`, streetId: name, kind: 'travel_lane' as const, outline: null },
    ]),
    visits,
    violations: [],
    faults: [],
    earlier: [],
  };
  return findings(turnoverReport(day)).map((words) => words.replaceAll('\u00a0', ' '));
}

const stop = (from: number, minutes: number, change: Partial<ReportedVisit> = {}): ReportedVisit => ({
  zoneId: 'Main Street.parking',
  type: 'dwell',
  startMs: MIDNIGHT_MS + from * MINUTE_MS,
  startCensored: false,
  endMs: MIDNIGHT_MS + (from + minutes) * MINUTE_MS,
  endCensored: false,
  at: null,
  ...change,
});
const blocked = (from: number) => stop(from, 5, { zoneId: 'Main Street.lane', type: 'double_parking' });
const SEEN = { name: 'Main Street', seenHours: 24 };

describe('what is said of the curb', () => {
  it('is one sentence of one vehicle, and no share of it', () => {
    expect(dayOf([SEEN], [stop(60, 12)])).toEqual([
      '1 vehicle used the curb and left again.',
      'The one that arrived stayed 12 min.',
      'No vehicle was seen to double-park.',
    ]);
  });

  it('speaks of the longest-staying 15 % from seven vehicles on, of which one is as much', () => {
    const vehicles = (count: number) => Array.from({ length: count }, (_, index) => stop(60 * index, 10 + index));
    expect(dayOf([SEEN], vehicles(6))[1]).toBe('Half of those that arrived had left within 12 min.');
    expect(dayOf([SEEN], vehicles(7))[1]).toBe(
      'Half of those that arrived had left within 13 min; the longest-staying 15 % stayed over 15 min.',
    );
  });

  it('tells an empty curb from one that nobody left', () => {
    expect(dayOf([SEEN])[0]).toBe('No vehicle was seen to use the curb.');
    expect(dayOf([SEEN], [stop(60, 0, { endMs: null })])[0]).toBe('No vehicle was seen to leave the curb.');
  });
});

describe('what was not seen', () => {
  it('has no worst place', () => {
    const visits = [blocked(10), blocked(70)];
    expect(dayOf([SEEN], visits)).toContainEqual(expect.stringContaining('The worst place was lane, Main Street'));
    expect(dayOf([{ name: 'Main Street', seenHours: 4 }], visits)).toEqual([
      'The cameras saw 17 % of the day; 20 h of camera time is missing. Figures that need it are marked "not known".',
      'Too little of the curb was seen to say how it was used.',
      'Too little of the lanes was seen to speak of double parking.',
    ]);
  });

  it('is marked "not known" only where it is', () => {
    expect(dayOf([{ name: 'Main Street', seenHours: 20 }])[0]).toBe(
      'The cameras saw 83 % of the day; 4 h of camera time is missing.',
    );
  });

  it('is named where it is a street beside others, and counted from the fourth on', () => {
    const dark = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `Dark ${index}`, seenHours: 0 }));
    expect(dayOf([SEEN, ...dark(1)])).toContain('Too little was seen of Dark 0: the figures are without it.');
    expect(dayOf([SEEN, ...dark(3)])).toContain(
      'Too little was seen of Dark 0, Dark 1 and Dark 2: the figures are without them.',
    );
    expect(dayOf([SEEN, ...dark(4)])).toContain('Too little was seen of 4 of 5 streets: the figures are without them.');
  });
});

describe('a day on which the clocks change', () => {
  const lastOf = (...labels: number[]) => dayOf([{ ...SEEN, seenHours: 25 }], [], hoursOf(...labels)).at(-1);

  it('is said to have the hours it has, and which of them is missing or comes twice', () => {
    expect(lastOf(...ORDINARY.filter((hour) => hour !== 2))).toBe(
      'The clocks went forward on this day: it had 23 hours, and none from 02:00.',
    );
    expect(lastOf(...ORDINARY.flatMap((hour) => (hour === 2 ? [2, 2] : [hour])))).toBe(
      'The clocks went back on this day: it had 25 hours, and the one from 02:00 came twice.',
    );
    expect(lastOf(...ORDINARY)).not.toContain('clocks');
  });
});
