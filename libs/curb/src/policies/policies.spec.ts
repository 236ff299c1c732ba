import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applies, governingRules } from './governing-rule.js';
import type { CurbRules } from './governing-rule.js';
import { knownVehicle } from './known-vehicle.js';
import { DAYS_OF_WEEK } from './policy.js';
import type { LocalClock, Policy, Rule, TimeSpan } from './policy.js';
import { covers } from './time-span.js';
import { turningPoints } from './turning-points.js';
import { PARKED_AFTER_MS, violationsOf } from './violation.js';
import type { Stay } from './violation.js';
import { at, nothingCalledOut, policy, rule, span, utc } from '../../../../test/support/written-policies.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const car = knownVehicle('car');

/** New York in 2026: the clock goes forward on 8 March at 07:00 UTC and back on 1 November at 06:00 UTC. */
const newYork: LocalClock = {
  offsetMs: (atMs) => {
    const isSummer = atMs >= Date.UTC(2026, 2, 8, 7) && atMs < Date.UTC(2026, 10, 1, 6);
    return (isSummer ? -4 : -5) * HOUR_MS;
  },
};

const curb = (policies: readonly Policy[], clock = utc): CurbRules => ({
  policies,
  clock,
  isInForce: nothingCalledOut,
});
/** Where the zone's policies have never changed. */
const violationsUnder = (stay: Stay, rules: CurbRules) =>
  violationsOf(stay, [{ ...rules, fromMs: -Infinity, toMs: Infinity }]);

describe('a time span', () => {
  const covered = (timeSpan: TimeSpan, time: string, clock = utc) =>
    covers(timeSpan, Date.parse(time), clock, nothingCalledOut);

  it('begins with its first minute and ends before its last', () => {
    const morning = span({ fromMinute: at('08:00'), toMinute: at('09:30') });
    expect(covered(morning, '2026-05-14T07:59:59.999Z')).toBe(false);
    expect(covered(morning, '2026-05-14T08:00:00.000Z')).toBe(true);
    expect(covered(morning, '2026-05-14T09:29:59.999Z')).toBe(true);
    expect(covered(morning, '2026-05-14T09:30:00.000Z')).toBe(false);
  });

  it('past midnight belongs to the day on which it began', () => {
    const fridayNight = span({ fromMinute: at('22:00'), toMinute: at('06:00'), daysOfWeek: ['fri'] });
    expect(covered(fridayNight, '2026-05-15T22:00:00Z')).toBe(true);
    expect(covered(fridayNight, '2026-05-16T05:59:59Z')).toBe(true);
    expect(covered(fridayNight, '2026-05-16T06:00:00Z')).toBe(false);
    expect(covered(fridayNight, '2026-05-15T05:00:00Z')).toBe(false);
  });

  it("follows the city's clock through the night in which it goes forward and the one in which it goes back", () => {
    const early = span({ fromMinute: at('01:00'), toMinute: at('02:00') });
    expect(covered(early, '2026-03-08T06:30:00Z', newYork)).toBe(true);
    const skipped = span({ fromMinute: at('02:00'), toMinute: at('03:00') });
    for (const time of ['06:59', '07:00', '07:30', '08:00']) {
      expect(covered(skipped, `2026-03-08T${time}:00Z`, newYork)).toBe(false);
    }
    // 01:30 comes twice.
    expect(covered(early, '2026-11-01T05:30:00Z', newYork)).toBe(true);
    expect(covered(early, '2026-11-01T06:30:00Z', newYork)).toBe(true);
    expect(covered(early, '2026-11-01T07:30:00Z', newYork)).toBe(false);
  });

  it('counts the weeks of a month from its first day', () => {
    const second = span({ weeksOfMonth: [2], daysOfWeek: ['tue'] });
    expect(covered(second, '2026-05-05T12:00:00Z')).toBe(false);
    expect(covered(second, '2026-05-12T12:00:00Z')).toBe(true);
    expect(covered(second, '2026-05-19T12:00:00Z')).toBe(false);
  });

  it('that ends at the minute at which it began is a day long', () => {
    const friday = span({ fromMinute: at('22:00'), toMinute: at('22:00'), daysOfWeek: ['fri'] });
    expect(covered(friday, '2026-05-15T21:59:59Z')).toBe(false);
    expect(covered(friday, '2026-05-15T22:00:00Z')).toBe(true);
    expect(covered(friday, '2026-05-16T21:59:59Z')).toBe(true);
    expect(covered(friday, '2026-05-16T22:00:00Z')).toBe(false);
  });

  it('begins with the first moment of its start date and ends before its end date', () => {
    const [startMs, endMs] = [Date.UTC(2026, 4, 14), Date.UTC(2026, 4, 15)];
    const dated = span({ startMs, endMs });
    const at = (timeMs: number) => covers(dated, timeMs, utc, nothingCalledOut);
    expect([startMs - 1, startMs, endMs - 1, endMs].map(at)).toEqual([false, true, true, false]);
  });

  it('covers the days and months it names, on the city’s calendar', () => {
    const second = span({ daysOfMonth: [2] });
    expect(covered(second, '2026-05-01T23:59:59Z')).toBe(false);
    expect(covered(second, '2026-05-02T00:00:00Z')).toBe(true);
    expect(covered(second, '2026-05-03T00:00:00Z')).toBe(false);
    expect(covered(second, '2026-05-03T03:59:59Z', newYork)).toBe(true);
    const may = span({ months: [5] });
    expect(covered(may, '2026-04-30T23:59:59Z')).toBe(false);
    expect(covered(may, '2026-05-01T00:00:00Z')).toBe(true);
    expect(covered(may, '2026-06-01T00:00:00Z')).toBe(false);
    expect(covered(may, '2026-06-01T03:59:59Z', newYork)).toBe(true);
  });

  it('of a named period nobody has told about covers nobody knows what', () => {
    const snow = span({ designatedPeriod: 'snow emergency' });
    expect(covers(snow, 0, utc, () => true)).toBe(true);
    expect(covers(snow, 0, utc, () => false)).toBe(false);
    expect(covers(snow, 0, utc, () => null)).toBeNull();
  });

  it('that is an exception says when its policy does not apply', () => {
    const always = policy('a', 1, [rule('parking')], [span({ daysOfWeek: ['sun'], isException: true })]);
    expect(applies(always, Date.parse('2026-05-17T12:00:00Z'), utc, nothingCalledOut)).toBe(false);
    expect(applies(always, Date.parse('2026-05-18T12:00:00Z'), utc, nothingCalledOut)).toBe(true);
  });
});

