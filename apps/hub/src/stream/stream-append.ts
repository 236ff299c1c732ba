import type { EntityManager } from 'typeorm';
import type { LocatedRecord } from '../ingest/located-record.js';
import { columnArrays } from '../persistence/column-arrays.js';
import type { ColumnTypes } from '../persistence/column-arrays.js';

/** Any number: the lock under which positions are given out, apart from other locks of the same database. */
const STREAM_LOCK = 7_204_915_118;
/**
 * Held until the transaction has ended and can be seen by everybody: so positions ascend as commits do, and whoever sees
 * one sees all before it (decision 18).
 */
const LOCK_STREAM = `select pg_advisory_xact_lock(${STREAM_LOCK})`;
const APPEND = `
  insert into stream_log (city_id, event_count, camera_ids, times, ids)
  values ($4, cardinality($3::uuid[]), $1::text[], $2::timestamptz[], $3::uuid[])`;

/** With its city, the key of a raw event. */
interface LoggedKey {
  readonly cameraId: string;
  readonly at: Date;
  readonly id: string;
}

const KEY_COLUMNS: ColumnTypes<LoggedKey> = { cameraId: 'text', at: 'timestamptz', id: 'uuid' };

/** Writes what a transaction commits to the end of the stream. It is the last that the transaction does. */
export async function appendToStream(manager: EntityManager, fresh: readonly LocatedRecord[]): Promise<void> {
  const cities = new Map<string, LoggedKey[]>();
  for (const { delivery, city } of fresh) {
    const { id, cameraId, atMs } = delivery.record;
    const key = { cameraId, at: new Date(atMs), id };
    const keys = cities.get(city.id);
    if (keys) keys.push(key);
    else cities.set(city.id, [key]);
  }
  const rows = [...cities].map(([cityId, keys]) => [...columnArrays(KEY_COLUMNS, keys), cityId]);
  await manager.query(LOCK_STREAM);
  for (const row of rows) await manager.query(APPEND, row);
}
