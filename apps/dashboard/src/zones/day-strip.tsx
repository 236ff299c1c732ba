import type { Zone } from '../api/types.js';
import { shortDuration } from '../words/durations.js';
import { count } from '../words/numbers.js';
import { daySummary } from './day-summary.js';
import './day-strip.css';

/** The numbers one reads from across the room. */
export function DayStrip({ zones, isSeen }: { zones: readonly Zone[]; isSeen: boolean }) {
  const day = daySummary(zones);
  return (
    <section aria-label="The street now and today">
      <dl className="day-strip">
        <Figure name="At the curb now" value={isSeen ? count(day.standing) : '–'} note={isSeen ? '' : 'not seen'} />
        <Figure
          name="Double-parked now"
          value={isSeen ? count(day.doubleParked) : '–'}
          note={isSeen ? '' : 'not seen'}
          {...(isSeen && day.doubleParked > 0 && { tone: 'alarm' as const })}
        />
        <Figure name="Arrivals" value={count(day.arrivals)} />
        <Figure name="Average stay" value={day.averageDwellMs === null ? '–' : shortDuration(day.averageDwellMs)} />
        <Figure name="Lanes blocked" value={shortDuration(day.blockedMs)} note={timesWords(day.doubleParking)} />
      </dl>
    </section>
  );
}

function timesWords(times: number): string {
  if (times === 0) return '';
  return times === 1 ? 'once' : `${count(times)} times`;
}

function Figure({ name, value, note, tone }: { name: string; value: string; note?: string; tone?: 'alarm' }) {
  return (
    <div className="figure" data-tone={tone}>
      <dt>{name}</dt>
      <dd className="tabular">
        {value}
        {note && <span className="figure-note"> {note}</span>}
      </dd>
    </div>
  );
}
