import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { QueryRunner } from 'typeorm';
import { recordId } from '#events';
import { migrationOptions } from '../../apps/hub/src/persistence/data-source-options.js';
import { weeksToMake } from '../../apps/hub/src/persistence/event-weeks.js';

const DAY_MS = 86_400_000;
/** A box reports every few minutes here, not every minute as in a city: 20 million rows are then a quarter of a year. */
const REPORTS_A_CAMERA_AND_DAY = 144;
/** A vehicle every half hour at each of the two zones: a busy curb's mean over day and night. */
const VISITS_A_CAMERA_AND_DAY = 48;
const ZONES = ['parking_a', 'parking_b'] as const;
/** Every sixteenth stop double-parks in it. */
const LANE = 'lane';
const CITY = 'demo';
/** Written row by row into their indices these would take an hour: their indices are built once they are full. */
const LARGE_TABLES = ['visits', 'zone_hours', 'camera_hours'];
/** Raw events of the last days get the ids of a box's records; SQL cannot make them for all. */
const NAMED_MS = 3 * DAY_MS;
/** For building those indices; a twentieth of a small machine. */
const SORT_MEMORY = '512MB';

export interface CitySize {
  readonly cameras: number;
  readonly days: number;
  /** The midnight, in UTC, before which all of it was. */
  readonly endMs: number;
}

export const cameraName = (index: number) => `camera-${index}`;
export const zoneName = (index: number) => ZONES[index % ZONES.length] ?? ZONES[0];
/** The curb zone that a camera's zone is published as. */
export const curbZoneId = (camera: string, zone: string) => uuidOf(`${camera}/${zone}`);

/** What each camera's days hold, by the row of `generate_series`; `md5` gives ids and scatter that are the same again. */
function steps({ cameras, days, endMs }: CitySize) {
  const end = `timestamptz '${new Date(endMs).toISOString()}'`;
  const begin = `timestamptz '${new Date(endMs - days * DAY_MS).toISOString()}'`;
  return {
    cameras: `
    insert into cameras (city_id, id, device_id, name, width_px, height_px, engine, sample_fps, min_dwell_ms,
      double_parking_ms, config_hash, described_at)
    select '${CITY}', 'camera-' || c, 'box-' || c / 4, 'Camera ' || c, 1280, 720, 'motion', 5, 30000, 30000, 1, ${end}
    from generate_series(0, ${cameras} - 1) as c`,
    camera_states: `
    insert into camera_states (city_id, camera_id, last_record_at, observed_from)
    select '${CITY}', 'camera-' || c, ${end}, ${end}
    from generate_series(0, ${cameras} - 1) as c`,
    zones: `
    insert into zones (city_id, camera_id, id, kind, polygon, is_current)
    select '${CITY}', 'camera-' || c, zone, case zone when '${LANE}' then 'travel_lane' else 'parking' end,
      '[{"x":0,"y":0},{"x":1,"y":0},{"x":1,"y":1}]'::jsonb, true
    from generate_series(0, ${cameras} - 1) as c, unnest('{${[...ZONES, LANE].join(',')}}'::text[]) as zone`,
    curb_zones: `
    insert into curb_zones (curb_zone_id, city_id, key, revision, camera_id, zone_id, adjacent_lanes, geometry,
      min_lat, min_lng, max_lat, max_lng, curb_policy_ids, policies_since, prev_policies, prev_curb_zone_ids, details,
      published_date, last_updated_date, start_date)
    select md5('camera-' || c || '/' || zone)::uuid, '${CITY}', 'camera-' || c || '/' || zone, 1, 'camera-' || c, zone,
      '{${LANE}}', json_build_object('type', 'Polygon', 'coordinates', array[array[
        array[lng, 40], array[lng + 0.0001, 40], array[lng + 0.0001, 40.00005], array[lng, 40.00005], array[lng, 40]]]),
      40, lng, 40.00005, lng + 0.0001, '{}', ${begin}, '[]', '{}', '{}', ${begin}, ${begin}, ${begin}
    from generate_series(0, ${cameras} - 1) as c, unnest('{${ZONES.join(',')}}'::text[]) with ordinality as at (zone, n),
      lateral (select -74 + (c * 2 + n) * 0.0002 as lng) as place`,
    visits: `
    insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at, start_censored,
      end_at, end_censored, blind_ms, image_x, image_y, evidence)
    select '${CITY}', md5(c || '/' || n)::uuid, 'camera-' || c,
      case when n % 16 = 0 then '${LANE}' else (array['${ZONES.join("','")}'])[1 + n % 2] end,
      case when n % 16 = 0 then 'double_parking' else 'dwell' end, 'car', 87, start_at, false,
      start_at + (60 + n % 1700) * interval '1 second', false, 0, 0.5, 0.5, '{arrival_seen,departure_seen}'
    from generate_series(0, ${cameras} - 1) as c, generate_series(0, ${days} * ${VISITS_A_CAMERA_AND_DAY} - 1) as n,
      lateral (select ${end} - ${days} * interval '1 day'
        + n * interval '${86_400 / VISITS_A_CAMERA_AND_DAY} seconds' + c % 60 * interval '1 second' as start_at) as begun`,
    zone_hours: `
    insert into zone_hours
      (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits, measured_dwell_ms, occupied_ms,
       double_parking, blocked_ms)
    select city_id, camera_id, zone_id, date_trunc('hour', start_at), count(*), count(*), count(*),
      sum(dwell_ms),
      coalesce(sum(dwell_ms) filter (where visit_type = 'dwell'), 0),
      count(*) filter (where visit_type = 'double_parking'),
      coalesce(sum(dwell_ms) filter (where visit_type = 'double_parking'), 0)
    from visits, lateral (select extract(epoch from end_at - start_at) * 1000 as dwell_ms) as stood group by 1, 2, 3, 4`,
    camera_hours: `
    insert into camera_hours (city_id, camera_id, hour, observed_ms, frames_decoded, frames_analysed, frames_skipped,
      video_bytes, events, event_bytes)
    select '${CITY}', 'camera-' || c, ${end} - n * interval '1 hour', 3600000, 18000, 3600, 2, 1000000, 60, 6000
    from generate_series(0, ${cameras} - 1) as c, generate_series(1, ${days} * 24) as n`,
    faults: `
    insert into camera_faults (city_id, id, camera_id, code, lost_at, restored_at)
    select '${CITY}', md5('f' || c || '/' || n)::uuid, 'camera-' || c, 'camera_unreachable',
      ${end} - n * interval '1 day', ${end} - n * interval '1 day' + interval '5 minutes'
    from generate_series(0, ${cameras} - 1) as c, generate_series(1, ${days}) as n`,
  };
}

