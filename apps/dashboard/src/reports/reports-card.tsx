import { useCallback } from 'react';
import type { Report } from '../api/types.js';
import type { Loadable } from '../live/loadable.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { dateName } from '../words/times.js';
import { latestNights } from './latest-nights.js';
import './reports-card.css';

const NIGHTS_SHOWN = 7;
/** A day is seldom revised twice. */
const EDITIONS_ASKED = 3 * NIGHTS_SHOWN;
/** A page that hangs on a wall shows the night's report in the morning. */
const ASKED_EVERY_MS = 60_000;
const FORMATS = [
  { format: 'html', name: 'page' },
  { format: 'pdf', name: 'PDF' },
  { format: 'csv', name: 'CSV' },
] as const;

/** What the city gets each night, where somebody who looks for it finds it. */
export function ReportsCard() {
  const { hub } = usePage();
  const ask = useCallback(async () => latestNights(await hub.reports(EDITIONS_ASKED), NIGHTS_SHOWN), [hub]);
  const { answer } = useAnswer(ask, ASKED_EVERY_MS);
  return (
    <section className="card nights" aria-labelledby="reports-title">
      <div className="card-head">
        <h2 id="reports-title">Nightly reports</h2>
        <span className="card-note">of the whole city</span>
      </div>
      <ReportsBody reports={answer} />
    </section>
  );
}

function ReportsBody({ reports }: { reports: Loadable<readonly Report[]> }) {
  if (reports.state === 'loading') return <div className="skeleton report-skeleton" aria-busy="true" />;
  if (reports.state === 'failed') return <p role="alert">The reports could not be loaded: {reports.problem}</p>;
  if (reports.value.length === 0) {
    return <p className="card-note">None yet: the first is made in the night after the first day.</p>;
  }
  return (
    <ul className="reports">
      {reports.value.map((report) => (
        <li key={report.id}>
          <span>
            {dateName(report.day)}
            {report.revision > 1 && <span className="card-note"> · revised</span>}
          </span>
          <span className="report-links">
            {FORMATS.map(({ format, name }) => (
              <a key={format} href={report.links[format]} aria-label={`${dateName(report.day)}, ${name}`}>
                {name}
              </a>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
