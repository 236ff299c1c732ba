import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradict, policyProblems } from './contradiction.js';
import { applies, governingRules } from './governing-rule.js';
import type { CurbRules } from './governing-rule.js';
import { knownVehicle } from './known-vehicle.js';
import { DAYS_OF_WEEK } from './policy.js';
import type { LocalClock, Policy, Rule, TimeSpan } from './policy.js';
import { covers } from './time-span.js';
import { turningPoints } from './turning-points.js';
import { PARKED_AFTER_MS, violationsOf } from './violation.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const utc: LocalClock = { offsetMs: () => 0 };
const nothingCalledOut = () => null;
const car = knownVehicle('car');

/** New York in 2026: the clock goes forward on 8 March at 07:00 UTC and back on 1 November at 06:00 UTC. */
const newYork: LocalClock = {
  offsetMs: (atMs) => {
    const isSummer = atMs >= Date.UTC(2026, 2, 8, 7) && atMs < Date.UTC(2026, 10, 1, 6);
    return (isSummer ? -4 : -5) * HOUR_MS;
  },
};

const span = (change: Partial<TimeSpan> = {}): TimeSpan => ({
  startMs: null,
  endMs: null,
  daysOfWeek: null,
  daysOfMonth: null,
  months: null,
  weeksOfMonth: null,
  fromMinute: null,
  toMinute: null,
  designatedPeriod: null,
  isException: false,
  ...change,
});
const rule = (activity: Rule['activity'], change: Partial<Rule> = {}): Rule => ({
  name: null,
  activity,
  maxStayMs: null,
  userClasses: [],
  userClassesExcept: [],
  ...change,
});
const policy = (id: string, priority: number, rules: readonly Rule[], timeSpans: readonly TimeSpan[] = []): Policy => ({
  id,
  priority,
  rules,
  timeSpans,
});
const curb = (policies: readonly Policy[], clock = utc): CurbRules => ({
  policies,
  clock,
  isInForce: nothingCalledOut,
});
/** Minutes of the day, written as a clock shows them. */
const at = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

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

  it('is none where no policy applies', () => {
    expect(governingRules(car, 0, curb([]))).toEqual([null]);
  });
});