/** The raw events that begin in one partition: both ends of each visit, and the reports of each box. */
function eventsOf(table: string, { from, to }: { from: string; to: string }, { cameras, days, endMs }: CitySize) {
  const begin = `timestamptz '${new Date(endMs - days * DAY_MS).toISOString()}'`;
  const reports = days * REPORTS_A_CAMERA_AND_DAY;
  const within = `at >= '${from}' and at < '${to}'`;
  return `
    insert into ${table} (city_id, id, device_id, camera_id, kind, at, recorded_at, received_at, zone_id, visit_id,
      visit_type, vehicle_type, bytes, payload)
    select city_id, md5(id || kind)::uuid, 'box', camera_id, kind, at, at, at, zone_id, id, visit_type, vehicle_type,
      120, decode(repeat(md5(id::text), 4), 'hex')
    from visits, lateral (values ('park_start', start_at), ('park_end', end_at)) as side (kind, at)
    where start_at >= timestamptz '${from}' - interval '1 hour' and start_at < '${to}' and ${within}
    union all
    select '${CITY}', md5('r' || c || '/' || n)::uuid, 'box', 'camera-' || c, 'scheduled_report', at, at, at, null, null,
      null, null, 60, decode(md5(n::text) || md5(c::text), 'hex')
    from generate_series(0, ${reports} - 1) as n, generate_series(0, ${cameras} - 1) as c,
      lateral (select ${begin} + n * interval '${86_400 / REPORTS_A_CAMERA_AND_DAY} seconds' as at) as told
    where ${within}`;
}

