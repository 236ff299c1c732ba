const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1 January 1970 was a Thursday; weeks begin on Mondays, in UTC. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** A hub that cannot make partitions goes on for so long. */
export const WEEKS_AHEAD = 4;

/** As PostgreSQL tells it: `FOR VALUES FROM ('2026-11-16 00:00:00+00') TO ('2026-11-23 00:00:00+00')`. */
export interface EventPartition {
  readonly name: string;
  readonly bound: string;
}

/** A partition to be made, its limits as dates in UTC. */
export interface Week {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The weeks that follow the last partition, until `WEEKS_AHEAD` weeks from now. */
export function weeksToMake(partitions: readonly EventPartition[], nowMs: number): Week[] {
  const weeks: Week[] = [];
  const endMs = Math.max(...partitions.map(partitionEndMs));
  if (!Number.isFinite(endMs)) return weeks;
  for (let fromMs = endMs; fromMs < nowMs + WEEKS_AHEAD * WEEK_MS;) {
    const toMs = nextMondayMs(fromMs);
    const from = new Date(fromMs).toISOString();
    weeks.push({ name: `events_${from.slice(0, 10).replaceAll('-', '')}`, from, to: new Date(toMs).toISOString() });
    fromMs = toMs;
  }
  return weeks;
}

/** The names of partitions that end before `atMs`. */
export function partitionBefore(partitions: readonly EventPartition[], atMs: number): string[] {
  return partitions.filter((partition) => partitionEndMs(partition) <= atMs).map(({ name }) => name);
}

function partitionEndMs({ name, bound }: EventPartition): number {
  const end = /TO \('([^']+)'\)/.exec(bound)?.[1];
  const endMs = end === undefined ? NaN : Date.parse(end.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));
  if (Number.isNaN(endMs)) throw new Error(`the partition ${name} of raw events has no end: ${bound}`);
  return endMs;
}

function nextMondayMs(atMs: number): number {
  return atMs - ((((atMs - FIRST_MONDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS) + WEEK_MS;
}
