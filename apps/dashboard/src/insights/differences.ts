import type { ComparedMeasure, Difference } from '../api/types.js';
import { shortDuration } from '../words/durations.js';
import { precise, percent } from '../words/numbers.js';

interface MeasureWords {
  readonly name: string;
  readonly unit: string;
  readonly value: (value: number) => string;
}

const MEASURES: Readonly<Record<ComparedMeasure, MeasureWords>> = {
  arrivals: { name: 'Arrivals', unit: 'an hour at a curb zone', value: precise },
  turnover: { name: 'Turnover', unit: 'departures an hour at a curb zone', value: precise },
  average_dwell: { name: 'Average stay', unit: '', value: shortDuration },
  occupancy: { name: 'Occupancy', unit: 'vehicles at a curb zone', value: precise },
  double_parking: { name: 'Double parking', unit: 'vehicles an hour at a lane', value: precise },
  blocked_minutes: { name: 'Lane blocked', unit: 'min an hour at a lane', value: precise },
};

/** Less of a change is none to speak of, whatever the rounded numbers look like. */
const CHANGE_MIN = 0.005;
const SAME = 'about the same';

export interface DifferenceWords {
  readonly name: string;
  /** `12% more`, `no change`, `not known`. */
  readonly change: string;
  /** `from 2.1 to 2.4 an hour at a curb zone` */
  readonly numbers: string;
}

/** A difference in plain words. It says what was counted, never why. */
export function differenceWords({ measure, before, after, change }: Difference): DifferenceWords {
  const { name, unit, value } = MEASURES[measure];
  const ofUnit = unit === '' ? '' : ` ${unit}`;
  if (before === null || after === null) {
    const known = after ?? before;
    const which = after === null ? 'before' : 'now';
    const numbers = known === null ? 'in neither period' : `only ${which}: ${value(known)}${ofUnit}`;
    return { name, change: 'not known', numbers };
  }
  if (value(before) === value(after)) {
    const same = before === after ? 'no change' : SAME;
    return { name, change: same, numbers: `${value(after)}${ofUnit} in both periods` };
  }
  return {
    name,
    change: changeWords(before, after, change),
    numbers: `from ${value(before)} to ${value(after)}${ofUnit}`,
  };
}

function changeWords(before: number, after: number, change: number | null): string {
  const word = after > before ? 'more' : 'less';
  // Rounding alone may turn 40.5 min into 41 and 40.4 into 40.
  if (change !== null && Math.abs(change) < CHANGE_MIN) return SAME;
  return change === null ? word : `${percent(Math.abs(change))} ${word}`;
}