/** Fills a migrated, empty database; the rows of each step by its name. Raw events lie in weeks, as a hub leaves them. */
export async function fillCity(of: DataSource, size: CitySize): Promise<ReadonlyMap<string, number>> {
  // Without the hub's limits on how long a statement may take.
  const source = await new DataSource(migrationOptions(of.options)).initialize();
  const runner = source.createQueryRunner();
  await runner.query(`set synchronous_commit = off; set maintenance_work_mem = '${SORT_MEMORY}'`);
  const rows = new Map<string, number>();
  const count = async (name: string, sql: string) =>
    rows.set(name, (rows.get(name) ?? 0) + ((await runner.query(sql, [], true)).affected ?? 0));
  const buildIndices = await dropIndices(runner, LARGE_TABLES);
  for (const [name, sql] of Object.entries(steps(size))) await count(name, sql);
  await buildIndices();
  await runner.query('analyze');
  const start = new Date(size.endMs - size.days * DAY_MS).toISOString();
  await runner.query('drop table events_before');
  await runner.query(`create table events_before partition of events for values from (minvalue) to ('${start}')`);
  const before = { name: 'events_before', bound: `TO ('${start}')` };
  for (const { name, from, to } of weeksToMake([before], Date.now())) {
    await runner.query(`create table ${name} (like events including defaults)`);
    await count('events', eventsOf(name, { from, to }, size));
    await runner.query(`alter table ${name} add check (at >= '${from}' and at < '${to}')`);
    // Which builds its indices.
    await runner.query(`alter table events attach partition ${name} for values from ('${from}') to ('${to}')`);
  }
  await nameRecords(runner, size.endMs - NAMED_MS);
  await runner.query('vacuum analyze');
  await runner.release();
  await source.destroy();
  return rows;
}

/** Fills the table of visits alone. */
export async function fillVisits(of: DataSource, size: CitySize): Promise<void> {
  const source = await new DataSource(migrationOptions(of.options)).initialize();
  const runner = source.createQueryRunner();
  await runner.query(`set synchronous_commit = off; set maintenance_work_mem = '${SORT_MEMORY}'`);
  const buildIndices = await dropIndices(runner, ['visits']);
  const { cameras, zones, visits } = steps(size);
  for (const sql of [cameras, zones, visits]) await runner.query(sql);
  await buildIndices();
  await runner.query('vacuum analyze');
  await runner.release();
  await source.destroy();
}

/** Gives the raw events from `fromMs` on the ids that a box gives them, by which the hub finds those of a visit. */
export async function nameRecords(runner: Pick<QueryRunner, 'query'>, fromMs: number): Promise<void> {
  const rows = (await runner.query(
    `select camera_id, at, id, kind, visit_id from events
     where city_id = $1 and at >= $2 and kind in ('park_start', 'park_end')`,
    [CITY, new Date(fromMs)],
  )) as { camera_id: string; at: Date; id: string; kind: 'park_start' | 'park_end'; visit_id: string }[];
  await runner.query(
    `update events as event set id = named.new_id
     from unnest($1::text[], $2::timestamptz[], $3::uuid[], $4::uuid[]) as named (camera_id, at, id, new_id)
     where event.city_id = '${CITY}' and event.camera_id = named.camera_id and event.at = named.at
       and event.id = named.id`,
    [
      rows.map(({ camera_id }) => camera_id),
      rows.map(({ at }) => at),
      rows.map(({ id }) => id),
      rows.map(({ camera_id, kind, visit_id }) => recordId(camera_id, kind, visit_id)),
    ],
  );
}

/** Takes the large tables' indices away; what it returns builds them again. */
async function dropIndices(runner: QueryRunner, tables: readonly string[]): Promise<() => Promise<void>> {
  const again: string[] = [];
  for (const table of tables) {
    const keys = (await runner.query(
      `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
       where conrelid = $1::regclass and contype = 'p'`,
      [table],
    )) as { name: string; definition: string }[];
    for (const { name, definition } of keys) {
      again.push(`alter table ${table} add constraint ${name} ${definition}`);
      await runner.query(`alter table ${table} drop constraint ${name}`);
    }
    const indices = (await runner.query(
      'select indexname as name, indexdef as definition from pg_indexes where tablename = $1',
      [table],
    )) as { name: string; definition: string }[];
    for (const { name, definition } of indices) {
      again.push(definition);
      await runner.query(`drop index ${name}`);
    }
  }
  return async () => {
    for (const statement of again) await runner.query(statement);
  };
}

/** As PostgreSQL's \`md5(…)::uuid\`. */
function uuidOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
