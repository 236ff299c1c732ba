import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradict, policyProblems } from './contradiction.js';
import { applies } from './governing-rule.js';
import { DAYS_OF_WEEK } from './policy.js';
import type { Rule, TimeSpan } from './policy.js';
import { at, nothingCalledOut, policy, rule, span, utc } from '../../../../test/support/written-policies.js';

const MINUTE_MS = 60_000;

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
    expect(contradict(between('12:00', '18:00'), between('08:00', '12:00'))).toBe(false);
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
