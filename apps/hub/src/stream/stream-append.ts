import type { EntityManager } from 'typeorm';
import { eventView } from '../api/event.view.js';
import type { EventView } from '../api/event.view.js';
import type { LocatedRecord } from '../ingest/located-record.js';
import { shownEventRow } from '../ingest/record-rows.js';

/** Any number: the lock under which positions are given out, apart from other locks of the same database. */
const STREAM_LOCK = 7_204_915_118;
/**
 * Held until the transaction has ended and can be seen by everybody: so positions ascend as commits do, and whoever sees
 * one sees all before it (decision 18).
 */
const LOCK_STREAM = `select pg_advisory_xact_lock(${STREAM_LOCK})`;
const APPEND = `
  insert into stream_log (city_id, event_count, events)
  select city_id, event_count, events from unnest($1::text[], $2::integer[], $3::json[]) as city (city_id, event_count, events)`;

/** Writes what a transaction commits to the end of the stream. It is the last that the transaction does. */
export async function appendToStream(manager: EntityManager, fresh: readonly LocatedRecord[]): Promise<void> {
  const cities = new Map<string, EventView[]>();
  for (const { delivery, city } of fresh) {
    const event = eventView(shownEventRow(delivery));
    const events = cities.get(city.id);
    if (events) events.push(event);
    else cities.set(city.id, [event]);
  }
  const rows = [...cities.values()];
  const columns = [[...cities.keys()], rows.map(({ length }) => length), rows.map((events) => JSON.stringify(events))];
  await manager.query(LOCK_STREAM);
  await manager.query(APPEND, columns);
}
