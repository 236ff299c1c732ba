import type { CurbZoneRow, PreviousPolicies } from '../../persistence/curb.row.js';
import { placeUuid } from '../cds-ids.js';
import type { GeoJsonPolygon } from '../geography/geo.js';
import { boundsOf, outerRing, strayM } from '../geography/polygon-on-earth.js';
import { canonicalJson } from './canonical-json.js';
import type { FileZone } from './curbs-file.js';

/** Surveying the same curb again moves its corners by less; more than this, and the street itself has changed. */
const CORRECTION_M_MAX = 2;

export interface ZoneFacts {
  readonly cityId: string;
  readonly geometry: GeoJsonPolygon;
  readonly policyIds: readonly string[];
  /** All that was published under this key, newest revision first. */
  readonly earlier: readonly CurbZoneRow[];
  readonly nowMs: number;
}

/**
 * A zone as it shall be published; a sentence where the file asks for what the standard forbids. The id stays as long
 * as the revision does; whatever else changes is a correction or another policy, and is recorded as such.
 */
export function zoneRow(zone: FileZone, facts: ZoneFacts): CurbZoneRow | string {
  const { earlier, nowMs } = facts;
  const newest = earlier[0];
  if (newest && zone.revision < newest.revision) {
    return `is of revision ${zone.revision}, but ${newest.revision} is published: no id is used again`;
  }
  if (newest?.revision === zone.revision) return correctedRow(zone, newest, facts);
  const startMs = zone.start_date ?? nowMs;
  if (newest && startMs < newest.start_date.getTime()) return 'begins before the revision it replaces';
  return {
    ...unchangingPart(zone, facts),
    ...writtenPart(zone, facts),
    policies_since: new Date(startMs),
    prev_policies: [],
    prev_curb_zone_ids: earlier.map(({ curb_zone_id }) => curb_zone_id),
    published_date: new Date(nowMs),
    last_updated_date: new Date(nowMs),
    start_date: new Date(startMs),
    end_date: null,
  };
}

function correctedRow(zone: FileZone, published: CurbZoneRow, facts: ZoneFacts): CurbZoneRow | string {
  const next = zone.revision + 1;
  if (published.end_date !== null) return `has ended and no id is used again: say "revision": ${next}`;
  if (zone.start_date !== undefined && zone.start_date !== published.start_date.getTime()) {
    const published_start = published.start_date.toISOString();
    return `began at ${published_start}, and the start_date of a zone never changes`;
  }
  const movedM = strayM(outerRing(published.geometry), outerRing(facts.geometry));
  if (movedM > CORRECTION_M_MAX) {
    return `has moved by ${movedM.toFixed(1)} m: when the street has changed say "revision": ${next}`;
  }
  const row = { ...published, ...writtenPart(zone, facts) };
  const isOther = !haveSameIds(published.curb_policy_ids, row.curb_policy_ids);
  const isChanged = canonicalJson(comparable(published)) !== canonicalJson(comparable(row));
  return {
    ...row,
    ...(isOther ? changedPolicies(published, facts.nowMs) : {}),
    last_updated_date: isChanged ? new Date(facts.nowMs) : published.last_updated_date,
  };
}

/** The policies of before, kept on record. */
function changedPolicies({ curb_policy_ids, policies_since, prev_policies }: CurbZoneRow, nowMs: number) {
  const before: PreviousPolicies = {
    curb_policy_ids,
    start_date: policies_since.getTime(),
    // What should begin only later never held.
    end_date: Math.max(nowMs, policies_since.getTime()),
  };
  return { prev_policies: [before, ...prev_policies], policies_since: new Date(before.end_date) };
}

function unchangingPart({ key, revision }: FileZone, { cityId }: ZoneFacts) {
  return { curb_zone_id: placeUuid('zone', cityId, key, revision), city_id: cityId, key, revision };
}

function writtenPart(zone: FileZone, { geometry, policyIds }: ZoneFacts) {
  const { minLat, minLng, maxLat, maxLng } = boundsOf(outerRing(geometry));
  return {
    camera_id: zone.camera ?? null,
    zone_id: zone.zone ?? null,
    adjacent_lanes: zone.adjacent_lanes,
    geometry,
    min_lat: minLat,
    min_lng: minLng,
    max_lat: maxLat,
    max_lng: maxLng,
    curb_policy_ids: [...new Set(policyIds)],
    details: detailsOf(zone),
  };
}

const NOT_DETAILS: ReadonlySet<string> = new Set([
  'key',
  'revision',
  'camera',
  'zone',
  'adjacent_lanes',
  'geometry',
  'policies',
  'start_date',
]);

function detailsOf(zone: FileZone): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(zone).filter(([field]) => !NOT_DETAILS.has(field)));
}

function comparable({ camera_id, zone_id, adjacent_lanes, geometry, curb_policy_ids, details }: CurbZoneRow) {
  return { camera_id, zone_id, adjacent_lanes, geometry, curb_policy_ids: [...curb_policy_ids].sort(), details };
}

function haveSameIds(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}
