import { contradict, policyProblems } from '#curb';
import type { CameraAnchorRow, CurbFeatureRow, CurbPolicyRow, CurbZoneRow } from '../../persistence/curb.row.js';
import { placeUuid, policyUuid } from '../cds-ids.js';
import { policyOf } from '../curbs/policy-content.js';
import type { PolicyContent } from '../curbs/policy-content.js';
import { canonicalJson } from './canonical-json.js';
import type { CurbsFile } from './curbs-file.js';
import { featureRows } from './feature-plan.js';
import { overlapProblems, zoneGeometry } from './zone-geometry.js';
import type { GroundPolygons } from './zone-geometry.js';
import { zoneRow } from './zone-plan.js';

/** What is published of a city already. */
export interface PublishedCurbs {
  readonly zones: readonly CurbZoneRow[];
  readonly policies: readonly CurbPolicyRow[];
  readonly features: readonly CurbFeatureRow[];
}

export interface CurbPlan {
  /** To be put; those of the same id are replaced. */
  readonly zones: readonly CurbZoneRow[];
  readonly policies: readonly CurbPolicyRow[];
  readonly anchors: readonly CameraAnchorRow[];
  /** All there shall be. */
  readonly features: readonly CurbFeatureRow[];
  readonly problems: readonly string[];
}

export interface PlanSurroundings {
  readonly cityId: string;
  readonly published: PublishedCurbs;
  readonly groundPolygons: GroundPolygons;
  readonly nowMs: number;
}

/** What has to be written so that a city publishes what its file says, or all that speaks against it. */
export function planCurbs(file: CurbsFile, surroundings: PlanSurroundings): CurbPlan {
  const { cityId, published, nowMs } = surroundings;
  const problems = duplicateKeys(file);
  const policies = policyRows(file, surroundings);
  problems.push(...policyRowProblems(file));
  const anchors = anchorRows(file, cityId);
  const zones = file.zones.flatMap((zone): CurbZoneRow[] => {
    const note = (problem: string) => problems.push(`zone "${zone.key}" ${problem}`);
    const geometry = zoneGeometry(zone, anchors, surroundings.groundPolygons);
    if (typeof geometry === 'string') {
      note(geometry);
      return [];
    }
    const unknown = zone.policies.filter((key) => !policies.has(key));
    for (const key of unknown) note(`names the policy "${key}", which the file does not have`);
    const policyIds = zone.policies.flatMap((key) => policies.get(key)?.curb_policy_id ?? []);
    const row = zoneRow(zone, { cityId, geometry, policyIds, earlier: earlierOf(zone.key), nowMs });
    if (typeof row === 'string') note(row);
    return typeof row === 'string' ? [] : [row];
  });
  problems.push(...overlapProblems(zones), ...sourceProblems(file));
  const zoneIds = new Map(file.zones.map(({ key, revision }) => [key, placeUuid('zone', cityId, key, revision)]));
  const features = featureRows(file, { cityId, zoneIds, zones, published: published.features, nowMs });
  problems.push(...features.problems);
  return {
    zones: [...zones, ...ended(published.zones, zones, nowMs)],
    policies: [...policies.values()],
    anchors,
    features: features.rows,
    problems,
  };

  function earlierOf(key: string): readonly CurbZoneRow[] {
    return published.zones.filter((row) => row.key === key).sort((a, b) => b.revision - a.revision);
  }
}

/** Zones that the file no longer has, in this revision, end where the next begins, or now. */
function ended(published: readonly CurbZoneRow[], zones: readonly CurbZoneRow[], nowMs: number): CurbZoneRow[] {
  const kept = new Set(zones.map(({ curb_zone_id }) => curb_zone_id));
  return published
    .filter(({ curb_zone_id, end_date }) => end_date === null && !kept.has(curb_zone_id))
    .map((row) => {
      const next = zones.find(({ key }) => key === row.key);
      const endMs = Math.max(next?.start_date.getTime() ?? nowMs, row.start_date.getTime());
      return { ...row, end_date: new Date(endMs), last_updated_date: new Date(nowMs) };
    });
}

function policyRows(
  { policies }: CurbsFile,
  { cityId, published, nowMs }: PlanSurroundings,
): ReadonlyMap<string, CurbPolicyRow> {
  const known = new Map(published.policies.map((row) => [row.curb_policy_id, row]));
  return new Map(
    policies.map(({ key, ...content }) => {
      const id = policyUuid(cityId, canonicalJson(content));
      const row = { curb_policy_id: id, city_id: cityId, published_date: new Date(nowMs), content };
      return [key, known.get(id) ?? row];
    }),
  );
}

/** Policies that say nothing clear by themselves, and those of one zone of which nobody could say which wins. */
function policyRowProblems({ policies, zones }: CurbsFile): string[] {
  const contents = new Map<string, PolicyContent>(policies.map(({ key, ...content }) => [key, content]));
  const problems = [...contents].flatMap(([key, content]) =>
    policyProblems(policyOf(key, content)).map((problem) => `policy "${key}" ${problem}`),
  );
  for (const zone of zones) {
    const named = [...new Set(zone.policies)].flatMap((key) => {
      const content = contents.get(key);
      return content ? [policyOf(key, content)] : [];
    });
    for (const [i, a] of named.entries()) {
      for (const b of named.slice(i + 1)) {
        if (!contradict(a, b)) continue;
        problems.push(
          `zone "${zone.key}" has policies that contradict one another: "${a.id}" and "${b.id}" share priority ` +
            `${a.priority} and speak of the same vehicles at the same time`,
        );
      }
    }
  }
  return problems;
}

function anchorRows({ cameras }: CurbsFile, cityId: string): CameraAnchorRow[] {
  return cameras.map(({ id, anchor, asset_name }) => ({
    city_id: cityId,
    camera_id: id,
    lat: anchor.lat,
    lng: anchor.lng,
    heading_deg: anchor.heading_deg,
    asset_name: asset_name ?? null,
  }));
}

function duplicateKeys({ cameras, policies, zones, areas, spaces, objects }: CurbsFile): string[] {
  const lists = { policy: policies, zone: zones, area: areas, space: spaces, object: objects };
  const named = Object.entries(lists).map(([kind, list]) => [kind, list.map(({ key }) => key)] as const);
  return [...named, ['camera', cameras.map(({ id }) => id)] as const].flatMap(([kind, keys]) =>
    keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${kind} "${key}" is there twice`),
  );
}

/** A camera's zone or lane may stand for one curb zone only: a stop is at one of them. */
function sourceProblems({ zones }: CurbsFile): string[] {
  const taken = new Map<string, string>();
  return zones.flatMap(({ key, camera, zone, adjacent_lanes: lanes }) => {
    if (camera === undefined || zone === undefined) return [];
    return [zone, ...lanes].flatMap((source) => {
      const name = `${camera}.${source}`;
      const other = taken.get(name);
      if (other !== undefined) return [`zone "${key}" is watched at ${name}, and so is zone "${other}"`];
      taken.set(name, key);
      return [];
    });
  });
}
