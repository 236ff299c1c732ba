import type { CurbFeatureRow, CurbZoneRow, FeatureKind } from '../../persistence/curb.row.js';
import { placeUuid } from '../cds-ids.js';
import { canonicalJson } from './canonical-json.js';
import type { CurbsFile } from './curbs-file.js';
import { liesWithin } from './zone-geometry.js';

export interface FeatureFacts {
  readonly cityId: string;
  /** By the zones' keys. */
  readonly zoneIds: ReadonlyMap<string, string>;
  readonly zones: readonly CurbZoneRow[];
  readonly published: readonly CurbFeatureRow[];
  readonly nowMs: number;
}

type Written = Pick<CurbFeatureRow, 'curb_zone_ids' | 'curb_space_id' | 'camera_id' | 'geometry' | 'details'>;

/** The areas, spaces and objects of a file as they shall be published, and what is wrong with them. */
export function featureRows(
  file: CurbsFile,
  facts: FeatureFacts,
): { readonly rows: readonly CurbFeatureRow[]; readonly problems: readonly string[] } {
  const { cityId, zoneIds, zones } = facts;
  const problems: string[] = [];
  const zoneIdOf = (what: string, key: string): readonly string[] => {
    const id = zoneIds.get(key);
    if (id === undefined) problems.push(`${what} names the zone "${key}", which the file does not have`);
    return id === undefined ? [] : [id];
  };
  const areas = file.areas.map(({ key, geometry, zones: keys, ...details }) => {
    const ids = keys.flatMap((zone) => zoneIdOf(`area "${key}"`, zone));
    return row('area', key, { ...NOWHERE, curb_zone_ids: ids, geometry, details }, facts);
  });
  const spaces = file.spaces.map(({ key, geometry, zone, ...details }) => {
    const ids = zoneIdOf(`space "${key}"`, zone);
    const around = zones.find(({ curb_zone_id }) => curb_zone_id === ids[0]);
    if (around && !liesWithin(geometry, around.geometry)) problems.push(`space "${key}" lies outside zone "${zone}"`);
    return row('space', key, { ...NOWHERE, curb_zone_ids: ids, geometry, details }, facts);
  });
  problems.push(...spaceNumberProblems(file));
  const spaceKeys = new Set(file.spaces.map(({ key }) => key));
  const objects = file.objects.map(({ key, geometry, zone, space, camera, ...details }) => {
    if (space !== undefined && !spaceKeys.has(space)) {
      problems.push(`object "${key}" names the space "${space}", which the file does not have`);
    }
    const written: Written = {
      curb_zone_ids: zone === undefined ? [] : zoneIdOf(`object "${key}"`, zone),
      curb_space_id: space === undefined ? null : placeUuid('space', cityId, space),
      camera_id: camera ?? null,
      geometry,
      details,
    };
    return row('object', key, written, facts);
  });
  return { rows: [...areas, ...spaces, ...objects], problems };
}

const NOWHERE = { curb_space_id: null, camera_id: null };

function row(kind: FeatureKind, key: string, written: Written, facts: FeatureFacts): CurbFeatureRow {
  const id = placeUuid(kind, facts.cityId, key);
  const before = facts.published.find((published) => published.id === id);
  const isSame = before && canonicalJson(comparable(before)) === canonicalJson(comparable(written));
  const now = new Date(facts.nowMs);
  return {
    id,
    city_id: facts.cityId,
    kind,
    ...written,
    published_date: before?.published_date ?? now,
    last_updated_date: isSame ? before.last_updated_date : now,
  };
}

function comparable({ curb_zone_ids, curb_space_id, camera_id, geometry, details }: Written): Written {
  return { curb_zone_ids, curb_space_id, camera_id, geometry, details };
}

/** Spaces of a zone are numbered from 1 without a gap, where they are numbered. */
function spaceNumberProblems({ spaces, zones }: CurbsFile): string[] {
  return zones.flatMap(({ key }) => {
    const numbers = spaces.flatMap(({ zone, space_number: number }) =>
      zone === key && number !== undefined ? [number] : [],
    );
    const isGapless = numbers.sort((a, b) => a - b).every((number, index) => number === index + 1);
    return isGapless ? [] : [`the spaces of zone "${key}" are numbered ${numbers.join(', ')}, not from 1 on by one`];
  });
}
