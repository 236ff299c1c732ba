import { describe, expect, it } from 'vitest';
import type { Effect, ImpactReport } from '#curb';
import { claims, leadingClaims, signed } from './claims.js';

const SHOWN: Effect = {
  measure: 'turnover',
  verdict: 'decrease',
  reason: null,
  change: -0.26,
  low: -0.33,
  high: -0.18,
  beforePerDay: 100,
  afterPerDay: 74,
};
const period = { from: '2026-03-02', to: '2026-03-29', days: 28, seenShare: 1 };

function claimOf(effect: Partial<Effect>, periods: Partial<ImpactReport> = {}): string {
  const report = { before: period, after: period, effects: [{ ...SHOWN, ...effect }], saved: null, ...periods };
  return (claims(report)[0] ?? '').replaceAll('\u00a0', ' ').replaceAll('\u2212', '-');
}

const refused = (reason: Effect['reason'], change: Partial<Effect> = {}): Partial<Effect> => ({
  verdict: 'not_shown',
  reason,
  change: null,
  low: null,
  high: null,
  ...change,
});

describe('a claim in words', () => {
  it('has the change and its interval', () => {
    expect(claimOf({})).toBe('Parking turnover fell by 26 % (95 % confidence interval: -33 % to -18 %).');
    expect(claimOf({ measure: 'doubleParking', verdict: 'increase', change: 1.24, low: 0.95, high: 1.58 })).toBe(
      'Double-parking hazards rose by 124 % (95 % confidence interval: +95 % to +158 %).',
    );
  });

  it('says how far either way the change may be when its interval contains zero', () => {
    const either = refused('contains_zero', { change: -0.01, low: -0.14, high: 0.12 });
    expect(claimOf(either)).toBe(
      'Parking turnover: a change is not shown. What was seen fits a fall by 14 % as well as a rise by 12 % (95 % confidence interval: -14 % to +12 %).',
    );
    expect(claimOf({ ...either, high: 0.004 })).toBe(
      'Parking turnover: a change is not shown. What was seen fits a fall by 14 % as well as no change (95 % confidence interval: -14 % to just above 0).',
    );
  });

  it('says how much was seen and how much is needed', () => {
    expect(claimOf(refused('too_much_unseen'), { before: { ...period, seenShare: 0.6 } })).toBe(
      'Parking turnover: a change is not shown, because too little was seen: 60 % of the period before and 100 % of the one after, and each needs 80 %.',
    );
  });

  it('does not round what is too little up to what is enough', () => {
    expect(claimOf(refused('too_much_unseen'), { before: { ...period, seenShare: 0.799 } })).toContain(': 79 % of');
  });

  it('says how many weeks there are and how many are needed', () => {
    expect(claimOf(refused('too_short'), { before: { ...period, days: 7 } })).toBe(
      'Parking turnover: a change is not shown, because the periods are too short: 1 whole week before and 4 whole weeks after, and each needs 3.',
    );
  });

  it('tells a period with nothing in it from one with too little', () => {
    expect(claimOf(refused('too_few', { afterPerDay: 0 }))).toBe(
      'Parking turnover: a change is not shown: nothing was counted after, and a change from or to nothing has no size in percent.',
    );
    expect(claimOf(refused('too_few', { beforePerDay: 0.5, afterPerDay: 0.1 }))).toBe(
      'Parking turnover: a change is not shown: too little was counted.',
    );
  });
});

describe('the claims at the head of a page', () => {
  const report = (...reasons: Effect['reason'][]): ImpactReport => ({
    before: period,
    after: { ...period, seenShare: 0.5 },
    effects: reasons.map((reason) => ({ ...SHOWN, ...refused(reason) })),
    saved: null,
  });

  it('are one where the same lack of sight or weeks bars them all, and one each otherwise', () => {
    const barred = leadingClaims(report('too_much_unseen', 'too_much_unseen')).map((words) =>
      words.replaceAll('\u00a0', ' '),
    );
    expect(barred).toEqual([
      'A change is not shown for any of the figures below, because too little was seen: 100 % of the period before and 50 % of the one after, and each needs 80 %.',
    ]);
    expect(leadingClaims(report('too_few', 'too_few'))).toHaveLength(2);
    expect(leadingClaims(report('too_much_unseen', null))).toHaveLength(2);
  });
});

describe('an end of an interval', () => {
  it('says on which side of zero it lies, however near', () => {
    expect([-0.006, -0.004, 0, 0.004, 0.006].map((share) => signed(share).replaceAll('\u00a0', ' '))).toEqual([
      '\u22121 %',
      'just below 0',
      '0 %',
      'just above 0',
      '+1 %',
    ]);
  });
});
