import { Conditions } from '../../api/condition.js';
import type { CurbZoneRow } from '../../persistence/curb.row.js';
import type { EventPlace } from './curb-event.js';

/** A camera's zone while it stood for one curb zone. */
export interface VisitSource {
  readonly cameraId: string;
  readonly zoneId: string;
  readonly fromMs: number;
  readonly toMs: number | null;
}

/** Which events are asked for. */
export interface EventScope {
  /** Null: at all places; none: no visit's event. */
  readonly sources: readonly VisitSource[] | null;
  /** Null: of all cameras; none: no camera's own event. */
  readonly cameraIds: readonly string[] | null;
  /** Of others' events, those whose field holds this id; null: all. */
  readonly posted: { readonly column: PostedColumn; readonly id: string } | null;
}
export type PostedColumn = 'curb_zone_id' | 'curb_area_ids' | 'curb_space_id' | 'curb_object_id';

export const EVERYTHING: EventScope = { sources: null, cameraIds: null, posted: null };

export function sourcesOf(zones: readonly CurbZoneRow[]): VisitSource[] {
  return zones.flatMap(({ camera_id: cameraId, zone_id, adjacent_lanes, start_date, end_date }) => {
    if (cameraId === null || zone_id === null) return [];
    const range = { fromMs: start_date.getTime(), toMs: end_date?.getTime() ?? null };
    return [zone_id, ...adjacent_lanes].map((zoneId) => ({ cameraId, zoneId, ...range }));
  });
}

/** Only visits at these sources. One of them is asked for by itself, so that its index is used. */
export function atSources(where: Conditions, sources: readonly VisitSource[] | null): Conditions {
  if (sources === null) return where;
  const [only] = sources;
  if (sources.length === 1 && only) {
    return where
      .when(only.cameraId, (camera) => `visit.camera_id = ${camera}`)
      .when(only.zoneId, (zone) => `visit.zone_id = ${zone}`)
      .within('visit.start_at', only.fromMs, only.toMs);
  }
  const column = (type: string, values: readonly unknown[]) => `${where.parameter(values)}::${type}[]`;
  const cameras = column(
    'text',
    sources.map(({ cameraId }) => cameraId),
  );
  const zones = column(
    'text',
    sources.map(({ zoneId }) => zoneId),
  );
  const starts = column(
    'timestamptz',
    sources.map(({ fromMs }) => new Date(fromMs)),
  );
  const ends = column(
    'timestamptz',
    sources.map(({ toMs }) => (toMs === null ? 'infinity' : new Date(toMs))),
  );
  return where.add(`exists (
    select 1 from unnest(${cameras}, ${zones}, ${starts}, ${ends}) as source (camera_id, zone_id, start_at, end_at)
    where source.camera_id = visit.camera_id and source.zone_id = visit.zone_id
      and visit.start_at >= source.start_at and visit.start_at < source.end_at)`);
}

/**
 * Only visits of the cameras of these sources: what `atSources` says of several, said so that an index of cameras is
 * used, where the city's index of times would read everybody's visits of a day.
 */
export function ofCameras(where: Conditions, sources: readonly VisitSource[] | null): Conditions {
  return where.when(sources && [...new Set(sources.map(({ cameraId }) => cameraId))], (cameras) => {
    return `visit.camera_id = any(${cameras}::text[])`;
  });
}

/**
 * Only visits under way at some time from `fromMs` to `toMs`, both included. Said in comparisons of times: an operator of
 * ranges is not marked leakproof, so that row-level security has it asked of every row before an index may be.
 */
export function underWay(where: Conditions, { fromMs, toMs }: { fromMs: number; toMs: number }): Conditions {
  const [from, to] = [where.parameter(new Date(fromMs)), where.parameter(new Date(toMs))];
  return where
    .add(`visit.start_at <= ${to}`)
    .add(`(visit.end_at is null or visit.end_at > ${from} and visit.end_at > visit.start_at)`);
}

/** Only what comes after the cursor in a list of all kinds of events whose newest come first. */
export function afterCursor(
  where: Conditions,
  cursor: EventPlace | null,
  { time, id, rank }: { readonly time: string; readonly id: string; readonly rank: number },
): Conditions {
  if (cursor === null) return where;
  const at = where.parameter(new Date(cursor.atMs));
  if (rank < cursor.rank) return where.add(`${time} <= ${at}`);
  if (rank > cursor.rank) return where.add(`${time} < ${at}`);
  return where.add(`(${time}, ${id}) < (${at}::timestamptz, ${where.parameter(cursor.id)}::uuid)`);
}
