import type { EntityManager } from 'typeorm';
import type { GroundPoint } from '#curb';
import type { CurbFeatureRow, CurbPolicyRow, CurbZoneRow } from '../../persistence/curb.row.js';
import { CurbsFileError } from './curbs-file.js';
import type { CurbsFile } from './curbs-file.js';
import { planCurbs } from './curb-plan.js';

export interface ImportSummary {
  readonly zones: number;
  readonly policies: number;
  readonly areas: number;
  readonly spaces: number;
  readonly objects: number;
}

const LOCK = `select pg_advisory_xact_lock(hashtextextended('curbs/' || $1, 0))`;
const PUT_ZONES = `
  insert into curb_zones select * from json_populate_recordset(null::curb_zones, $1::json)
  on conflict (curb_zone_id) do update set
    camera_id = excluded.camera_id, zone_id = excluded.zone_id, adjacent_lanes = excluded.adjacent_lanes,
    geometry = excluded.geometry, min_lat = excluded.min_lat, min_lng = excluded.min_lng,
    max_lat = excluded.max_lat, max_lng = excluded.max_lng, curb_policy_ids = excluded.curb_policy_ids,
    policies_since = excluded.policies_since, prev_policies = excluded.prev_policies, details = excluded.details,
    last_updated_date = excluded.last_updated_date, end_date = excluded.end_date`;
const PUT_POLICIES = `
  insert into curb_policies select * from json_populate_recordset(null::curb_policies, $1::json)
  on conflict (curb_policy_id) do nothing`;
const DROP_FEATURES = 'delete from curb_features where city_id = $1';
const PUT_FEATURES = 'insert into curb_features select * from json_populate_recordset(null::curb_features, $1::json)';
const DROP_ANCHORS = 'delete from camera_anchors where city_id = $1';
const PUT_ANCHORS = 'insert into camera_anchors select * from json_populate_recordset(null::camera_anchors, $1::json)';

/**
 * Publishes what a city's file says, all of it or nothing, within the caller's transaction. Imports of the same city
 * take turns. Throws `CurbsFileError` with all that speaks against it.
 */
export async function importCurbs(
  manager: EntityManager,
  { cityId, file, nowMs }: { cityId: string; file: CurbsFile; nowMs: number },
): Promise<ImportSummary> {
  const rows = async <Row>(sql: string): Promise<Row[]> => manager.query(sql, [cityId]);
  await manager.query(LOCK, [cityId]);
  if ((await rows('select 1 from cities where id = $1')).length === 0) {
    throw new CurbsFileError([`there is no city "${cityId}"`]);
  }
  const ground = await rows<{ name: string; ground_polygon: GroundPoint[] }>(
    `select camera_id || '.' || id as name, ground_polygon from zones where city_id = $1 and ground_polygon is not null`,
  );
  const plan = planCurbs(file, {
    cityId,
    published: {
      zones: await rows<CurbZoneRow>('select * from curb_zones where city_id = $1'),
      policies: await rows<CurbPolicyRow>('select * from curb_policies where city_id = $1'),
      features: await rows<CurbFeatureRow>('select * from curb_features where city_id = $1'),
    },
    groundPolygons: new Map(ground.map(({ name, ground_polygon }) => [name, ground_polygon])),
    nowMs,
  });
  if (plan.problems.length > 0) throw new CurbsFileError(plan.problems);
  await manager.query(PUT_POLICIES, [JSON.stringify(plan.policies)]);
  await manager.query(PUT_ZONES, [JSON.stringify(plan.zones)]);
  await manager.query(DROP_FEATURES, [cityId]);
  await manager.query(PUT_FEATURES, [JSON.stringify(plan.features)]);
  await manager.query(DROP_ANCHORS, [cityId]);
  await manager.query(PUT_ANCHORS, [JSON.stringify(plan.anchors)]);
  return {
    zones: file.zones.length,
    policies: file.policies.length,
    areas: file.areas.length,
    spaces: file.spaces.length,
    objects: file.objects.length,
  };
}
