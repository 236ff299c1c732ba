import { useCallback, useContext } from 'react';
import type { InsightQuestion } from '../api/hub-client.js';
import type { Coverage, HeatMap, HeatMeasure } from '../api/types.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { precise } from '../words/numbers.js';
import { HeatGrid } from './heat-grid.js';
import { ASKED_EVERY_MS, InsightCard } from './insight-card.js';
import { Switch } from './switch.js';
import { HEAT_MEASURES } from './view.js';
import { heatMax, MEASURE_NAMES, MEASURE_UNITS, seenWords } from './week.js';
import { nothingCounted, WhatIsToldContext } from './what-is-told.js';
import './heat.css';

interface HeatCardProps {
  readonly question: InsightQuestion;
  readonly measure: HeatMeasure;
  readonly onMeasure: (measure: HeatMeasure) => void;
}

export function HeatCard({ question, measure, onMeasure }: HeatCardProps) {
  const { hub } = usePage();
  const { coverage } = useContext(WhatIsToldContext);
  const ask = useCallback(() => hub.heatMap(question, measure), [hub, question, measure]);
  const asked = useAnswer(ask, ASKED_EVERY_MS);
  return (
    <InsightCard
      id="heat-map"
      title="A usual week"
      aside={
        <Switch
          name="Heat map shows"
          options={HEAT_MEASURES}
          chosen={measure}
          words={(option) => MEASURE_NAMES[option]}
          onChoose={onMeasure}
        />
      }
      asked={asked}
      empty={({ seenHours, blindHours }) => (seenHours > 0 ? null : nothingSeen(blindHours, coverage))}
    >
      {(heat) => <Heat heat={heat} />}
    </InsightCard>
  );
}

/** Its own hours are those of one sort of zones: a place may have none, whatever its cameras saw. */
function nothingSeen(blindHours: number, coverage: Coverage | null): string {
  if (blindHours === 0 && coverage !== null && coverage.seenHours > 0) return 'There is no zone of this sort here.';
  return nothingCounted(
    'hour',
    coverage && { ...coverage, seenHours: 0, blindHours: Math.max(blindHours, coverage.blindHours) },
  );
}

function Heat({ heat }: { heat: HeatMap }) {
  const max = heatMax(heat.cells);
  return (
    <div className="heat" data-measure={heat.measure}>
      <HeatGrid cells={heat.cells} measure={heat.measure} max={max} />
      <HeatLegend measure={heat.measure} max={max} />
      <p className="card-note">
        {seenWords(heat)}. Hatched hours were not seen on any such day: they are unknown, not empty.
      </p>
    </div>
  );
}

function HeatLegend({ measure, max }: { measure: HeatMeasure; max: number }) {
  return (
    <p className="heat-legend card-note">
      <span className="heat-scale">
        <span className="tabular">0</span>
        {max > 0 && (
          <>
            <span className="heat-ramp" aria-hidden="true" />
            <span className="tabular">{precise(max)}</span>
          </>
        )}
      </span>
      <span>{MEASURE_UNITS[measure]}</span>
      <span className="heat-key">
        <span className="hatch-key" aria-hidden="true" /> not seen
      </span>
    </p>
  );
}
