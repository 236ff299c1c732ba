import { Inject, Injectable } from '@nestjs/common';
import { Conditions } from '../../api/condition.js';
import type { CurbFeatureRow, CurbPolicyRow, CurbZoneRow, FeatureKind } from '../../persistence/curb.row.js';
import { Database } from '../../persistence/database.js';
import type { ZoneContents } from './curb-views.js';
import { boundsOfFilter, filterBySpace } from './spatial-filter.js';
import type { SpatialFilter } from './spatial-filter.js';

export interface Page {
  /** How many rows to skip in a list by distance; the id after which any other list goes on. */
  readonly after: PlaceCursor | null;
  readonly limit: number;
}
export type PlaceCursor = { readonly skip: number } | { readonly id: string };

export interface Found<Row> {
  readonly rows: readonly Row[];
  readonly next: PlaceCursor | null;
}

export interface ZoneFilter {
  readonly cityId: string;
  readonly areaId: string | null;
  readonly space: SpatialFilter | null;
  /** Zones in force at this time. */
  readonly atMs: number;
}

/** Reads what a city publishes of its curbs. */
@Injectable()
export class CurbQueries {
  constructor(@Inject(Database) private readonly database: Database) {}

  async zones({ cityId, areaId, space, atMs }: ZoneFilter, page: Page): Promise<Found<CurbZoneRow>> {
    const where = new Conditions()
      .when(cityId, (city) => `city_id = ${city}`)
      .when(new Date(atMs), (at) => `start_date <= ${at} and (end_date is null or end_date > ${at})`)
      .when(areaId, (area) => `curb_zone_id in (select unnest(curb_zone_ids) from curb_features where id = ${area})`);
    if (space !== null) {
      const { minLat, minLng, maxLat, maxLng } = boundsOfFilter(space);
      where
        .when(minLat, (lat) => `max_lat >= ${lat}`)
        .when(maxLat, (lat) => `min_lat <= ${lat}`)
        .when(minLng, (lng) => `max_lng >= ${lng}`)
        .when(maxLng, (lng) => `min_lng <= ${lng}`);
    }
    return this.#page<CurbZoneRow>({ table: 'curb_zones', id: 'curb_zone_id', where, space }, page);
  }

  async zone(cityId: string, id: string): Promise<CurbZoneRow | null> {
    const [row] = await this.database.query<CurbZoneRow>(
      'select * from curb_zones where city_id = $1 and curb_zone_id = $2',
      [cityId, id],
    );
    return row ?? null;
  }

  /** The areas, spaces and objects of zones, by the zones' ids. */
  async contentsOf(cityId: string, zoneIds: readonly string[]): Promise<ReadonlyMap<string, ZoneContents>> {
    const rows = await this.database.query<Pick<CurbFeatureRow, 'id' | 'kind' | 'curb_zone_ids'>>(
      `select id, kind, curb_zone_ids from curb_features where city_id = $1 and curb_zone_ids && $2::uuid[] order by id`,
      [cityId, zoneIds],
    );
    return new Map(
      zoneIds.map((zoneId) => {
        const here = rows.filter(({ curb_zone_ids }) => curb_zone_ids.includes(zoneId));
        const idsOf = (kind: FeatureKind) => here.filter((row) => row.kind === kind).map(({ id }) => id);
        return [zoneId, { areaIds: idsOf('area'), spaceIds: idsOf('space'), objectIds: idsOf('object') }];
      }),
    );
  }

  async features(
    { cityId, kind, zoneId, spaceId, space, publishedByMs }: FeatureFilter,
    page: Page,
  ): Promise<Found<CurbFeatureRow>> {
    const where = new Conditions()
      .when(cityId, (city) => `city_id = ${city}`)
      .when(kind, (name) => `kind = ${name}`)
      .when(zoneId, (zone) => `${zone} = any(curb_zone_ids)`)
      .when(spaceId, (id) => `curb_space_id = ${id}`)
      .within('published_date', null, publishedByMs === null ? null : publishedByMs + 1);
    return this.#page<CurbFeatureRow>({ table: 'curb_features', id: 'id', where, space }, page);
  }

  async feature(cityId: string, kind: FeatureKind, id: string): Promise<CurbFeatureRow | null> {
    const [row] = await this.database.query<CurbFeatureRow>(
      'select * from curb_features where city_id = $1 and kind = $2 and id = $3',
      [cityId, kind, id],
    );
    return row ?? null;
  }

