import { describe, expect, it } from 'vitest';
import { hasData, reportChanges, turnoverReport } from './index.js';
import type { DayHour, EarlierDay, ReportedDay, ReportedVisit } from './index.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MIDNIGHT_MS = Date.parse('2026-11-21T00:00:00Z');

function hoursOfDay(count: number): DayHour[] {
  return Array.from({ length: count }, (_, index) => ({
    startMs: MIDNIGHT_MS + index * HOUR_MS,
    endMs: MIDNIGHT_MS + (index + 1) * HOUR_MS,
    label: `${String(index % 24).padStart(2, '0')}:00`,
  }));
}

function dayOf(change: Partial<ReportedDay> = {}): ReportedDay {
  const hours = change.hours ?? hoursOfDay(24);
  return {
    city: { id: 'demo', name: 'Demo', timeZone: 'UTC' },
    date: '2026-11-21',
    hours,
    streets: [{ id: 'main', name: 'Main Street', observedMs: hours.map(() => HOUR_MS) }],
    zones: [
      { id: 'main.a', streetId: 'main', kind: 'parking', outline: null },
      { id: 'main.lane', streetId: 'main', kind: 'travel_lane', outline: null },
    ],
    visits: [],
    violations: [],
    faults: [],
    earlier: [],
    ...change,
  };
}

/** A stop at the curb from one minute of the day to another; `to` null: it still stands. */
function stop(from: number, to: number | null, change: Partial<ReportedVisit> = {}): ReportedVisit {
  return {
    zoneId: 'main.a',
    type: 'dwell',
    startMs: MIDNIGHT_MS + from * MINUTE_MS,
    startCensored: false,
    endMs: to === null ? null : MIDNIGHT_MS + to * MINUTE_MS,
    endCensored: false,
    at: null,
    ...change,
  };
}

const blocked = (from: number, to: number, xM = 0) =>
  stop(from, to, { zoneId: 'main.lane', type: 'double_parking', at: { xM, yM: 0 } });

describe('the turnover of a day', () => {
  it('is the sessions that ended within the day over the hours that were seen', () => {
    const report = turnoverReport(dayOf({ visits: [stop(60, 90), stop(100, 130), stop(1_430, null)] }));
    expect(report.curb).toMatchObject({ sessions: 2, arrivals: 3, turnover: 0.08, averageDwellMs: 30 * MINUTE_MS });
  });

  it('counts a session on the day on which it ends, and a departure at midnight on the day that begins', () => {
    const overnight = stop(-120, 0);
    expect(turnoverReport(dayOf({ visits: [overnight] })).curb).toMatchObject({ sessions: 1, arrivals: 0 });
    expect(turnoverReport(dayOf({ visits: [stop(1_400, 1_440)] })).curb).toMatchObject({ sessions: 0, arrivals: 1 });
  });

  it('is -1 for a zone whose camera saw less than half of the day, and a number at exactly half', () => {
    const seenHours = (count: number, extraMs = 0) => [
      {
        id: 'main',
        name: 'Main Street',
        observedMs: hoursOfDay(24).map((_, index) => (index < count ? HOUR_MS : index === count ? extraMs : 0)),
      },
    ];
    expect(turnoverReport(dayOf({ streets: seenHours(12) })).curb?.sessions).toBe(0);
    expect(turnoverReport(dayOf({ streets: seenHours(11, HOUR_MS - 1) })).curb?.sessions).toBe(-1);
  });

  it('covers all 23 hours of the day the clock goes forward and all 25 of the day it goes back', () => {
    for (const count of [23, 25]) {
      const report = turnoverReport(dayOf({ hours: hoursOfDay(count), visits: [stop(0, count * 60 - 1)] }));
      expect(report.curb?.occupancyByHour).toHaveLength(count);
      expect(report.curb?.sessions).toBe(1);
      expect(report.blindMs).toBe(0);
    }
  });

  it('does not depend on the order of the visits, zones and streets', () => {
    const visits = [stop(60, 90), stop(60, 91), blocked(10, 20), blocked(10, 25, 40), blocked(300, 310, 2)];
    const day = dayOf({ visits });
    const turned = { ...day, visits: [...visits].reverse(), zones: [...day.zones].reverse() };
    expect(JSON.stringify(turnoverReport(turned))).toBe(JSON.stringify(turnoverReport(day)));
  });
});

