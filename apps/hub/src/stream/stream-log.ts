import { Inject, Injectable } from '@nestjs/common';
import { eventView } from '../api/event.view.js';
import type { EventView } from '../api/event.view.js';
import { Database } from '../persistence/database.js';
import type { ShownEventRow } from '../persistence/event.row.js';
import type { StreamLogRow } from '../persistence/stream-log.row.js';
import type { StreamPlace } from './stream-place.js';

/** A client may come back to where it was for so long: a night and the morning after it. */
export const STREAM_KEPT_MS = 24 * 3_600_000;
/** More than this is asked for from `/api/v1/events`, which has pages. */
export const REPLAYED_EVENTS_MAX = 100_000;
/** Rows of one read, which are many and small on a quiet day. */
const ROWS_MAX = 500;
/** Events of one read, about 2 MB; a row, which holds at most what one transaction commits, is never parted. */
const EVENTS_MAX = 5_000;
/** Rows one statement removes, so that none takes long. */
const REMOVED_ROWS_MAX = 5_000;

/** What one transaction committed of one city. */
export interface LoggedRow extends Pick<StreamLogRow, 'position' | 'city_id'> {
  /** Null: it has been removed since, as by `kerbline forget`. */
  readonly events: readonly (EventView | null)[];
}

export interface LogPage {
  readonly rows: readonly LoggedRow[];
  /** Nothing up to here is missing from `rows`, which follow the place asked for. */
  readonly throughPosition: number;
}

// Each event is looked up by its key: `offset 0` keeps PostgreSQL from reading whole weeks to find a few.
const AFTER = `
  with last as (select coalesce(max(position), 0) as position from stream_log)
  select last.position as "lastPosition", log.position, log.city_id, event.id, event.camera_id, event.kind, event.at,
    event.recorded_at, event.received_at, event.zone_id, event.visit_id, event.visit_type, event.vehicle_type, event.fault,
    event.bytes
  from last left join (
    select position, sum(event_count) over (order by position) - event_count as events_before
    from (
      select position, event_count from stream_log where position >= $1 and city_id = any($2::text[])
      order by position limit ${ROWS_MAX}
    ) as found
  ) as place on place.events_before < ${EVENTS_MAX}
  left join stream_log as log on log.position = place.position
  left join lateral unnest(log.camera_ids, log.times, log.ids) with ordinality as told (camera_id, at, id, number) on true
  left join lateral (
    select * from events
    where city_id = log.city_id and camera_id = told.camera_id and at = told.at and id = told.id offset 0
  ) as event on true
  order by log.position, told.number`;
const LAST = `select coalesce(max(position), 0) as position from stream_log`;
const RESUMABLE = `
  select min(position) as first, max(position) as last, (
    select coalesce(sum(event_count), 0) from stream_log where city_id = $1 and position > $2
  ) as events
  from stream_log`;
// The newest row stays, so that it can always be told which ids are known.
const REMOVE_OLD = `
  with removed as (
    delete from stream_log where position in (
      select position from stream_log
      where committed_at < $1 and position < (select max(position) from stream_log)
      order by position limit ${REMOVED_ROWS_MAX}
    ) returning position
  ) select count(*) as removed from removed`;

type JoinedRow = { readonly lastPosition: number } & (
  (Pick<LoggedRow, 'position' | 'city_id'> & (ShownEventRow | { readonly id: null })) | { readonly position: null }
);

/** Reads the stream that all hubs write. Everything it shows is of the cities named. */
@Injectable()
export class StreamLog {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** What was committed in these cities from the place's own transaction on, which may have been heard in part. */
  async from(position: number, cityIds: readonly string[]): Promise<LogPage> {
    const joined = await this.database.queryAsHub<JoinedRow>(AFTER, [position, cityIds]);
    const rows = loggedRows(joined);
    const lastPosition = joined[0]?.lastPosition ?? 0;
    const isFull = rows.length === ROWS_MAX || joined.length >= EVENTS_MAX;
    return { rows, throughPosition: isFull ? (rows.at(-1)?.position ?? lastPosition) : lastPosition };
  }

  async lastPosition(): Promise<number> {
    const [row] = await this.database.queryAsHub<{ position: number }>(LAST);
    return row?.position ?? 0;
  }

  /** Why a client cannot go on after this place, or null when it can. */
  async resumeProblem(cityId: string, { position }: StreamPlace): Promise<ResumeProblem | null> {
    const [row] = await this.database.queryAsHub<{ first: number | null; last: number | null; events: number }>(
      RESUMABLE,
      [cityId, position],
    );
    if (!row || row.first === null || row.last === null || position > row.last) return 'unknown';
    if (position < row.first - 1) return 'too_old';
    return row.events > REPLAYED_EVENTS_MAX ? 'too_many' : null;
  }

  /** Removes what is older than is kept, a part at a time; how many transactions it removed. */
  async removeOld(nowMs: number): Promise<number> {
    const [row] = await this.database.queryAsHub<{ removed: number }>(REMOVE_OLD, [new Date(nowMs - STREAM_KEPT_MS)]);
    return row?.removed ?? 0;
  }

  static readonly removedRowsMax = REMOVED_ROWS_MAX;
}

export type ResumeProblem = 'unknown' | 'too_old' | 'too_many';

function loggedRows(joined: readonly JoinedRow[]): LoggedRow[] {
  const rows: { position: number; city_id: string; events: (EventView | null)[] }[] = [];
  for (const row of joined) {
    if (row.position === null) continue;
    let logged = rows.at(-1);
    if (logged?.position !== row.position) {
      logged = { position: row.position, city_id: row.city_id, events: [] };
      rows.push(logged);
    }
    logged.events.push(row.id === null ? null : eventView(row));
  }
  return rows;
}
