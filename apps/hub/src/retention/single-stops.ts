/** Rows that tell of a single stop: by which time they are old, with `$1` the city and `$2` that time. */
export interface SingleStops {
  readonly table: string;
  readonly isOlder: string;
  /** What tells its rows apart. */
  readonly key: string;
}

const VISITS = {
  table: 'visits',
  // A visit that ended later was not over then; one without an end is as old as its start. The first half is in an index.
  isOlder: 'city_id = $1 and start_at < $2 and coalesce(end_at, start_at) < $2',
  key: 'city_id, camera_id, id',
} as const;
const OTHERS = [
  { table: 'camera_faults', isOlder: 'city_id = $1 and lost_at < $2', key: 'city_id, camera_id, id' },
  { table: 'posted_events', isOlder: 'city_id = $1 and event_time < $2', key: 'id' },
  {
    table: 'webhook_deliveries',
    // What was delivered late tells of an earlier time.
    isOlder: `city_id = $1 and least(created_at, to_timestamp((body::json ->> 'event_time')::numeric / 1000)) < $2`,
    key: 'id',
  },
] as const;

/** What a city's `visit_days` end. Raw events have days of their own, and the stream's log holds a day at most. */
export const EXPIRING_STOPS: readonly SingleStops[] = [VISITS, ...OTHERS];

/** Everywhere single stops are kept. Hours are sums over vehicles and are none; the stream's log goes after a day. */
export const SINGLE_STOPS: readonly SingleStops[] = [
  { table: 'events', isOlder: 'city_id = $1 and at < $2', key: 'city_id, camera_id, at, id' },
  VISITS,
  ...OTHERS,
];
