import type { EntityManager } from 'typeorm';
import { decodeRecord } from '#events';
import { REPORT_PERIOD_MS_MAX, VISIT_MS_MAX } from '#events/nats';
import type { City } from '../cities/city.js';
import { LOCK_CAMERAS, lockName } from '../ingest/ledger-statements.js';
import type { LocatedRecord } from '../ingest/located-record.js';
import type { EventRow } from '../persistence/event.row.js';
import { recountCamera } from './camera-recount.js';
import type { CameraTables, HourRange } from './camera-recount.js';
import { ROW_KEYS, tableDifferences } from './table-difference.js';
import type { Difference } from './table-difference.js';

const TABLES: readonly (keyof CameraTables)[] = ['visits', 'zone_hours', 'lane_flows', 'lane_hours', 'camera_hours'];
/** By which time a row belongs to a range. */
const TIME_COLUMN = {
  visits: 'start_at',
  zone_hours: 'hour',
  lane_flows: 'period_start',
  lane_hours: 'hour',
  camera_hours: 'hour',
} as const satisfies Record<keyof CameraTables, string>;

/** Runs work in one transaction. */
export type Transaction = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

// A visit that began in the range may end long after it; reports and flow tell of the time before them.
const RECORDS = `
  select device_id, received_at, payload from events
  where city_id = $1 and camera_id = $2 and at >= $3 and at < $5
    and (at < $4 or kind in ('park_start', 'park_end'))
  order by at, id`;

/**
 * Compares what was counted of one camera in a range with what its raw events amount to, and with `isFix` writes the
 * latter. The camera's lock is held meanwhile: hubs wait with its records, and with no others.
 */
export function rebuildCamera(
  transaction: Transaction,
  { city, cameraId, range, isFix }: { city: City; cameraId: string; range: HourRange; isFix: boolean },
): Promise<Difference[]> {
  return transaction(async (manager) => {
    await manager.query(LOCK_CAMERAS, [[lockName(city.id, cameraId)]]);
    const counted = recountCamera(await recordsOf(manager, city, cameraId, range), range);
    const differences: Difference[] = [];
    for (const table of TABLES) {
      const stored = await storedRows(manager, table, { cityId: city.id, cameraId, range });
      const found = tableDifferences(table, stored, counted[table]);
      differences.push(...found);
      if (isFix && found.length > 0) await replaceRows(manager, table, { cityId: city.id, cameraId, range }, counted);
    }
    return differences;
  });
}

interface Place {
  readonly cityId: string;
  readonly cameraId: string;
  readonly range: HourRange;
}

async function recordsOf(
  manager: EntityManager,
  city: City,
  cameraId: string,
  { fromMs, toMs }: HourRange,
): Promise<LocatedRecord[]> {
  const rows: Pick<EventRow, 'device_id' | 'received_at' | 'payload'>[] = await manager.query(RECORDS, [
    city.id,
    cameraId,
    new Date(fromMs),
    new Date(toMs + REPORT_PERIOD_MS_MAX),
    new Date(toMs + VISIT_MS_MAX),
  ]);
  return rows.map(({ device_id, received_at, payload }) => ({
    city,
    delivery: {
      record: decodeRecord(payload),
      deviceId: device_id,
      bytes: payload.length,
      payload,
      receivedAtMs: received_at.getTime(),
    },
  }));
}

function storedRows(manager: EntityManager, table: keyof CameraTables, place: Place): Promise<object[]> {
  return manager.query(`select * from ${table} where ${within(table)}`, parameters(place));
}

async function replaceRows(
  manager: EntityManager,
  table: keyof CameraTables,
  place: Place,
  counted: CameraTables,
): Promise<void> {
  await manager.query(`delete from ${table} where ${within(table)}`, parameters(place));
  // A visit may be stored with another start, outside of the range.
  const names = ['city_id', 'camera_id', ...ROW_KEYS[table]].join(', ');
  const rows = JSON.stringify(counted[table]);
  await manager.query(
    `delete from ${table} where (${names}) in (select ${names} from json_populate_recordset(null::${table}, $1::json))`,
    [rows],
  );
  await manager.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`, [rows]);
}

function within(table: keyof CameraTables): string {
  return `city_id = $1 and camera_id = $2 and ${TIME_COLUMN[table]} >= $3 and ${TIME_COLUMN[table]} < $4`;
}

function parameters({ cityId, cameraId, range }: Place): unknown[] {
  return [cityId, cameraId, new Date(range.fromMs), new Date(range.toMs)];
}