describe('a violation', () => {
  const hourLong = [policy('hour', 1, [rule('parking', { maxStayMs: HOUR_MS })])];
  const stay = (startMs: number, endMs: number) => ({ startMs, endMs, vehicle: car });

  it('begins when the stay is longer than allowed, not a moment earlier', () => {
    expect(violationsOf(stay(0, HOUR_MS), curb(hourLong))).toEqual([]);
    expect(violationsOf(stay(0, HOUR_MS + 1), curb(hourLong))).toMatchObject([
      { code: 'max_stay', startMs: HOUR_MS, endMs: HOUR_MS + 1, broken: { policyId: 'hour' } },
    ]);
  });

  it('begins at once where stopping is forbidden', () => {
    for (const activity of ['no stopping', 'travel'] as const) {
      const forbidden = curb([policy('red', 1, [rule(activity)])]);
      expect(violationsOf(stay(5_000, 6_000), forbidden)).toMatchObject([
        { code: 'no_stopping', startMs: 5_000, endMs: 6_000 },
      ]);
    }
  });

  it('begins where only parking is forbidden once the stop is no longer a short one', () => {
    const forbidden = curb([policy('yellow', 1, [rule('no parking')])]);
    expect(violationsOf(stay(0, PARKED_AFTER_MS), forbidden)).toEqual([]);
    expect(violationsOf(stay(0, PARKED_AFTER_MS + 1), forbidden)).toMatchObject([{ code: 'no_parking' }]);
  });

  it('begins for a vehicle that stands there when the forbidden time comes, and ends with it', () => {
    const rushHour = policy(
      'rush',
      1,
      [rule('no stopping')],
      [span({ fromMinute: at('16:00'), toMinute: at('18:00') })],
    );
    const dayMs = Date.UTC(2026, 4, 14);
    expect(violationsOf(stay(dayMs, dayMs + DAY_MS), curb([rushHour]))).toMatchObject([
      { startMs: dayMs + 16 * HOUR_MS, endMs: dayMs + 18 * HOUR_MS },
    ]);
  });

  it('counts the stay from when the rule came into force', () => {
    const day = policy('day', 1, [rule('parking', { maxStayMs: 2 * HOUR_MS })], [span({ fromMinute: at('08:00') })]);
    const dayMs = Date.UTC(2026, 4, 14);
    const found = violationsOf(stay(dayMs + 6 * HOUR_MS, dayMs + 11 * HOUR_MS), curb([day]));
    expect(found).toMatchObject([{ startMs: dayMs + 10 * HOUR_MS, endMs: dayMs + 11 * HOUR_MS }]);
  });

  it('is only what every class that the camera cannot see would be guilty of', () => {
    const loading = [
      policy('delivery', 1, [rule('loading', { userClasses: ['delivery'], maxStayMs: 30 * MINUTE_MS })]),
      policy('nobody else', 2, [rule('no stopping')]),
    ];
    expect(violationsOf(stay(0, 30 * MINUTE_MS), curb(loading))).toEqual([]);
    expect(violationsOf(stay(0, 31 * MINUTE_MS), curb(loading))).toMatchObject([
      { code: 'max_stay', startMs: 30 * MINUTE_MS, broken: { policyId: 'delivery' } },
    ]);
  });

  it('is not claimed where it hangs on a period nobody has told about', () => {
    const snow = policy('snow', 1, [rule('no stopping')], [span({ designatedPeriod: 'snow emergency' })]);
    expect(violationsOf(stay(0, DAY_MS), curb([snow]))).toEqual([]);
    const called = { ...curb([snow]), isInForce: () => true };
    expect(violationsOf(stay(0, DAY_MS), called)).toHaveLength(1);
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
        for (const violation of violationsOf(stay(startMs, endMs), curb(some, newYork))) {
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
        const shorter = violationsOf(stay(startMs, endMs), curb(some, newYork));
        const longer = violationsOf(stay(startMs, endMs + minutes * MINUTE_MS), curb(some, newYork));
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
        const found = violationsOf(stay(startMs, endMs), curb(some, newYork));
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

describe('policies contradict one another', () => {
  const always = (priority: number, ...rules: Rule[]) => policy(`p${priority}`, priority, rules);
  const between = (from: string, to: string, daysOfWeek: TimeSpan['daysOfWeek'] = null) =>
    policy('x', 1, [rule('parking')], [span({ fromMinute: at(from), toMinute: at(to), daysOfWeek })]);

  it('only where they share a priority', () => {
    expect(contradict(always(1, rule('parking')), always(1, rule('no parking')))).toBe(true);
    expect(contradict(always(1, rule('parking')), always(2, rule('no parking')))).toBe(false);
  });

  it('not where they speak of other vehicles or other activities', () => {
    const forBuses = always(1, rule('stopping', { userClasses: ['bus'] }));
    expect(contradict(forBuses, always(1, rule('no stopping', { userClasses: ['car'] })))).toBe(false);
    expect(contradict(forBuses, always(1, rule('no stopping', { userClassesExcept: ['bus'] })))).toBe(false);
    expect(contradict(forBuses, always(1, rule('no stopping')))).toBe(true);
    expect(contradict(always(1, rule('no parking')), always(1, rule('loading')))).toBe(false);
  });

  it('not where one ends when the other begins, overnight too', () => {
    expect(contradict(between('08:00', '12:00'), between('12:00', '18:00'))).toBe(false);
    expect(contradict(between('08:00', '12:01'), between('12:00', '18:00'))).toBe(true);
    expect(contradict(between('22:00', '06:00', ['fri']), between('05:00', '07:00', ['sat']))).toBe(true);
    expect(contradict(between('22:00', '06:00', ['fri']), between('05:00', '07:00', ['fri']))).toBe(false);
  });

  it('wherever a moment can be found at which both apply', () => {
    const days = fc.option(fc.uniqueArray(fc.constantFrom(...DAYS_OF_WEEK), { minLength: 1 }));
    const anySpan = fc
      .record({
        daysOfWeek: days,
        daysOfMonth: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 3 })),
        months: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 })),
        weeksOfMonth: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 2 })),
        fromMinute: fc.option(fc.integer({ min: 0, max: 1_439 })),
        toMinute: fc.option(fc.integer({ min: 1, max: 1_440 })),
      })
      .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute)
      .map(span);
    const anyMoment = fc
      .integer({ min: 0, max: 1_460 * 1_440 })
      .map((minute) => Date.UTC(2025, 0, 1) + minute * MINUTE_MS);
    fc.assert(
      fc.property(anySpan, anySpan, fc.array(anyMoment, { minLength: 50, maxLength: 50 }), (one, other, moments) => {
        const [a, b] = [policy('a', 1, [rule('parking')], [one]), policy('b', 1, [rule('parking')], [other])];
        const isInBoth = (atMs: number) => [a, b].every((each) => applies(each, atMs, utc, nothingCalledOut) === true);
        if (moments.some(isInBoth)) expect(contradict(a, b)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('or themselves, and are told what is wrong', () => {
    const both = [rule('parking'), rule('loading', { userClasses: ['truck'] })];
    expect(policyProblems(always(1, ...both))).toEqual([
      'rules 0 and 1 speak of the same vehicles: their user classes must have nothing in common',
    ]);
    expect(policyProblems(always(1))).toEqual(['has no rule']);
    expect(policyProblems(policy('x', 1, [rule('parking')], [span({ fromMinute: 60, toMinute: 60 })]))).toEqual([
      'time span 0 ends when it begins: leave both out for the whole day',
    ]);
    expect(policyProblems(always(1, rule('parking')))).toEqual([]);
  });
});
