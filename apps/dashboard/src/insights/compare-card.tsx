import { useCallback } from 'react';
import type { InsightQuestion } from '../api/hub-client.js';
import type { Comparison } from '../api/types.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { counted } from '../words/durations.js';
import { count } from '../words/numbers.js';
import { differenceWords } from './differences.js';
import { ASKED_EVERY_MS, InsightCard } from './insight-card.js';
import { IMPACT_WEEKS_MIN, impactAddress, isLongEnoughForImpact, type Period } from './period.js';
import { periodName } from './period-name.js';
import './compare.css';

/** Days on which clocks change are no sign of fewer cameras. */
const NEARLY_ALL = 0.95;

interface CompareCardProps {
  /** With the times of both periods. */
  readonly question: InsightQuestion;
  readonly days: number;
  readonly before: Period;
  readonly after: Period;
  readonly isWholeCity: boolean;
}

export function CompareCard({ question, days, before, after, isWholeCity }: CompareCardProps) {
  const { hub } = usePage();
  const asked = useAnswer(
    useCallback(() => hub.compare(question), [hub, question]),
    ASKED_EVERY_MS,
  );
  return (
    <InsightCard
      id="compare"
      title="Compared with the time before"
      aside={
        <span className="card-note">
          {periodName(before)}, then {periodName(after)}
        </span>
      }
      asked={asked}
      empty={(comparison) => (isEmpty(comparison) ? 'Nothing was seen in either time.' : null)}
    >
      {(comparison) => (
        <>
          <Differences comparison={comparison} />
          <ImpactNote days={days} before={before} after={after} isWholeCity={isWholeCity} />
        </>
      )}
    </InsightCard>
  );
}

function isEmpty({ before, after }: Comparison): boolean {
  return before.seenHours + after.seenHours === 0;
}

/** A camera's hours before it began are not its own, seen or blind. */
function hoursOf({ seenHours, blindHours }: Comparison['before']): number {
  return seenHours + blindHours;
}

function Differences({ comparison }: { comparison: Comparison }) {
  const { before, after, differences } = comparison;
  const seen = (period: Comparison['before']) =>
    `${count(period.seenHours)} hours of zones and lanes seen (${counted(period.blindHours, 'blind hour')} left out)`;
  return (
    <>
      <dl className="differences">
        {differences.map((difference) => {
          const words = differenceWords(difference);
          return (
            <div key={difference.measure} data-measure={difference.measure}>
              <dt>{words.name}</dt>
              <dd>
                <strong>{words.change}</strong> <span className="difference-numbers tabular">{words.numbers}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      <p className="card-note">
        Before: {seen(before)}. After: {seen(after)}. Rates are over what was seen.
        {hoursOf(before) < NEARLY_ALL * hoursOf(after) &&
          ' The time before holds fewer hours: in part of it there was no camera, or not every one.'}
      </p>
    </>
  );
}

function ImpactNote({ days, before, after, isWholeCity }: Omit<CompareCardProps, 'question'>) {
  return (
    <p className="impact-note">
      These are plain differences of what was counted: they may be chance. What they prove, the impact report says.{' '}
      {isLongEnoughForImpact(days) ? (
        <>
          <a href={impactAddress(before, after)}>Open the impact report of these two periods</a>
          {!isWholeCity && ' (of the whole city)'}.
        </>
      ) : (
        `It needs at least ${IMPACT_WEEKS_MIN} weeks on either side: choose 28 or 90 days.`
      )}
    </p>
  );
}
