import { useCallback, useContext } from 'react';
import type { InsightQuestion } from '../api/hub-client.js';
import type { DwellDistribution, VisitType } from '../api/types.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { count } from '../words/numbers.js';
import { ASKED_EVERY_MS, InsightCard } from './insight-card.js';
import { minutesName } from './stay-classes.js';
import { StaysChart } from './stays-chart.js';
import { Switch } from './switch.js';
import { STOPS } from './view.js';
import { nothingCounted, WhatIsToldContext } from './what-is-told.js';
import './stays.css';

const STOPS_NAMES: Readonly<Record<VisitType, string>> = { dwell: 'At the curb', double_parking: 'Double-parked' };

interface StaysCardProps {
  readonly question: InsightQuestion;
  readonly stops: VisitType;
  readonly onStops: (stops: VisitType) => void;
}

export function StaysCard({ question, stops, onStops }: StaysCardProps) {
  const { hub } = usePage();
  const { coverage } = useContext(WhatIsToldContext);
  const ask = useCallback(() => hub.dwellDistribution(question, stops), [hub, question, stops]);
  const asked = useAnswer(ask, ASKED_EVERY_MS);
  return (
    <InsightCard
      id="stays"
      title="How long vehicles stay"
      aside={
        <Switch
          name="Stays of vehicles"
          options={STOPS}
          chosen={stops}
          words={(option) => STOPS_NAMES[option]}
          onChoose={onStops}
        />
      }
      asked={asked}
      empty={({ measured, unmeasured }) => (measured + unmeasured > 0 ? null : nothingCounted('stop', coverage))}
    >
      {(stays) => <Stays stays={stays} />}
    </InsightCard>
  );
}

function Stays({ stays }: { stays: DwellDistribution }) {
  const { measured, unmeasured, medianMinutes, p85Minutes } = stays;
  return (
    <div className="stays">
      {measured > 0 && <StaysChart stays={stays} />}
      <p>
        {count(measured)} stops measured
        {medianMinutes !== null && (
          <>
            ; median <strong>{minutesName(medianMinutes)}</strong>
          </>
        )}
        {p85Minutes !== null && (
          <>
            , 85th percentile <strong>{minutesName(p85Minutes)}</strong>
          </>
        )}
        .
      </p>
      <p className="card-note">{unknownWords(unmeasured)}</p>
    </div>
  );
}

function unknownWords(unmeasured: number): string {
  if (unmeasured === 0) return 'Of every stop both ends were seen.';
  const stops = unmeasured === 1 ? 'stop is' : 'stops are';
  return `${count(unmeasured)} more ${stops} of unknown length and in no bar: the vehicle stands yet, or one end was not seen.`;
}
