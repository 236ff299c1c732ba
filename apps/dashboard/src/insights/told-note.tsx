import { useContext } from 'react';
import { counted } from '../words/durations.js';
import { clockTimeIn } from '../words/times.js';
import { WhatIsToldContext } from './what-is-told.js';

/** Says above all cards that part of the time is still to come. */
export function ToldNote() {
  const { timeZone, today, coverage } = useContext(WhatIsToldContext);
  const isWhole = coverage === null || coverage.unreportedHours === 0;
  return (
    <div role="status">
      {!isWhole && (
        <p className="card told-note">
          <strong>Not all of this time is told yet.</strong> {counted(coverage.unreportedHours, 'camera hour')} of it
          are still to come and count as not seen until then
          {coverage.reportedUntil !== null &&
            `; every camera has reported up to ${clockTimeIn(Date.parse(coverage.reportedUntil), timeZone, today)}`}
          .
        </p>
      )}
    </div>
  );
}
