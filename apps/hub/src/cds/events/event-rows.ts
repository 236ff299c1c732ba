import { Inject, Injectable } from '@nestjs/common';
import { recordId } from '#events';
import type { RecordKind } from '#events';
import { Conditions } from '../../api/condition.js';
import type { CameraFaultRow } from '../../persistence/camera.row.js';
import type { Statement } from '../../persistence/city-reader.js';
import { Database } from '../../persistence/database.js';
import type { PostedEventRow } from '../../persistence/posted-event.row.js';
import type { TimeRange } from '../http/cds-query.js';
import type { CdsVersion } from '../http/media-type.js';
import { EVENT_TYPES_OF_1_0, RANKS } from './curb-event.js';
import type { EventPlace } from './curb-event.js';
import { afterCursor, atSources, ofCameras, underWay } from './event-scope.js';
import type { EventScope } from './event-scope.js';
import type { SeenVisit } from './visit-events.js';

/** Which rows an answer needs: at most `limit` of a kind, newest first, from the cursor on. */
export interface EventSelection {
  readonly cityId: string;
  readonly version: CdsVersion;
  readonly scope: EventScope;
  readonly range: TimeRange;
  readonly after: EventPlace | null;
  readonly limit: number;
}

export type EndedVisit = SeenVisit & { end_at: Date };

/** Rows of a selection, by what of them is an event. */
export interface ToldRows {
  readonly starts: readonly SeenVisit[];
  readonly ends: readonly EndedVisit[];
  readonly lost: readonly CameraFaultRow[];
  readonly restored: readonly CameraFaultRow[];
  readonly posted: readonly PostedEventRow[];
}

/** Visits with what their events speak of. */
export const VISITS = `
  select visit.*, zone.kind as zone_kind, state.last_record_at
  from visits as visit
  left join zones as zone
    on zone.city_id = visit.city_id and zone.camera_id = visit.camera_id and zone.id = visit.zone_id
  left join camera_states as state on state.city_id = visit.city_id and state.camera_id = visit.camera_id`;

/** How far a box moves a start once it knows the end: at most as long as it bridges a restart, eight hours. */
const CORRECTED = `interval '8 hours'`;

/** A record that is looked for among the raw events. */
interface ToldRecord {
  readonly cameraId: string;
  readonly id: string;
  readonly at: Date;
}

function recordOf(cameraId: string, kind: RecordKind, subject: string, at: Date): ToldRecord {
  return { cameraId, id: recordId(cameraId, kind, subject), at };
}

/** Reads the rows that events are made of. */
@Injectable()
export class EventRows {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** What was told by the time of a page: visits by either end, cameras' faults, and what others have posted. */
  async told(selection: EventSelection): Promise<ToldRows> {
    const [starts, ends, lost, restored, posted] = await this.database.queryTogether<
      [SeenVisit, SeenVisit, CameraFaultRow, CameraFaultRow, PostedEventRow]
    >([
      this.#starts(selection),
      this.#ends(selection),
      this.#faults(selection, 'lost_at'),
      this.#faults(selection, 'restored_at'),
      this.#posted(selection),
    ]);
    return { starts, ends: ends.filter((row): row is EndedVisit => row.end_at !== null), lost, restored, posted };
  }

