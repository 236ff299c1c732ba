import { Inject, Injectable } from '@nestjs/common';
import { Conditions } from '../../api/condition.js';
import type { CurbFeatureRow, CurbZoneRow } from '../../persistence/curb.row.js';
import { Database } from '../../persistence/database.js';
import { boundsOfFilter, filterBySpace } from '../curbs/spatial-filter.js';
import type { SpatialFilter } from '../curbs/spatial-filter.js';
import { outerRing } from '../geography/polygon-on-earth.js';
import { toPlane } from '../geography/tangent-plane.js';
import { CdsError } from '../http/cds-error.js';

/**
 * Curb a car takes where no spaces are marked: 20 feet, the figure most often used (18 and 22 are too, issue #208 of the
 * standard).
 */
const VEHICLE_M = 6.1;

/** A zone or area with what has to be known to count at it. */
export interface MetricPlace {
  readonly type: 'zone' | 'area';
  readonly id: string;
  /** All revisions that count here; only those a camera watches are counted. */
  readonly zones: readonly CurbZoneRow[];
  readonly capacity: number;
}

export interface AskedPlaces {
  readonly type: 'zone' | 'area' | 'space' | 'object' | null;
  readonly id: string | null;
  readonly space: SpatialFilter | null;
}

/** Finds the places that metrics are asked for. */
@Injectable()
export class MetricPlaces {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Without an id all watched zones and all areas. Spaces and objects are not counted: none of them is listed. */
  async find(cityId: string, { type, id, space }: AskedPlaces): Promise<readonly MetricPlace[]> {
    const zones = await this.#watchedZones(cityId, space, type === 'zone' ? id : null);
    const places: MetricPlace[] = [];
    if (type === null || type === 'zone') {
      places.push(...zones.map((zone) => placeOf('zone', zone.curb_zone_id, [zone])));
    }
    if (type === null || type === 'area') {
      for (const { id: areaId, curb_zone_ids: ids } of await this.#areas(cityId)) {
        const inside = zones.filter(({ curb_zone_id }) => ids.includes(curb_zone_id));
        if (inside.length > 0) places.push(placeOf('area', areaId, inside));
      }
    }
    if (id === null) return places;
    const found = places.filter((place) => place.id === id);
    if (found.length === 0 && !(await this.#exists(cityId, id))) throw CdsError.notFound(type ?? 'place', id);
    return found;
  }

  /** `only`: where one zone is asked for, the city's others need not be read. */
  async #watchedZones(cityId: string, space: SpatialFilter | null, only: string | null): Promise<CurbZoneRow[]> {
    const where = new Conditions()
      .when(cityId, (city) => `city_id = ${city}`)
      .when(only, (id) => `curb_zone_id = ${id}`)
      .add('camera_id is not null');
    const rows = await this.database.query<CurbZoneRow>(
      `select * from curb_zones where ${where.toString()} order by curb_zone_id`,
      where.parameters,
    );
    if (space === null) return rows;
    const { minLat, minLng, maxLat, maxLng } = boundsOfFilter(space);
    const near = rows.filter(
      (row) => row.max_lat >= minLat && row.min_lat <= maxLat && row.max_lng >= minLng && row.min_lng <= maxLng,
    );
    return filterBySpace(near, space, ({ geometry }) => geometry);
  }

  #areas(cityId: string): Promise<CurbFeatureRow[]> {
    return this.database.query(`select * from curb_features where city_id = $1 and kind = 'area' order by id`, [
      cityId,
    ]);
  }

  async #exists(cityId: string, id: string): Promise<boolean> {
    const found = await this.database.query(
      `select 1 from curb_zones where city_id = $1 and curb_zone_id = $2
       union all select 1 from curb_features where city_id = $1 and id = $2`,
      [cityId, id],
    );
    return found.length > 0;
  }
}

function placeOf(type: MetricPlace['type'], id: string, zones: readonly CurbZoneRow[]): MetricPlace {
  return { type, id, zones, capacity: zones.reduce((sum, zone) => sum + capacityOf(zone), 0) };
}

/** Marked spaces, or as many cars as fit along the curb; at least one. */
export function capacityOf({ details, geometry }: Pick<CurbZoneRow, 'details' | 'geometry'>): number {
  const { num_spaces: spaces, length: lengthCm } = details;
  if (typeof spaces === 'number' && spaces > 0) return spaces;
  const lengthM = typeof lengthCm === 'number' ? lengthCm / 100 : longestSideM(geometry);
  return Math.max(1, Math.floor(lengthM / VEHICLE_M));
}

function longestSideM(geometry: CurbZoneRow['geometry']): number {
  const ring = outerRing(geometry);
  const lengths = ring.slice(1).map((position, index) => {
    const [lng, lat] = ring[index] ?? position;
    const { x, y } = toPlane(position, { lat, lng });
    return Math.hypot(x, y);
  });
  return Math.max(0, ...lengths);
}
