import { useId, useState, type KeyboardEvent } from 'react';
import type { HeatCell, HeatMeasure } from '../api/types.js';
import { useWidth } from '../street/use-width.js';
import { gridLayout, type GridLayout } from './grid-layout.js';
import { STEPS, stepped, type Place } from './grid-steps.js';
import { cellWords, heatShare, MEASURE_NAMES, seenWords, weekRows, WEEKDAYS } from './week.js';

const HOURS_NAMED = [0, 6, 12, 18];

interface HeatGridProps {
  readonly cells: readonly HeatCell[];
  readonly measure: HeatMeasure;
  readonly max: number;
}

/** The week's hours. One of them takes the keyboard's focus, and the arrows move it; what it holds is said below. */
export function HeatGrid({ cells, measure, max }: HeatGridProps) {
  const hatch = useId();
  const [box, width] = useWidth<HTMLDivElement>();
  const layout = gridLayout(width);
  const [focused, setFocused] = useState<Place>({ day: 0, hour: 0 });
  const [told, setTold] = useState<Place | null>(null);
  const rows = weekRows(cells);
  const move = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = stepped(focused, step);
    setFocused(next);
    box.current?.querySelector<SVGElement>(`[data-cell="${next.day}-${next.hour}"]`)?.focus();
  };
  return (
    <div ref={box}>
      <svg
        width={layout.width}
        height={layout.height}
        className="heat-grid"
        role="grid"
        aria-label={`${MEASURE_NAMES[measure]} by weekday and hour`}
        aria-readonly="true"
        onKeyDown={move}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="2" height="5" className="heat-hatch" />
          </pattern>
        </defs>
        <g aria-hidden="true">
          {HOURS_NAMED.map((hour) => (
            <text key={hour} x={layout.x(hour)} y={layout.head * 0.65} className="heat-label">
              {hour}:00
            </text>
          ))}
        </g>
        {rows.map((row, day) => (
          <g key={WEEKDAYS[day]} role="row" aria-label={WEEKDAYS[day]}>
            <text aria-hidden="true" x="0" y={layout.y(day + 0.5)} dominantBaseline="central" className="heat-label">
              {WEEKDAYS[day]?.slice(0, 3)}
            </text>
            {row.map((cell, hour) => (
              <HeatHour
                key={hour}
                place={{ day, hour }}
                layout={layout}
                share={heatShare(cell, max)}
                words={cellWords(cell, measure)}
                hatch={hatch}
                isTold={day === told?.day && hour === told.hour}
                isFocusable={day === focused.day && hour === focused.hour}
                onTold={setTold}
                onFocused={setFocused}
              />
            ))}
          </g>
        ))}
      </svg>
      <HourTold cell={(told && rows[told.day]?.[told.hour]) ?? null} measure={measure} />
    </div>
  );
}

interface HeatHourProps {
  readonly place: Place;
  readonly layout: GridLayout;
  readonly share: number | null;
  readonly words: string;
  readonly hatch: string;
  readonly isTold: boolean;
  readonly isFocusable: boolean;
  readonly onTold: (place: Place) => void;
  readonly onFocused: (place: Place) => void;
}

function HeatHour({ place, layout, share, words, hatch, isTold, isFocusable, onTold, onFocused }: HeatHourProps) {
  const box = { x: layout.x(place.hour), y: layout.y(place.day), ...layout.cell };
  return (
    <g
      role="gridcell"
      aria-label={words}
      tabIndex={isFocusable ? 0 : -1}
      data-cell={`${place.day}-${place.hour}`}
      data-hour-state={share === null ? 'unseen' : 'seen'}
      className="heat-hour"
      data-told={isTold}
      onMouseEnter={() => onTold(place)}
      onFocus={() => {
        onTold(place);
        onFocused(place);
      }}
    >
      <rect {...box} className="heat-ground" />
      {share === null ? (
        <rect {...box} fill={`url(#${hatch})`} className="heat-unseen" />
      ) : (
        <rect {...box} fillOpacity={share} className="heat-value" />
      )}
    </g>
  );
}

function HourTold({ cell, measure }: { cell: HeatCell | null; measure: HeatMeasure }) {
  return (
    <p className="heat-told">
      {cell ? (
        <>
          <strong>{cellWords(cell, measure)}</strong> <span className="card-note">{seenWords(cell)}</span>
        </>
      ) : (
        <span className="card-note">Point at an hour or tap it, or move with the arrow keys, to read its value.</span>
      )}
    </p>
  );
}