describe('the rule that governs', () => {
  it('is that of the lowest priority which applies to the vehicle', () => {
    const busOnly = policy('bus', 1, [rule('stopping', { userClasses: ['bus'] })]);
    const nobody = policy('nobody', 2, [rule('no stopping')]);
    const governing = (type: 'bus' | 'car') =>
      governingRules(knownVehicle(type), 0, curb([nobody, busOnly])).map((one) => one?.policyId);
    expect(governing('bus')).toEqual(['bus']);
    expect(governing('car')).toEqual(['nobody']);
  });

  it('asks for all user classes at once, and says what a camera cannot tell', () => {
    const electricCars = policy('charging', 1, [rule('parking', { userClasses: ['car', 'electric'] })]);
    const governing = (type: 'bus' | 'car') =>
      governingRules(knownVehicle(type), 0, curb([electricCars])).map((one) => one?.policyId ?? null);
    expect(governing('bus')).toEqual([null]);
    expect(governing('car')).toEqual(['charging', null]);
  });

  it('is none for a vehicle that the rule leaves out', () => {
    const notBuses = policy('all but buses', 1, [rule('no stopping', { userClassesExcept: ['bus'] })]);
    const governing = (type: 'bus' | 'car') =>
      governingRules(knownVehicle(type), 0, curb([notBuses])).map((one) => one?.policyId ?? null);
    expect(governing('bus')).toEqual([null]);
    expect(governing('car')).toEqual(['all but buses']);
  });

  it('may be none where a named period nobody has told about would set the next one aside', () => {
    const holiday = policy('holiday', 1, [rule('parking')], [span({ designatedPeriod: 'holidays' })]);
    const always = policy('always', 2, [rule('no stopping')]);
    const ids = (isInForce: CurbRules['isInForce']) =>
      governingRules(car, 0, { ...curb([holiday, always]), isInForce }).map((one) => one?.policyId ?? null);
    expect(ids(() => null)).toEqual([null]);
    expect(ids(() => false)).toEqual(['always']);
    expect(ids(() => true)).toEqual(['holiday']);
  });

  it('is none where no policy applies', () => {
    expect(governingRules(car, 0, curb([]))).toEqual([null]);
  });
});

