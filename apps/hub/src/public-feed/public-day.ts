import { NOT_SEEN, withheldHours } from '#curb';
import type { DayHour } from '#curb';
import type { PublicHourView, PublicNumbersView } from './public-feed.view.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What was counted at one zone in one hour, or in one day. */
export interface CountedTime {
  readonly sessions: number;
  readonly occupiedMs: number;
  readonly observedMs: number;
}

/** The median of stays with both ends seen, and of how many. */
export interface MedianStay {
  readonly ms: number;
  readonly of: number;
}

export interface CountedDay {
  readonly hours: readonly DayHour[];
  /** By place in `hours`; a missing one was not seen. */
  readonly counted: ReadonlyMap<number, CountedTime>;
  readonly medians: ReadonlyMap<number, MedianStay>;
  readonly medianOfDay: MedianStay | null;
}

/** One zone's day as anybody may see it: its hours and its sum. Less than half seen is not known, as everywhere. */
export function publicDay(
  day: CountedDay,
  groupMin: number,
): { readonly hours: PublicHourView[]; readonly day: PublicNumbersView } {
  const times = day.hours.map((hour, index) => ({ hour, index, counted: seenPart(day.counted.get(index), hour) }));
  const withheld = withheldHours(
    times.map(({ counted }) => counted?.sessions ?? NOT_SEEN),
    groupMin,
  );
  const seen = times.flatMap(({ counted, hour }) =>
    counted ? [{ ...counted, lengthMs: hour.endMs - hour.startMs }] : [],
  );
  return {
    hours: times.map(({ hour, index, counted }) => ({
      hour: new Date(hour.startMs).toISOString(),
      ...(counted === null
        ? NOTHING.not_seen
        : withheld.hours.has(index)
          ? NOTHING.withheld
          : numbers([{ ...counted, lengthMs: hour.endMs - hour.startMs }], day.medians.get(index), groupMin)),
    })),
    day:
      seen.length === 0
        ? NOTHING.not_seen
        : withheld.day
          ? NOTHING.withheld
          : numbers(seen, day.medianOfDay ?? undefined, groupMin),
  };
}

function numbers(
  times: readonly (CountedTime & { readonly lengthMs: number })[],
  median: MedianStay | undefined,
  groupMin: number,
): PublicNumbersView {
  const sum = (field: keyof CountedTime | 'lengthMs') => times.reduce((total, time) => total + time[field], 0);
  const sessions = sum('sessions');
  return {
    state: 'published',
    sessions,
    turnover: rounded((sessions * HOUR_MS) / sum('observedMs')),
    // Whole minutes: the median is the stay of one or two vehicles.
    medianDwellMinutes: median && median.of >= groupMin ? Math.round(median.ms / MINUTE_MS) : null,
    occupancy: rounded(sum('occupiedMs') / sum('lengthMs')),
  };
}

/** Null where less than half of the hour was seen. */
function seenPart(counted: CountedTime | undefined, { startMs, endMs }: DayHour): CountedTime | null {
  return counted && counted.observedMs * 2 >= endMs - startMs ? counted : null;
}

const NOTHING = {
  not_seen: nothing('not_seen'),
  withheld: nothing('withheld'),
} as const;

function nothing(state: PublicNumbersView['state']): PublicNumbersView {
  return { state, sessions: null, turnover: null, medianDwellMinutes: null, occupancy: null };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