describe('occupancy by hour', () => {
  it('is the time stood over the length of the hour, so two vehicles at once make two', () => {
    const visits = [stop(60, 120), stop(60, 90)];
    expect(turnoverReport(dayOf({ visits })).curb?.occupancyByHour.slice(0, 3)).toEqual([0, 1.5, 0]);
  });

  it('is -1 in an hour that was mostly unseen', () => {
    const observedMs = hoursOfDay(24).map((_, index) => (index === 5 ? HOUR_MS / 2 - 1 : HOUR_MS));
    const streets = [{ id: 'main', name: 'Main Street', observedMs }];
    const report = turnoverReport(dayOf({ streets, visits: [stop(0, 1_440)] }));
    expect(report.curb?.occupancyByHour[5]).toBe(-1);
    expect(report.curb?.occupancy).toBe(1);
  });
});

describe('the dwell of a day', () => {
  it('has as median the stay that half of the vehicles do not exceed', () => {
    const visits = [stop(0, 10), stop(0, 20), stop(0, 30), stop(0, 40)];
    expect(turnoverReport(dayOf({ visits })).curb?.dwell.median).toEqual({ ms: 20 * MINUTE_MS, isAtLeast: false });
  });

  it('counts a vehicle that nobody saw leave for as long as it was known to stand', () => {
    // Without the unseen departure the median would be 10 minutes.
    const visits = [stop(0, 10), stop(0, 15, { endCensored: true }), stop(0, 40), stop(0, 50)];
    const dwell = turnoverReport(dayOf({ visits })).curb?.dwell;
    expect(dwell?.median).toEqual({ ms: 40 * MINUTE_MS, isAtLeast: false });
    expect(dwell).toMatchObject({ vehicles: 4, openEnded: 1 });
  });

  it('says only "at least" when most vehicles were still standing', () => {
    const visits = [stop(0, 10), stop(1_200, null), stop(1_380, null)];
    expect(turnoverReport(dayOf({ visits })).curb?.dwell.median).toEqual({ ms: 240 * MINUTE_MS, isAtLeast: true });
  });

  it('leaves out a vehicle that was there before the camera looked', () => {
    expect(turnoverReport(dayOf({ visits: [stop(0, 10, { startCensored: true })] })).curb?.dwell.vehicles).toBe(0);
  });

  it('does not change when the vehicle leaves after the end of the day', () => {
    const early = turnoverReport(dayOf({ visits: [stop(1_400, null)] }));
    const late = turnoverReport(dayOf({ visits: [stop(1_400, 2_000)] }));
    expect(late).toEqual(early);
  });

  it('is shared out over classes whose lower limit belongs to them', () => {
    const visits = [stop(0, 4), stop(0, 5), stop(0, 15), stop(0, 300)];
    expect(turnoverReport(dayOf({ visits })).curb?.dwell.classes).toEqual([1, 1, 1, 0, 0, 0, 1]);
  });
});

describe('double parking', () => {
  it('is counted where it began and blocks for as long as it stood within the day', () => {
    const report = turnoverReport(dayOf({ visits: [blocked(-30, 30), blocked(120, 125)] }));
    expect(report.lane).toMatchObject({ doubleParking: 1, blockedMs: 35 * MINUTE_MS });
    expect(report.lane?.blockedMsByHour[0]).toBe(30 * MINUTE_MS);
  });

  it('has a hot spot for vehicles within ten metres of each other, and another beyond', () => {
    const spots = turnoverReport(dayOf({ visits: [blocked(0, 10, 0), blocked(20, 30, 10), blocked(40, 50, 15.1)] }));
    expect(spots.hotSpots.map(({ events }) => events)).toEqual([2, 1]);
    const apart = turnoverReport(dayOf({ visits: [blocked(0, 10, 0), blocked(20, 30, 10.1)] }));
    expect(apart.hotSpots.map(({ events }) => events)).toEqual([1, 1]);
  });

  it('has no hot spot on a lane that is not known, and one on a lane of which half was seen', () => {
    const seenFor = (ms: number) => [
      { id: 'main', name: 'Main Street', observedMs: hoursOfDay(24).map((_, hour) => (hour === 0 ? ms : 0)) },
    ];
    const hours = hoursOfDay(1);
    const visits = [blocked(0, 10)];
    expect(turnoverReport(dayOf({ hours, visits, streets: seenFor(HOUR_MS / 2) })).hotSpots).toHaveLength(1);
    expect(turnoverReport(dayOf({ hours, visits, streets: seenFor(HOUR_MS / 2 - 1) })).hotSpots).toEqual([]);
  });

  it('has hot spots of one lane each, which block it for no longer than the lane was blocked', () => {
    const other = stop(20, 50, { zoneId: 'main.other', type: 'double_parking', at: { xM: 3, yM: 0 } });
    const zones = [
      ...dayOf().zones,
      { id: 'main.other', streetId: 'main', kind: 'travel_lane' as const, outline: null },
    ];
    const { hotSpots } = turnoverReport(dayOf({ zones, visits: [blocked(0, 10), other] }));
    expect(hotSpots.map(({ zoneId, events, blockedMs }) => [zoneId, events, blockedMs])).toEqual([
      ['main.other', 1, 30 * MINUTE_MS],
      ['main.lane', 1, 10 * MINUTE_MS],
    ]);
  });
});