describe('a violation', () => {
  const hourLong = [policy('hour', 1, [rule('parking', { maxStayMs: HOUR_MS })])];
  const stay = (startMs: number, endMs: number) => ({ startMs, endMs, vehicle: car });

  it('begins when the stay is longer than allowed, not a moment earlier', () => {
    expect(violationsUnder(stay(0, HOUR_MS), curb(hourLong))).toEqual([]);
    expect(violationsUnder(stay(0, HOUR_MS + 1), curb(hourLong))).toMatchObject([
      { code: 'max_stay', startMs: HOUR_MS, endMs: HOUR_MS + 1, broken: { policyId: 'hour' } },
    ]);
  });

  it('begins at once where stopping is forbidden', () => {
    for (const activity of ['no stopping', 'travel'] as const) {
      const forbidden = curb([policy('red', 1, [rule(activity)])]);
      expect(violationsUnder(stay(5_000, 6_000), forbidden)).toMatchObject([
        { code: 'no_stopping', startMs: 5_000, endMs: 6_000 },
      ]);
    }
  });

  it('begins where only parking is forbidden once the stop is no longer a short one', () => {
    const forbidden = curb([policy('yellow', 1, [rule('no parking')])]);
    expect(violationsUnder(stay(0, PARKED_AFTER_MS), forbidden)).toEqual([]);
    expect(violationsUnder(stay(0, PARKED_AFTER_MS + 1), forbidden)).toMatchObject([{ code: 'no_parking' }]);
  });

  it('begins for a vehicle that stands there when the forbidden time comes, and ends with it', () => {
    const rushHour = policy(
      'rush',
      1,
      [rule('no stopping')],
      [span({ fromMinute: at('16:00'), toMinute: at('18:00') })],
    );
    const dayMs = Date.UTC(2026, 4, 14);
    expect(violationsUnder(stay(dayMs, dayMs + DAY_MS), curb([rushHour]))).toMatchObject([
      { startMs: dayMs + 16 * HOUR_MS, endMs: dayMs + 18 * HOUR_MS },
    ]);
  });

  it('counts the stay from when the rule came into force', () => {
    const day = policy('day', 1, [rule('parking', { maxStayMs: 2 * HOUR_MS })], [span({ fromMinute: at('08:00') })]);
    const dayMs = Date.UTC(2026, 4, 14);
    const found = violationsUnder(stay(dayMs + 6 * HOUR_MS, dayMs + 11 * HOUR_MS), curb([day]));
    expect(found).toMatchObject([{ startMs: dayMs + 10 * HOUR_MS, endMs: dayMs + 11 * HOUR_MS }]);
  });

  it('counts the stay on while other policies come and go, and anew after a break', () => {
    const twoHours = rule('parking', { maxStayMs: 2 * HOUR_MS });
    const lunch = policy('lunch', 2, [rule('loading')], [span({ fromMinute: at('12:00'), toMinute: at('13:00') })]);
    const dayMs = Date.UTC(2026, 4, 14);
    const noon = stay(dayMs + 11 * HOUR_MS, dayMs + 17 * HOUR_MS);
    expect(violationsUnder(noon, curb([policy('day', 1, [twoHours]), lunch]))).toMatchObject([
      { startMs: dayMs + 13 * HOUR_MS, endMs: dayMs + 17 * HOUR_MS },
    ]);
    const halves = [
      span({ fromMinute: at('08:00'), toMinute: at('12:00') }),
      span({ fromMinute: at('14:00'), toMinute: at('18:00') }),
    ];
    expect(violationsUnder(noon, curb([policy('day', 1, [twoHours], halves)]))).toMatchObject([
      { startMs: dayMs + 16 * HOUR_MS, endMs: dayMs + 17 * HOUR_MS },
    ]);
  });

  it('counts the stay on under the next policy of the same limit for the same vehicles, and anew under any other', () => {
    const until = span({ toMinute: at('12:00') });
    const from = span({ fromMinute: at('12:00') });
    const limit = { maxStayMs: 2 * HOUR_MS, userClasses: ['car', 'electric'] };
    const morning = policy('morning', 1, [rule('parking', limit)], [until]);
    const noonMs = Date.UTC(2026, 4, 14, 12);
    const overFrom = (change: Partial<Rule>) => {
      const nobodyElse = policy('nobody else', 2, [rule('parking', { maxStayMs: MINUTE_MS, userClasses: ['car'] })]);
      const rest = policy('rest', 1, [rule('parking', { ...limit, ...change })], [from]);
      const [first] = violationsUnder(stay(noonMs - HOUR_MS, noonMs + 5 * HOUR_MS), curb([morning, rest, nobodyElse]));
      return first && (first.startMs - noonMs) / HOUR_MS;
    };
    expect(overFrom({})).toBe(1);
    expect(overFrom({ userClasses: ['electric', 'car'] })).toBe(1);
    expect(overFrom({ name: 'the same by another name' })).toBe(1);
    expect(overFrom({ userClasses: ['car', 'freight'] })).toBe(2);
    expect(overFrom({ userClassesExcept: ['taxi'] })).toBe(2);
    expect(overFrom({ maxStayMs: 3 * HOUR_MS })).toBe(3);
  });

  it('at night is what the policy of that night forbids, also when the clock is shifted meanwhile', () => {
    const night = policy(
      'night',
      1,
      [rule('no stopping')],
      [span({ fromMinute: at('22:00'), toMinute: at('06:00'), daysOfWeek: ['sat'] })],
    );
    for (const [saturday, hours] of [
      // The clock goes forward in the first night and back in the second.
      ['2026-03-08T03:00:00Z', 7],
      ['2026-11-01T02:00:00Z', 9],
      ['2026-05-17T02:00:00Z', 8],
    ] as const) {
      const startMs = Date.parse(saturday);
      const found = violationsUnder(stay(startMs - 5 * HOUR_MS, startMs + 20 * HOUR_MS), curb([night], newYork));
      expect(found).toMatchObject([{ code: 'no_stopping', startMs, endMs: startMs + hours * HOUR_MS }]);
      expect(found).toHaveLength(1);
    }
  });

  it('is none where a class that the camera cannot see might stand as long as it likes', () => {
    const permit = policy('permit', 1, [rule('parking', { userClasses: ['permit'] })]);
    expect(violationsUnder(stay(0, DAY_MS), curb([permit, policy('nobody else', 2, [rule('no stopping')])]))).toEqual(
      [],
    );
  });

  it('is only what every class that the camera cannot see would be guilty of', () => {
    const loading = [
      policy('delivery', 1, [rule('loading', { userClasses: ['delivery'], maxStayMs: 30 * MINUTE_MS })]),
      policy('nobody else', 2, [rule('no stopping')]),
    ];
    expect(violationsUnder(stay(0, 30 * MINUTE_MS), curb(loading))).toEqual([]);
    expect(violationsUnder(stay(0, 31 * MINUTE_MS), curb(loading))).toMatchObject([
      { code: 'max_stay', startMs: 30 * MINUTE_MS, broken: { policyId: 'delivery' } },
    ]);
  });

  it('is not claimed where it hangs on a period nobody has told about', () => {
    const snow = policy('snow', 1, [rule('no stopping')], [span({ designatedPeriod: 'snow emergency' })]);
    expect(violationsUnder(stay(0, DAY_MS), curb([snow]))).toEqual([]);
    const called = { ...curb([snow]), isInForce: () => true };
    expect(violationsUnder(stay(0, DAY_MS), called)).toHaveLength(1);
  });

  const minuteOfDay = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
  const anySpan = fc
    .record({
      daysOfWeek: fc.option(fc.uniqueArray(fc.constantFrom(...DAYS_OF_WEEK), { minLength: 1 })),
      fromMinute: fc.option(minuteOfDay),
      toMinute: fc.option(minuteOfDay.map((minute) => minute + 15)),
      isException: fc.boolean(),
    })
    .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute)
    .map(span);
  const anyPolicy = fc
    .record({
      priority: fc.integer({ min: 1, max: 3 }),
      activity: fc.constantFrom('parking', 'no parking', 'no stopping', 'loading' as const),
      maxStayMinutes: fc.option(fc.integer({ min: 1, max: 600 })),
      spans: fc.array(anySpan, { maxLength: 3 }),
    })
    .map(({ priority, activity, maxStayMinutes, spans }) => {
      const maxStayMs = maxStayMinutes === null ? null : maxStayMinutes * MINUTE_MS;
      return policy(`${priority}/${activity}`, priority, [rule(activity, { maxStayMs })], spans);
    });
  const policies = fc.uniqueArray(anyPolicy, { maxLength: 3, selector: ({ priority }) => priority });
  // Over either change of the clock.
  const anyStart = fc
    .tuple(fc.constantFrom(Date.UTC(2026, 2, 7, 12), Date.UTC(2026, 9, 31, 12)), fc.integer({ min: 0, max: 1_440 }))
    .map(([baseMs, minutes]) => baseMs + minutes * MINUTE_MS);
  const anyStay = fc
    .tuple(anyStart, fc.integer({ min: 0, max: 2_880 }))
    .map(([startMs, minutes]) => stay(startMs, startMs + minutes * MINUTE_MS));

  it('lies within its stay, in order, apart from the others', () => {
    fc.assert(
      fc.property(policies, anyStay, (some, { startMs, endMs }) => {
        let lastMs = startMs;
        for (const violation of violationsUnder(stay(startMs, endMs), curb(some, newYork))) {
          expect(violation.startMs).toBeGreaterThanOrEqual(lastMs);
          expect(violation.endMs).toBeGreaterThan(violation.startMs);
          expect(violation.endMs).toBeLessThanOrEqual(endMs);
          lastMs = violation.endMs;
        }
      }),
    );
  });

  it('is the same for a vehicle that has left and, until then, for one that has not', () => {
    fc.assert(
      fc.property(policies, anyStay, fc.integer({ min: 1, max: 600 }), (some, { startMs, endMs }, minutes) => {
        const shorter = violationsUnder(stay(startMs, endMs), curb(some, newYork));
        const longer = violationsUnder(stay(startMs, endMs + minutes * MINUTE_MS), curb(some, newYork));
        const cut = longer
          .filter((violation) => violation.startMs < endMs)
          .map((violation) => ({ ...violation, endMs: Math.min(violation.endMs, endMs) }));
        expect(shorter).toEqual(cut);
      }),
    );
  });

  it('of forbidden stopping covers just the minutes in which the governing rule forbids it', () => {
    fc.assert(
      fc.property(policies, anyStay, (some, { startMs, endMs }) => {
        const found = violationsUnder(stay(startMs, endMs), curb(some, newYork));
        for (let minuteMs = startMs; minuteMs < endMs; minuteMs += MINUTE_MS) {
          const [governing] = governingRules(car, minuteMs, curb(some, newYork));
          const isFound = found.some(
            (violation) =>
              violation.code === 'no_stopping' && violation.startMs <= minuteMs && minuteMs < violation.endMs,
          );
          expect(isFound).toBe(governing?.rule.activity === 'no stopping');
        }
      }),
      { numRuns: 30 },
    );
  });

  it('can begin or end only at the moments that are looked at', () => {
    fc.assert(
      fc.property(policies, anyStay, (some, { startMs, endMs }) => {
        const points = turningPoints(some, { fromMs: startMs, toMs: endMs }, newYork);
        const bounds = [startMs, ...points];
        const ruleAt = (atMs: number) => governingRules(car, atMs, curb(some, newYork))[0]?.policyId;
        for (let minuteMs = startMs; minuteMs < endMs; minuteMs += MINUTE_MS) {
          const boundMs = bounds.findLast((pointMs) => pointMs <= minuteMs) ?? startMs;
          expect(ruleAt(minuteMs)).toBe(ruleAt(boundMs));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a stay during which a zone gets other policies', () => {
  const TEN_MS = Date.UTC(2026, 4, 14, 10);
  const minutesOf = (found: readonly { startMs: number; endMs: number }[]) =>
    found.map(({ startMs, endMs }) => [(startMs - TEN_MS) / MINUTE_MS, (endMs - TEN_MS) / MINUTE_MS]);
  const parking = (minutes: number) => rule('parking', { maxStayMs: minutes * MINUTE_MS });
  const halfHour = policy('half-hour', 1, [parking(30)]);
  /** Of a car that comes at ten, what it violates where the policies change that many minutes after. */
  const found = (
    minutes: number,
    periods: readonly { readonly after: number; readonly policies: readonly Policy[] }[],
  ) => {
    const fromMs = (index: number) =>
      index === 0 ? -Infinity : TEN_MS + (periods[index]?.after ?? Infinity) * MINUTE_MS;
    const history = periods.map(({ policies }, index) => {
      const toMs = index + 1 < periods.length ? fromMs(index + 1) : Infinity;
      return { ...curb(policies), fromMs: fromMs(index), toMs };
    });
    return violationsOf({ startMs: TEN_MS, endMs: TEN_MS + minutes * MINUTE_MS, vehicle: car }, history);
  };

  it('counts on from its arrival where the limit stays, of the same policy or of one that is written anew', () => {
    const buses = policy('buses', 0, [rule('stopping', { userClasses: ['bus'] })]);
    const anew = { ...halfHour, id: 'half-hour, written anew', priority: 4 };
    for (const policies of [[halfHour, buses], [anew], [halfHour]]) {
      const change = [
        { after: 0, policies: [halfHour] },
        { after: 20, policies },
      ];
      expect(found(30, change)).toEqual([]);
      expect(minutesOf(found(31, change))).toEqual([[30, 31]]);
    }
  });

  it('counts from when a new limit came into force, be it shorter or longer', () => {
    for (const limit of [10, 60]) {
      const change = [
        { after: 0, policies: [halfHour] },
        { after: 20, policies: [policy('new', 1, [parking(limit)])] },
      ];
      expect(found(20 + limit, change)).toEqual([]);
      expect(minutesOf(found(21 + limit, change))).toEqual([[20 + limit, 21 + limit]]);
    }
  });

  it('counts anew where the limit was lifted in between', () => {
    const change = [
      { after: 0, policies: [halfHour] },
      { after: 10, policies: [] },
      { after: 20, policies: [halfHour] },
    ];
    expect(found(50, change)).toEqual([]);
    expect(minutesOf(found(51, change))).toEqual([[50, 51]]);
  });

  it('counts anew after a time of which no policies are known', () => {
    const period = { ...curb([halfHour]), fromMs: -Infinity, toMs: TEN_MS + 10 * MINUTE_MS };
    const later = { ...period, fromMs: TEN_MS + 20 * MINUTE_MS, toMs: Infinity };
    const of = (minutes: number) =>
      violationsOf({ startMs: TEN_MS, endMs: TEN_MS + minutes * MINUTE_MS, vehicle: car }, [period, later]);
    expect(of(50)).toEqual([]);
    expect(minutesOf(of(51))).toEqual([[50, 51]]);
  });

  it('is in one violation through the change where the rule stays, and in two where it has another name', () => {
    const named = (name: string | null) => policy(`named ${name}`, 1, [{ ...parking(30), name }]);
    const change = (name: string | null) => [
      { after: 0, policies: [named(null)] },
      { after: 40, policies: [{ ...named(name), priority: 3 }] },
    ];
    expect(minutesOf(found(60, change(null)))).toEqual([[30, 60]]);
    expect(minutesOf(found(60, change('Short stays')))).toEqual([
      [30, 40],
      [40, 60],
    ]);
  });

  it('has its five minutes of unforbidden loading once, however often the policies are written anew', () => {
    const yellow = (id: string) => policy(id, 1, [rule('no parking')]);
    const change = [1, 2, 3, 4].map((after) => ({ after, policies: [yellow(`yellow ${after}`)] }));
    expect(found(5, change)).toEqual([]);
    expect(minutesOf(found(6, change))).toEqual([[5, 6]]);
  });
});
