import { useContext } from 'react';
import { clockTimeIn } from '../words/times.js';
import { WhatIsToldContext } from './what-is-told.js';

interface AsOfProps {
  readonly madeMs: number;
  /** Why it could not be had anew since. */
  readonly staleFor: string | null;
}

/** When the hub made the numbers above, by the city's clock: those of past hours may be some minutes old. */
export function AsOf({ madeMs, staleFor }: AsOfProps) {
  const { timeZone, today } = useContext(WhatIsToldContext);
  return (
    <p className="card-note as-of">
      As of <time dateTime={new Date(madeMs).toISOString()}>{clockTimeIn(madeMs, timeZone, today)}</time>
      {staleFor !== null && `; newer numbers could not be loaded: ${staleFor}`}
    </p>
  );
}
