import type { MigrationInterface, QueryRunner } from 'typeorm';

// As the API has written times, and still does.
const ISO = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The stream's log names its events by their keys, and holds them no second time. */
export class ReferToEvents1765000000000 implements MigrationInterface {
  readonly name = 'ReferToEvents1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table stream_log add column camera_ids text[], add column times timestamptz[], add column ids uuid[]`);
    await runner.query(`
      update stream_log set (camera_ids, times, ids) = (
        select array_agg(event ->> 'camera' order by place), array_agg((event ->> 'time')::timestamptz order by place),
          array_agg((event ->> 'id')::uuid order by place)
        from json_array_elements(events) with ordinality as told (event, place))`);
    for (const column of ['camera_ids', 'times', 'ids']) {
      await runner.query(`alter table stream_log alter column ${column} set not null`);
    }
    await runner.query('alter table stream_log drop column events');
  }

  /** Events that were removed meanwhile cannot be written out again: their transactions go. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table stream_log add column events json');
    await runner.query(`
      update stream_log as log set events = (
        select json_agg(json_build_object(
            'id', event.id, 'type', kind, 'camera', event.camera_id, 'zone', event.camera_id || '.' || zone_id,
            'visit', visit_id, 'visitType', visit_type, 'vehicleType', vehicle_type, 'fault', fault, 'time', ${ISO('at')},
            'recordedTime', ${ISO('recorded_at')}, 'receivedTime', ${ISO('received_at')}, 'bytes', bytes)
          order by place)
        from unnest(log.camera_ids, log.times, log.ids) with ordinality as told (camera_id, time, id, place)
        join events as event on event.city_id = log.city_id and event.camera_id = told.camera_id
          and event.at = told.time and event.id = told.id)`);
    await runner.query(`delete from stream_log where events is null or json_array_length(events) < event_count`);
    await runner.query('alter table stream_log alter column events set not null');
    await runner.query('alter table stream_log drop column camera_ids, drop column times, drop column ids');
  }
}
