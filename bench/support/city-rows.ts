import { DataSource } from 'typeorm';
import { migrationOptions } from '../../apps/hub/src/persistence/data-source-options.js';
import { weeksToMake } from '../../apps/hub/src/persistence/event-weeks.js';

const DAY_MS = 86_400_000;
/** A box reports every few minutes here, not every minute as in a city: 20 million rows are then a quarter of a year. */
const REPORTS_A_CAMERA_AND_DAY = 144;
/** A vehicle every half hour at each of the two zones: a busy curb's mean over day and night. */
const VISITS_A_CAMERA_AND_DAY = 48;
const ZONES = ['parking_a', 'parking_b'] as const;
const CITY = 'demo';

export interface CitySize {
  readonly cameras: number;
  readonly days: number;
  /** The midnight, in UTC, before which all of it was. */
  readonly endMs: number;
}

export const cameraName = (index: number) => `camera-${index}`;
export const zoneName = (index: number) => ZONES[index % ZONES.length] ?? ZONES[0];

/** What each camera's days hold, by the row of `generate_series`; `md5` gives ids and scatter that are the same again. */
function steps({ cameras, days, endMs }: CitySize) {
  const end = `timestamptz '${new Date(endMs).toISOString()}'`;
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
    select '${CITY}', 'camera-' || c, zone, 'parking',
      '[{"x":0,"y":0},{"x":1,"y":0},{"x":1,"y":1}]'::jsonb, true
    from generate_series(0, ${cameras} - 1) as c, unnest('{${ZONES.join(',')}}'::text[]) as zone`,
    visits: `
    insert into visits (city_id, id, camera_id, zone_id, visit_type, vehicle_type, confidence, start_at, start_censored,
      end_at, end_censored, blind_ms, image_x, image_y, evidence)
    select '${CITY}', md5(c || '/' || n)::uuid, 'camera-' || c, (array['${ZONES.join("','")}'])[1 + n % 2],
      case when n % 16 = 0 then 'double_parking' else 'dwell' end, 'car', 87, start_at, false,
      start_at + (60 + n % 1700) * interval '1 second', false, 0, 0.5, 0.5, '{arrival_seen,departure_seen}'
    from generate_series(0, ${cameras} - 1) as c, generate_series(0, ${days} * ${VISITS_A_CAMERA_AND_DAY} - 1) as n,
      lateral (select ${end} - ${days} * interval '1 day'
        + n * interval '${86_400 / VISITS_A_CAMERA_AND_DAY} seconds' + c % 60 * interval '1 second' as start_at) as begun`,
    visit_events: `
    insert into events (city_id, id, device_id, camera_id, kind, at, recorded_at, received_at, zone_id, visit_id,
      visit_type, vehicle_type, bytes, payload)
    select city_id, md5(id || kind)::uuid, 'box', camera_id, kind, at, at, at, zone_id, id, visit_type, vehicle_type,
      120, decode(repeat(md5(id::text), 4), 'hex')
    from visits, lateral (values ('park_start', start_at), ('park_end', end_at)) as side (kind, at)
   `,
    report_events: `
    insert into events (city_id, id, device_id, camera_id, kind, at, recorded_at, received_at, bytes, payload)
    select '${CITY}', md5('r' || c || '/' || n)::uuid, 'box', 'camera-' || c, 'scheduled_report', at, at, at, 60,
      decode(md5(n::text) || md5(c::text), 'hex')
    from generate_series(0, ${days} * ${REPORTS_A_CAMERA_AND_DAY} - 1) as n, generate_series(0, ${cameras} - 1) as c,
      lateral (select ${end} - ${days} * interval '1 day'
        + n * interval '${86_400 / REPORTS_A_CAMERA_AND_DAY} seconds' as at) as told`,
    zone_hours: `
    insert into zone_hours
      (city_id, camera_id, zone_id, hour, arrivals, departures, measured_visits, measured_dwell_ms, occupied_ms,
       double_parking, blocked_ms)
    select city_id, camera_id, zone_id, date_trunc('hour', start_at), count(*), count(*), count(*),
      sum(extract(epoch from end_at - start_at) * 1000), sum(extract(epoch from end_at - start_at) * 1000),
      count(*) filter (where visit_type = 'double_parking'), 0
    from visits group by 1, 2, 3, 4`,
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

/** Fills a migrated, empty database; the rows of each step by its name. Raw events lie in weeks, as a hub leaves them. */
export async function fillCity(of: DataSource, size: CitySize): Promise<ReadonlyMap<string, number>> {
  // Without the hub's limits on how long a statement may take.
  const source = await new DataSource(migrationOptions(of.options)).initialize();
  const runner = source.createQueryRunner();
  await runner.query('set synchronous_commit = off');
  const start = new Date(size.endMs - size.days * DAY_MS).toISOString();
  await runner.query('drop table events_before');
  await runner.query(`create table events_before partition of events for values from (minvalue) to ('${start}')`);
  const before = { name: 'events_before', bound: `TO ('${start}')` };
  for (const { name, from, to } of weeksToMake([before], Date.now())) {
    await runner.query(`create table ${name} partition of events for values from ('${from}') to ('${to}')`);
  }
  const rows = new Map<string, number>();
  for (const [name, sql] of Object.entries(steps(size))) {
    rows.set(name, (await runner.query(sql, [], true)).affected ?? 0);
  }
  await runner.query('vacuum analyze');
  await runner.release();
  await source.destroy();
  return rows;
}
