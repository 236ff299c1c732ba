import { Inject, Injectable } from '@nestjs/common';
import { violationsOf } from '#curb';
import type { LocalClock, Policy, Stay, Violation } from '#curb';
import type { CameraAnchorRow, CurbFeatureRow, CurbPolicyRow, CurbZoneRow } from '../../persistence/curb.row.js';
import { Database } from '../../persistence/database.js';
import { policyOf } from '../curbs/policy-content.js';
import type { PolicyContent } from '../curbs/policy-content.js';
import type { GeoPoint } from '../geography/geo.js';
import { containsPoint, middleOf } from '../geography/polygon-on-earth.js';
import { toEarth } from '../geography/tangent-plane.js';

/** Where a camera saw something. */
export interface SeenPlace {
  readonly cameraId: string;
  readonly zoneId: string;
  readonly ground: { readonly xM: number; readonly yM: number } | null;
}

/** What a city has told about the curbs that some cameras watch. */
export class KnownCurbs {
  /** By what a camera calls its zone or lane. */
  readonly #zonesAt = new Map<string, CurbZoneRow[]>();

  constructor(
    zones: readonly CurbZoneRow[],
    private readonly policies: ReadonlyMap<string, Policy>,
    private readonly features: readonly CurbFeatureRow[],
    private readonly anchors: ReadonlyMap<string, CameraAnchorRow>,
  ) {
    for (const zone of zones) {
      if (zone.camera_id === null) continue;
      for (const source of [zone.zone_id, ...zone.adjacent_lanes]) {
        const name = `${zone.camera_id}.${source}`;
        this.#zonesAt.set(name, [...(this.#zonesAt.get(name) ?? []), zone]);
      }
    }
  }

  /** The curb zone, in its revision of that time, that a camera's zone or lane stands for. */
  zoneAt(cameraId: string, zoneId: string, atMs: number): CurbZoneRow | null {
    const isInForce = ({ start_date, end_date }: CurbZoneRow) =>
      start_date.getTime() <= atMs && (end_date === null || end_date.getTime() > atMs);
    return this.#zonesAt.get(`${cameraId}.${zoneId}`)?.find(isInForce) ?? null;
  }

  areaIdsOf(zone: CurbZoneRow): readonly string[] {
    return this.features
      .filter(({ kind, curb_zone_ids }) => kind === 'area' && curb_zone_ids.includes(zone.curb_zone_id))
      .map(({ id }) => id);
  }

  /** The space that holds a place, where the zone has spaces. */
  spaceAt(zone: CurbZoneRow, point: GeoPoint): string | null {
    const space = this.features.find(
      ({ kind, curb_zone_ids, geometry }) =>
        kind === 'space' &&
        curb_zone_ids[0] === zone.curb_zone_id &&
        geometry.type === 'Polygon' &&
        containsPoint(geometry, point),
    );
    return space?.id ?? null;
  }

  /** On Earth by the camera's anchor; without one, the middle of the zone; null where nobody has told. */
  locationOf({ cameraId, ground }: SeenPlace, zone: CurbZoneRow | null): GeoPoint | null {
    const anchor = this.anchors.get(cameraId);
    if (anchor && ground) {
      return toEarth(ground, { lat: anchor.lat, lng: anchor.lng, headingDeg: anchor.heading_deg });
    }
    return zone === null ? null : middleOf(zone.geometry);
  }

  /** Where a camera itself hangs: its object's place, or its anchor. */
  cameraLocation(cameraId: string): GeoPoint | null {
    const geometry = this.#objectOf(cameraId)?.geometry;
    if (geometry?.type === 'Point') return { lng: geometry.coordinates[0], lat: geometry.coordinates[1] };
    const anchor = this.anchors.get(cameraId);
    return anchor ? { lat: anchor.lat, lng: anchor.lng } : null;
  }

  objectIdOf(cameraId: string): string | null {
    return this.#objectOf(cameraId)?.id ?? null;
  }

  assetNameOf(cameraId: string): string | null {
    return this.anchors.get(cameraId)?.asset_name ?? null;
  }

  /** What of a stay in a zone its policies of the time forbid. */
  violationsAt(zone: CurbZoneRow, stay: Stay, clock: LocalClock): Violation[] {
    const periods = policyPeriods(zone).map(({ ids, fromMs, toMs }) => {
      const policies = ids.flatMap((id) => this.policies.get(id) ?? []);
      // Nobody tells the hub of snow emergencies and game days yet: what hangs on them is not held against anybody.
      return { policies, clock, isInForce: () => null, fromMs, toMs };
    });
    return violationsOf(stay, periods);
  }

  #objectOf(cameraId: string): CurbFeatureRow | null {
    return this.features.find(({ kind, camera_id }) => kind === 'object' && camera_id === cameraId) ?? null;
  }
}

/** Which policies a zone had when, oldest first. */
function policyPeriods(zone: CurbZoneRow) {
  const earlier = zone.prev_policies.map((period) => ({
    ids: period.curb_policy_ids,
    fromMs: period.start_date,
    toMs: period.end_date,
  }));
  return [...earlier.reverse(), { ids: zone.curb_policy_ids, fromMs: zone.policies_since.getTime(), toMs: Infinity }];
}

/** Reads what a city has told. */
@Injectable()
export class KnownCurbsReader {
  constructor(@Inject(Database) private readonly database: Database) {}

  async of(cityId: string, cameraIds: readonly string[]): Promise<KnownCurbs> {
    const [zones, anchors] = await this.database.queryTogether<[CurbZoneRow, CameraAnchorRow]>([
      {
        sql: 'select * from curb_zones where city_id = $1 and camera_id = any($2::text[])',
        parameters: [cityId, cameraIds],
      },
      {
        sql: 'select * from camera_anchors where city_id = $1 and camera_id = any($2::text[])',
        parameters: [cityId, cameraIds],
      },
    ]);
    const policyIds = zones.flatMap(({ curb_policy_ids, prev_policies }) => [
      ...curb_policy_ids,
      ...prev_policies.flatMap((period) => period.curb_policy_ids),
    ]);
    const zoneIds = zones.map(({ curb_zone_id }) => curb_zone_id);
    const [features, policies] = await this.database.queryTogether<[CurbFeatureRow, CurbPolicyRow]>([
      {
        sql: `select * from curb_features where city_id = $1 and (curb_zone_ids && $2::uuid[] or camera_id = any($3::text[]))
          order by id`,
        parameters: [cityId, zoneIds, cameraIds],
      },
      {
        sql: 'select * from curb_policies where city_id = $1 and curb_policy_id = any($2::uuid[])',
        parameters: [cityId, [...new Set(policyIds)]],
      },
    ]);
    return new KnownCurbs(
      zones,
      // Only the import writes these rows, after it has checked them.
      new Map(
        policies.map((row) => [
          row.curb_policy_id,
          policyOf(row.curb_policy_id, row.content as unknown as PolicyContent),
        ]),
      ),
      features,
      new Map(anchors.map((row) => [row.camera_id, row])),
    );
  }
}
