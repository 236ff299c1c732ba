import { Inject, Injectable } from '@nestjs/common';
import type { CurbFeatureRow, CurbZoneRow, FeatureKind } from '../../persistence/curb.row.js';
import { Database } from '../../persistence/database.js';
import { CdsError } from '../http/cds-error.js';
import type { CdsQuery } from '../http/cds-query.js';
import type { CdsVersion } from '../http/media-type.js';
import { EVERYTHING, sourcesOf } from './event-scope.js';
import type { EventScope, PostedColumn } from './event-scope.js';

/** The place that events are asked for. */
export interface AskedPlace {
  readonly kind: 'zone' | FeatureKind;
  readonly id: string;
}

const COLUMNS: Readonly<Record<AskedPlace['kind'], PostedColumn>> = {
  zone: 'curb_zone_id',
  area: 'curb_area_ids',
  space: 'curb_space_id',
  object: 'curb_object_id',
};

/** Finds out which cameras' zones stand for a place of the city. */
@Injectable()
export class EventScopes {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** At most one place: which of several should hold, the standard does not say. */
  read(query: CdsQuery, version: CdsVersion): AskedPlace | null {
    const places: (AskedPlace | null)[] = [
      placeOf('zone', query.uuid('curb_zone_id')),
      placeOf('area', query.uuid('curb_area_id')),
      placeOf('space', query.uuid('curb_space_id')),
      version === '1.0' ? null : placeOf('object', query.uuid('curb_object_id')),
    ];
    const [place = null, ...others] = places.filter((each) => each !== null);
    if (others.length > 0) query.note('more than one place is named, expected at most one');
    return place;
  }

  /** Throws 404 for a place that does not exist: an empty list would read as a quiet street. */
  async find(cityId: string, place: AskedPlace | null): Promise<EventScope> {
    if (place === null) return EVERYTHING;
    const posted = { column: COLUMNS[place.kind], id: place.id };
    if (place.kind === 'zone') {
      const zones = await this.#zones(cityId, [place.id]);
      if (zones.length === 0) throw CdsError.notFound('zone', place.id);
      return { sources: sourcesOf(zones), cameraIds: [], posted };
    }
    const feature = await this.#feature(cityId, place);
    if (!feature) throw CdsError.notFound(place.kind, place.id);
    switch (place.kind) {
      case 'area':
        return { sources: sourcesOf(await this.#zones(cityId, feature.curb_zone_ids)), cameraIds: [], posted };
      case 'object':
        return { sources: [], cameraIds: feature.camera_id === null ? [] : [feature.camera_id], posted };
      case 'space':
        // A stop's space is worked out from where it is, which no list can be searched by: only others' events are.
        return { sources: [], cameraIds: [], posted };
    }
  }

  #zones(cityId: string, ids: readonly string[]): Promise<CurbZoneRow[]> {
    return this.database.query('select * from curb_zones where city_id = $1 and curb_zone_id = any($2::uuid[])', [
      cityId,
      ids,
    ]);
  }

  async #feature(cityId: string, { kind, id }: AskedPlace): Promise<CurbFeatureRow | null> {
    const [row] = await this.database.query<CurbFeatureRow>(
      'select * from curb_features where city_id = $1 and kind = $2 and id = $3',
      [cityId, kind, id],
    );
    return row ?? null;
  }
}

function placeOf(kind: AskedPlace['kind'], id: string | null): AskedPlace | null {
  return id === null ? null : { kind, id };
}