describe('the comparison with the weeks before', () => {
  const earlier = (date: string, sessions: number, observedMs = 24 * HOUR_MS): EarlierDay => ({
    date,
    zones: [
      {
        zoneId: 'main.a',
        sessions,
        measuredVisits: sessions,
        measuredDwellMs: sessions * MINUTE_MS,
        doubleParking: 0,
        blockedMs: 0,
        observedMs,
        lengthMs: 24 * HOUR_MS,
      },
    ],
  });
  const sessionsAgainst = (...days: EarlierDay[]) => {
    const visits = Array.from({ length: 10 }, (_, index) => stop(index, index + 30));
    return turnoverReport(dayOf({ visits, earlier: days })).comparison.find(({ measure }) => measure === 'sessions');
  };

  it('calls a figure higher only when it is beyond every earlier day', () => {
    expect(sessionsAgainst(earlier('a', 9), earlier('b', 5))).toMatchObject({ verdict: 'higher', usual: 7 });
    expect(sessionsAgainst(earlier('a', 10), earlier('b', 5))?.verdict).toBe('as_usual');
    expect(sessionsAgainst(earlier('a', 11), earlier('b', 12))?.verdict).toBe('lower');
  });

  it('takes a partly blind day at its rate, not at its count', () => {
    const partly = earlier('a', 8, 0.8 * 24 * HOUR_MS);
    expect(sessionsAgainst(partly, earlier('b', 10))).toMatchObject({ usual: 10, verdict: 'as_usual' });
  });

  it('says nothing with fewer than two earlier days, or when they saw less than four fifths of what was seen', () => {
    expect(sessionsAgainst(earlier('a', 9))).toMatchObject({ verdict: 'unknown', usual: null });
    const blind = earlier('b', 8, 0.8 * 24 * HOUR_MS - 1);
    expect(sessionsAgainst(earlier('a', 9), blind)).toMatchObject({ verdict: 'unknown', usual: null });
  });
});

describe('a day without data', () => {
  it('is told from a quiet one', () => {
    const blind = dayOf({ streets: [{ id: 'main', name: 'Main Street', observedMs: hoursOfDay(24).map(() => 0) }] });
    expect(hasData(turnoverReport(blind))).toBe(false);
    expect(turnoverReport(blind).curb?.sessions).toBe(-1);
    expect(hasData(turnoverReport(dayOf()))).toBe(true);
    expect(turnoverReport(dayOf()).curb?.sessions).toBe(0);
  });

  it('needs no camera at all', () => {
    const report = turnoverReport(dayOf({ streets: [], zones: [] }));
    expect(hasData(report)).toBe(false);
    expect(report.curb).toBeNull();
  });
});

describe('what a later report of the same day changes', () => {
  it('is told place by place, the city first, and nothing else is', () => {
    const before = turnoverReport(dayOf({ visits: [stop(0, 10)] }));
    const after = turnoverReport(dayOf({ visits: [stop(0, 10), stop(20, 30)] }));
    expect(reportChanges(before, after).filter(({ figure }) => figure === 'sessions')).toEqual(
      (['city', 'street', 'zone'] as const).map((scope, index) => ({
        place: ['demo', 'main', 'main.a'][index],
        scope,
        figure: 'sessions',
        before: 1,
        after: 2,
      })),
    );
    expect(reportChanges(before, before)).toEqual([]);
  });

  it('names a zone that is no longer there', () => {
    const before = turnoverReport(dayOf());
    const after = turnoverReport(dayOf({ zones: [] }));
    expect(reportChanges(before, after)).toContainEqual(
      expect.objectContaining({ place: 'main.a', figure: 'sessions', before: 0, after: null }),
    );
  });
});
