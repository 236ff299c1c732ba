import { SEEN_SHARE_MIN, WEEKS_MIN } from '#curb';
import type { Effect, ImpactMeasure, ImpactReport, PeriodSummary } from '#curb';
import { percent, plural } from '../reports/words.js';

export const SUBJECTS: Readonly<Record<ImpactMeasure, string>> = {
  turnover: 'Parking turnover',
  doubleParking: 'Double-parking hazards',
  blockedMinutes: 'Minutes of blocked lane',
  emissions: 'Estimated CO2 from traffic held up by blocked lanes',
};
const MINUS = '\u2212';
const WEEK_DAYS = 7;
/** Reasons that lie in the periods, not in one figure. */
const BARS: ReadonlySet<Effect['reason']> = new Set(['too_much_unseen', 'too_short'] as const);

type Periods = Pick<ImpactReport, 'before' | 'after'>;

/** What may be said of each change, in a sentence each. */
export function claims({ effects, ...periods }: ImpactReport): string[] {
  return effects.map((effect) => claim(effect, periods));
}

/** The claims as a page opens with them: what keeps all of them from being made is said once. */
export function leadingClaims(report: ImpactReport): string[] {
  const [first, ...others] = report.effects;
  const bars = first && BARS.has(first.reason) && others.every(({ reason }) => reason === first.reason);
  return bars ? [`A change is not shown for any of the figures below${whyNot(first, report)}`] : claims(report);
}

function claim(effect: Effect, periods: Periods): string {
  const { measure, verdict, change } = effect;
  if (verdict === 'not_shown') return `${SUBJECTS[measure]}: a change is not shown${whyNot(effect, periods)}`;
  const verb = verdict === 'decrease' ? 'fell' : 'rose';
  return `${SUBJECTS[measure]} ${verb} by ${percent(Math.abs(change ?? 0))} ${inBrackets(effect)}.`;
}

function whyNot(effect: Effect, periods: Periods): string {
  switch (effect.reason) {
    case 'contains_zero':
      return `. What was seen fits ${eitherWay(effect)} ${inBrackets(effect)}.`;
    case 'too_much_unseen':
      return `, because too little was seen: ${seenWords(periods)}, and each needs ${percent(SEEN_SHARE_MIN)}.`;
    case 'too_short':
      return `, because the periods are too short: ${weekWords(periods)}, and each needs ${WEEKS_MIN}.`;
    case 'too_few':
      return `: ${fewWords(effect)}.`;
    case null:
      return '.';
  }
}

/** `a fall by 14 % as well as a rise by 12 %`. */
function eitherWay({ low, high }: Effect): string {
  const side = (share: number, noun: string) =>
    isTiny(share) ? 'no change' : `${noun} by ${percent(Math.abs(share))}`;
  return `${side(low ?? 0, 'a fall')} as well as ${side(high ?? 0, 'a rise')}`;
}

function fewWords({ measure, beforePerDay, afterPerDay }: Effect): string {
  if (measure === 'emissions') return 'too little was counted of lanes that were blocked and of the traffic in them';
  if ((beforePerDay === 0) !== (afterPerDay === 0)) {
    return `nothing was counted ${beforePerDay === 0 ? 'before' : 'after'}, and a change from or to nothing has no size in percent`;
  }
  return 'too little was counted';
}

function seenWords({ before, after }: Periods): string {
  return `${seenPercent(before)} of the period before and ${seenPercent(after)} of the one after`;
}

/** Rounded down where it is too little, or it would read as enough. */
function seenPercent({ seenShare }: PeriodSummary): string {
  const isJustShort = seenShare >= 0.01 && seenShare < SEEN_SHARE_MIN;
  return percent(isJustShort ? Math.floor(seenShare * 100) / 100 : seenShare);
}

function weekWords({ before, after }: Periods): string {
  const weeks = ({ days }: PeriodSummary) => plural(Math.floor(days / WEEK_DAYS), 'whole week');
  return `${weeks(before)} before and ${weeks(after)} after`;
}

function inBrackets(effect: Effect): string {
  return `(95\u00a0% confidence interval: ${intervalWords(effect)})`;
}

export function intervalWords({ low, high }: Effect): string {
  return low === null || high === null ? '–' : `${signed(low)} to ${signed(high)}`;
}

/** With a proper minus, at which no line breaks, and a plus. Near zero it says on which side: that decides. */
export function signed(share: number): string {
  if (share === 0) return percent(0);
  if (isTiny(share)) return share < 0 ? 'just below 0' : 'just above 0';
  return `${share < 0 ? MINUS : '+'}${percent(Math.abs(share))}`;
}

/** Less than is printed. */
function isTiny(share: number): boolean {
  return Math.abs(share) < 0.005;
}
