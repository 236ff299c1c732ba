import type { CurbFeatureRow, CurbPolicyRow, CurbZoneRow, FeatureKind } from '../../persistence/curb.row.js';
import type { CdsVersion } from '../http/media-type.js';
import { contentOf1_0 } from './policy-content.js';
import type { PolicyContent } from './policy-content.js';

export type View = Readonly<Record<string, unknown>>;

/** Fields of places that 1.0 does not know. */
const ADDED_IN_1_1: ReadonlySet<string> = new Set([
  'description',
  'owner_name',
  'address_number',
  'jurisdiction_type',
  'curb_object_ids',
]);

/** What is at a zone. */
export interface ZoneContents {
  readonly areaIds: readonly string[];
  readonly spaceIds: readonly string[];
  readonly objectIds: readonly string[];
}

export function zoneView(
  row: CurbZoneRow,
  { areaIds, spaceIds, objectIds }: ZoneContents,
  { version, withGeometry }: { readonly version: CdsVersion; readonly withGeometry: boolean },
): View {
  return inVersion(version, {
    curb_zone_id: row.curb_zone_id,
    ...(withGeometry ? { geometry: row.geometry } : {}),
    curb_policy_ids: row.curb_policy_ids,
    ...(row.prev_policies.length === 0 ? {} : { prev_policies: row.prev_policies }),
    ...dates(row),
    start_date: row.start_date.getTime(),
    ...(row.end_date === null ? {} : { end_date: row.end_date.getTime() }),
    ...(row.prev_curb_zone_ids.length === 0 ? {} : { prev_curb_zone_ids: row.prev_curb_zone_ids }),
    ...row.details,
    ...(areaIds.length === 0 ? {} : { curb_area_ids: areaIds }),
    ...(spaceIds.length === 0 ? {} : { curb_space_ids: spaceIds }),
    ...(objectIds.length === 0 ? {} : { curb_object_ids: objectIds }),
  });
}

const FEATURE_IDS: Readonly<Record<FeatureKind, string>> = {
  area: 'curb_area_id',
  space: 'curb_space_id',
  object: 'curb_object_id',
};

export function featureView(row: CurbFeatureRow, version: CdsVersion): View {
  const [zoneId] = row.curb_zone_ids;
  const places = {
    area: { curb_zone_ids: row.curb_zone_ids },
    space: { curb_zone_id: zoneId },
    object: {
      ...(zoneId === undefined ? {} : { curb_zone_id: zoneId }),
      ...(row.curb_space_id === null ? {} : { curb_space_id: row.curb_space_id }),
    },
  };
  return inVersion(version, {
    [FEATURE_IDS[row.kind]]: row.id,
    geometry: row.geometry,
    ...row.details,
    ...dates(row),
    ...places[row.kind],
  });
}

export function policyView({ curb_policy_id, published_date, content }: CurbPolicyRow, version: CdsVersion): View {
  // Only the import writes these rows, after it has checked them.
  const checked = content as unknown as PolicyContent;
  const shown = version === '1.0' ? contentOf1_0(checked) : content;
  return { curb_policy_id, published_date: published_date.getTime(), ...shown };
}

function dates({ published_date, last_updated_date }: { published_date: Date; last_updated_date: Date }) {
  return { published_date: published_date.getTime(), last_updated_date: last_updated_date.getTime() };
}

function inVersion(version: CdsVersion, view: View): View {
  if (version !== '1.0') return view;
  return Object.fromEntries(Object.entries(view).filter(([field]) => !ADDED_IN_1_1.has(field)));
}
