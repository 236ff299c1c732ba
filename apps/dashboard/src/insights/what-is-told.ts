import { createContext } from 'react';
import type { Coverage } from '../api/types.js';
import { counted } from '../words/durations.js';

/** What every card speaks of: a time by the city's clock, and how much of it there is to speak of. */
export interface WhatIsTold {
  readonly timeZone: string;
  /** The city's date. */
  readonly today: string;
  /** Null until the hub has told. */
  readonly coverage: Coverage | null;
}

export const WhatIsToldContext = createContext<WhatIsTold>({ timeZone: 'UTC', today: '', coverage: null });

/** Said where nothing was counted, such as `stop`: that may be quiet, or not seen, or not told yet. */
export function nothingCounted(what: string, coverage: Coverage | null): string {
  if (!coverage) return `No ${what} counted in this time so far.`;
  const { seenHours, blindHours, unreportedHours } = coverage;
  if (seenHours > 0) {
    const more = unreportedHours > 0 ? ' so far; more are to be told of' : '';
    return `No ${what} counted in ${counted(seenHours, 'camera hour')} seen${more}.`;
  }
  if (blindHours === 0) return 'No camera had begun in this time: a day shows here once it is over.';
  if (unreportedHours === blindHours) return 'Nothing of this time is told yet: that is unknown, not quiet.';
  return 'Nothing was seen in this time: that is unknown, not quiet.';
}
