import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { callerOf } from '../../access/caller.js';
import { Database } from '../../persistence/database.js';
import type { PostedEventRow } from '../../persistence/posted-event.row.js';
import { postedEventUuid, publisherUuid } from '../cds-ids.js';
import { CdsError } from '../http/cds-error.js';
import type { CdsErrorView } from '../http/cds-error.js';
import { canonicalJson } from '../import/canonical-json.js';
import { postedEvent } from './posted-event.schema.js';
import type { PostedEvent } from './posted-event.schema.js';

/** So many events are one transaction of some ten milliseconds. */
export const POSTED_EVENTS_MAX = 1_000;
/** Two kilobytes an event. */
export const POSTED_BYTES_MAX = 2_000_000;

const KNOWN_ZONES = 'select curb_zone_id from curb_zones where city_id = $1 and curb_zone_id = any($2::uuid[])';
const INSERT = `
  insert into posted_events select * from json_populate_recordset(null::posted_events, $1::json)
  on conflict (id) do nothing returning id`;
const STORED = 'select id, event from posted_events where id = any($1::uuid[])';

export interface PostedFailure extends CdsErrorView {
  /** As it was sent, so that nothing of it is lost. */
  readonly item: unknown;
}

export interface PostedResult {
  readonly success: number;
  readonly total: number;
  readonly failures: readonly PostedFailure[];
  readonly isAnyNew: boolean;
}

export interface Posting {
  readonly cityId: string;
  readonly publisherId: string;
  readonly nowMs: number;
}

interface Item {
  readonly given: unknown;
  readonly row: PostedEventRow;
}

/** Keeps the events that others publish. */
@Injectable()
export class PostedEvents {
  /** Batches that this hub has taken for each city: bounded by the cities there are. */
  readonly #batches = new Map<string, number>();

  constructor(@Inject(Database) private readonly database: Database) {}

  /** Another text after each batch of this city that this hub has taken: who has published reads it at once. */
  stateOf(cityId: string): string {
    return String(this.#batches.get(cityId) ?? 0);
  }

  /**
   * Stores what of a batch can be stored, once. An event that came before, the same, is a success again: whoever was cut
   * off sends the whole batch anew. The same id with another content is a failure, as is an unknown zone.
   */
  async take(body: string, posting: Posting): Promise<PostedResult> {
    const batch = readBatch(body);
    const failures: PostedFailure[] = [];
    const items = batch.flatMap((given): Item[] => {
      const parsed = postedEvent.safeParse(given);
      if (parsed.success) return [{ given, row: rowOf(parsed.data, posting) }];
      const details = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
      failures.push({ item: given, ...new CdsError(400, 'this is no curb event', details).toView() });
      return [];
    });
    const known = await this.#knownZones(items, posting);
    const placed = items.filter(({ given, row }) => {
      if (row.curb_zone_id === null || known.has(row.curb_zone_id)) return true;
      failures.push({ item: given, ...CdsError.notFound('zone', row.curb_zone_id).toView() });
      return false;
    });
    const inserted = await this.#insert(placed);
    if (inserted > 0) this.#batches.set(posting.cityId, (this.#batches.get(posting.cityId) ?? 0) + 1);
    failures.push(...(await this.#conflicts(placed)));
    const { length: total } = batch;
    return { success: total - failures.length, total, failures, isAnyNew: inserted > 0 };
  }

  async #knownZones(items: readonly Item[], { cityId }: Posting): Promise<ReadonlySet<string>> {
    const ids = items.flatMap(({ row }) => row.curb_zone_id ?? []);
    if (ids.length === 0) return new Set();
    const rows = await this.database.query<{ curb_zone_id: string }>(KNOWN_ZONES, [cityId, ids]);
    return new Set(rows.map(({ curb_zone_id }) => curb_zone_id));
  }

  /** How many were new. Of several with one id the first is kept. */
  async #insert(items: readonly Item[]): Promise<number> {
    const rows = new Map([...items].reverse().map(({ row }) => [row.id, row]));
    if (rows.size === 0) return 0;
    return (await this.database.queryAsHub(INSERT, [JSON.stringify([...rows.values()])])).length;
  }

  async #conflicts(items: readonly Item[]): Promise<PostedFailure[]> {
    if (items.length === 0) return [];
    const ids = items.map(({ row }) => row.id);
    const stored = await this.database.query<Pick<PostedEventRow, 'id' | 'event'>>(STORED, [ids]);
    const contents = new Map(stored.map(({ id, event }) => [id, canonicalJson(event)]));
    return items
      .filter(({ row }) => contents.get(row.id) !== canonicalJson(row.event))
      .map(({ given, row }) => {
        const description = `event ${row.event_id} was published before with another content, and events never change`;
        return { item: given, error: 'conflict', error_description: description, error_details: [] };
      });
  }
}

/**
 * Whose events these are: the key's with which they come, itself or by a token, under a name nothing can be learnt from.
 * Whoever sends a batch again may hold another token by then.
 */
export function publisherOf(request: Request): string {
  const caller = callerOf(request);
  if (caller === null) throw new Error('events are taken only from who was let in');
  return publisherUuid(caller.id);
}

function readBatch(body: string): readonly unknown[] {
  let batch: unknown;
  try {
    batch = JSON.parse(body);
  } catch {
    throw new CdsError(400, 'the body is no JSON: expected an array of curb events');
  }
  if (!Array.isArray(batch)) throw new CdsError(400, 'the body is no array: expected an array of curb events');
  if (batch.length <= POSTED_EVENTS_MAX) return batch;
  throw new CdsError(413, `the batch has ${batch.length} events, at most ${POSTED_EVENTS_MAX} are taken at once`);
}

function rowOf(event: PostedEvent, { cityId, publisherId, nowMs }: Posting): PostedEventRow {
  return {
    id: postedEventUuid(publisherId, event.event_id),
    city_id: cityId,
    publisher_id: publisherId,
    event_id: event.event_id,
    event_type: event.event_type,
    event_time: new Date(event.event_time),
    received_at: new Date(nowMs),
    curb_zone_id: event.curb_zone_id ?? null,
    curb_area_ids: event.curb_area_ids ?? [],
    curb_space_id: event.curb_space_id ?? null,
    curb_object_id: event.curb_object_id ?? null,
    event,
  };
}