  /** Visits that began; 1.0 has no word for those that were only found. */
  #starts(selection: EventSelection): Statement {
    const where = this.#visitsOf(selection);
    if (selection.version === '1.0') where.add('not visit.start_censored');
    return this.#visits(where, selection, { time: 'visit.start_at', id: 'visit.id', rank: RANKS.park_start });
  }

  /** Visits whose end was seen. */
  #ends(selection: EventSelection): Statement {
    const where = this.#visitsOf(selection).add('visit.end_at is not null and not visit.end_censored');
    return this.#visits(where, selection, { time: 'visit.end_at', id: 'visit.id', rank: RANKS.park_end });
  }

  /** Visits that were under way at some time from `fromMs` to `toMs`, both included. */
  spanning({ cityId, scope: { sources } }: EventSelection, range: TimeRange): Promise<SeenVisit[]> {
    const ofCity = new Conditions().when(cityId, (city) => `visit.city_id = ${city}`);
    const where = ofCameras(atSources(underWay(ofCity, range), sources), sources);
    return this.database.query<SeenVisit>(
      `${VISITS} where ${where.toString()} order by visit.start_at, visit.id`,
      where.parameters,
    );
  }

  #faults(selection: EventSelection, side: 'lost_at' | 'restored_at'): Statement {
    const { cityId, scope, range, after, limit } = selection;
    const where = new Conditions()
      .when(cityId, (city) => `city_id = ${city}`)
      .when(scope.cameraIds, (cameras) => `camera_id = any(${cameras}::text[])`)
      .within(side, range.fromMs, range.toMs);
    const rank = side === 'lost_at' ? RANKS.comms_lost : RANKS.comms_restored;
    afterCursor(where, after, { time: side, id: 'id', rank });
    const sql = `select * from camera_faults where ${where.toString()}
       order by ${side} desc, id desc limit ${where.parameter(limit)}`;
    return { sql, parameters: where.parameters };
  }

  #posted(selection: EventSelection): Statement {
    const { cityId, version, scope, range, after, limit } = selection;
    const where = new Conditions()
      .when(cityId, (city) => `city_id = ${city}`)
      .when(version === '1.0' ? EVENT_TYPES_OF_1_0 : null, (types) => `event_type = any(${types}::text[])`)
      .within('event_time', range.fromMs, range.toMs);
    if (scope.posted !== null) {
      const { column, id } = scope.posted;
      where.add(
        column === 'curb_area_ids' ? `${where.parameter(id)} = any(${column})` : `${column} = ${where.parameter(id)}`,
      );
    }
    afterCursor(where, after, { time: 'event_time', id: 'id', rank: RANKS.posted });
    const sql = `select * from posted_events where ${where.toString()}
       order by event_time desc, id desc limit ${where.parameter(limit)}`;
    return { sql, parameters: where.parameters };
  }

  /** When the records of these visits and faults came, by the records' ids. Raw events are not kept for ever. */
  async publicationTimes(
    cityId: string,
    { visits, faults }: { visits: readonly SeenVisit[]; faults: readonly CameraFaultRow[] },
  ): Promise<ReadonlyMap<string, number>> {
    const records = [
      ...visits.flatMap(({ camera_id, id, start_at, end_at }) => [
        recordOf(camera_id, 'park_start', id, start_at),
        ...(end_at === null ? [] : [recordOf(camera_id, 'park_end', id, end_at)]),
      ]),
      ...faults.flatMap(({ camera_id, id, lost_at, restored_at }) => [
        recordOf(camera_id, 'comms_lost', id, lost_at),
        ...(restored_at === null ? [] : [recordOf(camera_id, 'comms_restored', id, restored_at)]),
      ]),
    ];
    const found = await this.#received(cityId, records, 'event.at = record.at');
    const missing = records.filter(({ id }) => !found.has(id));
    // A box corrects a start in its record of the end: the record of the start then lies where the start was before.
    const corrected = await this.#received(
      cityId,
      missing,
      `event.at between record.at - ${CORRECTED} and record.at + ${CORRECTED}`,
    );
    return new Map([...found, ...corrected]);
  }

  async #received(cityId: string, records: readonly ToldRecord[], isAt: string): Promise<ReadonlyMap<string, number>> {
    if (records.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; received_at: Date }>(
      // Each by its key: joined as sets, whole weeks of events are read where their statistics are yet to be made.
      `select found.id, found.received_at
       from unnest($2::text[], $3::timestamptz[], $4::uuid[]) as record (camera_id, at, id)
       cross join lateral (
         select event.id, event.received_at from events as event
         where event.city_id = $1 and event.camera_id = record.camera_id and ${isAt} and event.id = record.id offset 0
       ) as found`,
      [cityId, records.map(({ cameraId }) => cameraId), records.map(({ at }) => at), records.map(({ id }) => id)],
    );
    return new Map(rows.map(({ id, received_at }) => [id, received_at.getTime()]));
  }

  #visitsOf({ cityId, scope: { sources } }: EventSelection): Conditions {
    const ofCity = new Conditions().when(cityId, (city) => `visit.city_id = ${city}`);
    return ofCameras(atSources(ofCity, sources), sources);
  }

  #visits(
    where: Conditions,
    { range, after, limit }: EventSelection,
    order: { readonly time: string; readonly id: string; readonly rank: number },
  ): Statement {
    afterCursor(where.within(order.time, range.fromMs, range.toMs), after, order);
    const sql = `${VISITS} where ${where.toString()}
       order by ${order.time} desc, ${order.id} desc limit ${where.parameter(limit)}`;
    return { sql, parameters: where.parameters };
  }
}