  /** Whether the city publishes any at all. */
  async publishes(cityId: string, kind: FeatureKind): Promise<boolean> {
    const found = await this.database.query('select 1 from curb_features where city_id = $1 and kind = $2 limit 1', [
      cityId,
      kind,
    ]);
    return found.length > 0;
  }

  async policies(cityId: string, ids: readonly string[] | null, page: Page): Promise<Found<CurbPolicyRow>> {
    const where = new Conditions()
      .when(cityId, (city) => `city_id = ${city}`)
      .when(ids, (list) => `curb_policy_id = any(${list}::uuid[])`);
    return this.#page<CurbPolicyRow>({ table: 'curb_policies', id: 'curb_policy_id', where, space: null }, page);
  }

  /** When anything a city publishes of its curbs last changed; null where it publishes nothing. */
  async lastUpdatedMs(cityId: string): Promise<number | null> {
    const [row] = await this.database.query<{ at: Date | null }>(
      `select greatest(
         (select max(last_updated_date) from curb_zones where city_id = $1),
         (select max(last_updated_date) from curb_features where city_id = $1)) as at`,
      [cityId],
    );
    return row?.at?.getTime() ?? null;
  }

  /**
   * Another text whenever the zones in force at this time, or anything they hold, may be others than before: after each
   * import, and when a zone begins or ends by itself.
   */
  async stateAt(cityId: string, atMs: number): Promise<string> {
    const [row] = await this.database.query<{ state: string }>(
      `select concat_ws('/',
         (select concat_ws('/', count(*), max(last_updated_date), max(start_date) filter (where start_date <= $2),
            max(end_date) filter (where end_date <= $2)) from curb_zones where city_id = $1),
         (select concat_ws('/', count(*), max(last_updated_date)) from curb_features where city_id = $1)) as state`,
      [cityId, new Date(atMs)],
    );
    return row?.state ?? '';
  }

  async #page<Row extends CurbZoneRow | CurbFeatureRow | CurbPolicyRow>(
    list: { table: string; id: string; where: Conditions; space: SpatialFilter | null },
    { after, limit }: Page,
  ): Promise<Found<Row>> {
    const { table, id, where, space } = list;
    const skip = after !== null && 'skip' in after ? after.skip : 0;
    where.when(after !== null && 'id' in after ? after.id : null, (last) => `${id} > ${last}`);
    // What a filter by place lets through is known only after it was read: it is bounded by the box around it.
    const bound = space === null ? `limit ${where.parameter(limit + 1)}` : '';
    const sql = `select * from ${table} where ${where.toString()} order by ${id} ${bound}`;
    const read = await this.database.query<Row>(sql, where.parameters);
    const found = space === null ? read : filterBySpace(read, space, (row) => geometryOf(row));
    const rows = found.slice(skip, skip + limit);
    if (found.length <= skip + limit) return { rows, next: null };
    if (space?.kind === 'circle') return { rows, next: { skip: skip + limit } };
    const last = rows.at(-1);
    return { rows, next: last ? { id: idOf(last) } : null };
  }
}

export interface FeatureFilter {
  readonly cityId: string;
  readonly kind: FeatureKind;
  readonly zoneId: string | null;
  readonly spaceId: string | null;
  readonly space: SpatialFilter | null;
  /** Only what was published by then. */
  readonly publishedByMs: number | null;
}

function idOf(row: CurbZoneRow | CurbFeatureRow | CurbPolicyRow): string {
  if ('curb_zone_id' in row) return row.curb_zone_id;
  return 'curb_policy_id' in row ? row.curb_policy_id : row.id;
}

function geometryOf(row: CurbZoneRow | CurbFeatureRow | CurbPolicyRow) {
  if ('geometry' in row) return row.geometry;
  throw new TypeError('a policy is nowhere in particular');
}

const CURSOR = /^(?:skip\/(\d{1,6})|id\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))$/;

export function encodePlaceCursor(cursor: PlaceCursor | null): string | null {
  if (cursor === null) return null;
  return Buffer.from('skip' in cursor ? `skip/${cursor.skip}` : `id/${cursor.id}`).toString('base64url');
}

export function decodePlaceCursor(text: string): PlaceCursor | null {
  const [, skip, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (skip !== undefined) return { skip: Number(skip) };
  return id === undefined ? null : { id };
}
