import type { StandingVisit, StreetEvent, Visit } from '../api/types.js';

/** Enough for a busy street's hour, and a page left open for months stays as small as on its first day. */
export const ENTRIES_MAX = 200;
/** Starts are remembered longer than entries, so that a stop of many hours still ends with its dwell. */
const STARTS_MAX = 1_000;

export interface VisitStart {
  readonly startMs: number;
  /** The vehicle stood there before the camera could see it. */
  readonly isCensored: boolean;
}

/** The street's newest events first, and when each known visit began. */
export interface Feed {
  readonly entries: readonly StreetEvent[];
  readonly starts: ReadonlyMap<string, VisitStart>;
}

export const EMPTY_FEED: Feed = { entries: [], starts: new Map() };

export type FeedFilter = 'all' | 'double_parking' | 'faults';

/** The feed with these events in it, each once, however often and in whatever order they came. */
export function withEvents(feed: Feed, events: readonly StreetEvent[]): Feed {
  const known = new Set(feed.entries.map((entry) => entry.id));
  const fresh = events.filter((event) => !isByTheClock(event) && !known.has(event.id));
  if (fresh.length === 0) return feed;
  const entries = [...fresh, ...feed.entries].sort(newestFirst).slice(0, ENTRIES_MAX);
  const begun = fresh.flatMap((event): [string, VisitStart][] =>
    event.type === 'park_start' && event.visit !== null && !feed.starts.has(event.visit)
      ? [[event.visit, { startMs: Date.parse(event.time), isCensored: false }]]
      : [],
  );
  return { entries, starts: withStarts(feed.starts, begun) };
}

/** What boxes send every few minutes whatever happens. */
function isByTheClock({ type }: StreetEvent): boolean {
  return type === 'scheduled_report' || type === 'lane_flow';
}

/** The feed, told when these visits began; what a visit says of its own start outweighs the event's time. */
export function withVisits(feed: Feed, visits: readonly (Visit | StandingVisit)[]): Feed {
  const begun = visits.map(({ id, start, startCensored }): [string, VisitStart] => [
    id,
    { startMs: Date.parse(start), isCensored: startCensored },
  ]);
  return { entries: feed.entries, starts: withStarts(feed.starts, begun) };
}

export interface Dwell {
  readonly dwellMs: number;
  readonly isAtLeast: boolean;
}

/** How long the vehicle of a `park_end` stood, or null when its start is not known here. */
export function dwellAtEnd(feed: Feed, event: StreetEvent): Dwell | null {
  if (event.type !== 'park_end' || event.visit === null) return null;
  const start = feed.starts.get(event.visit);
  if (!start) return null;
  return { dwellMs: Math.max(0, Date.parse(event.time) - start.startMs), isAtLeast: start.isCensored };
}

export function filtered(feed: Feed, filter: FeedFilter): readonly StreetEvent[] {
  switch (filter) {
    case 'all':
      return feed.entries;
    case 'double_parking':
      return feed.entries.filter((entry) => entry.visitType === 'double_parking');
    case 'faults':
      return feed.entries.filter((entry) => entry.type === 'comms_lost' || entry.type === 'comms_restored');
  }
}

function withStarts(starts: ReadonlyMap<string, VisitStart>, begun: [string, VisitStart][]): Feed['starts'] {
  if (begun.length === 0) return starts;
  const all = [...new Map([...starts, ...begun])];
  return new Map(all.slice(-STARTS_MAX));
}

function newestFirst(a: StreetEvent, b: StreetEvent): number {
  return Date.parse(b.time) - Date.parse(a.time) || b.id.localeCompare(a.id);
}
