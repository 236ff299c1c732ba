import { isLane } from '#curb';
import type { LocalClock, ZoneKind } from '#curb';
import { recordId } from '#events';
import type { CurbZoneRow } from '../../persistence/curb.row.js';
import type { VisitRow } from '../../persistence/visit.row.js';
import { detectionEventUuid, deviceUuid, enforcementUuid, violationEventUuid } from '../cds-ids.js';
import { RANKS } from './curb-event.js';
import type { CurbEvent, EventType, PlacedEvent, VehicleFacts } from './curb-event.js';
import type { KnownCurbs } from './known-curbs.js';
import { ruleBreaks } from './rule-breaks.js';
import type { Incident } from './rule-breaks.js';

/** A visit with the kind of its zone, as the box described it. */
export interface SeenVisit extends VisitRow {
  readonly zone_kind: string | null;
  /** When the camera's last record came: until then it is known that an open visit goes on. */
  readonly last_record_at: Date | null;
}

export interface EventSurroundings {
  readonly cityId: string;
  readonly curbs: KnownCurbs;
  readonly clock: LocalClock;
  /** Visits under way at the events' times, for who else stood there. */
  readonly others: readonly SeenVisit[];
  /** When a record became available, by its id; needed only once an event is written. */
  readonly publishedAtMs: ReadonlyMap<string, number>;
}

/**
 * A vehicle came to rest. One that stood there before the camera looked did not park then: it was detected, which 1.1
 * has a word for.
 */
export function startEvent(visit: SeenVisit, surroundings: EventSurroundings): PlacedEvent {
  const atMs = visit.start_at.getTime();
  const type = visit.start_censored ? 'vehicle_detected' : 'park_start';
  const write = () => {
    const eventId = visit.start_censored
      ? detectionEventUuid(visit.id)
      : recordId(visit.camera_id, 'park_start', visit.id);
    const publishedAtMs = startPublished(visit, surroundings);
    return visitEvent(visit, surroundings, { eventId, type, atMs, publishedAtMs });
  };
  return { place: { atMs, rank: RANKS.park_start, id: visit.id }, type, write };
}

/** A vehicle moved off, and was seen to. */
export function endEvent(visit: SeenVisit & { end_at: Date }, surroundings: EventSurroundings): PlacedEvent {
  const atMs = visit.end_at.getTime();
  const type = 'park_end';
  const write = () => {
    const eventId = recordId(visit.camera_id, type, visit.id);
    const publishedAtMs = Math.max(surroundings.publishedAtMs.get(eventId) ?? atMs, atMs);
    return visitEvent(visit, surroundings, { eventId, type, atMs, publishedAtMs });
  };
  return { place: { atMs, rank: RANKS.park_end, id: visit.id }, type, write };
}

/** What the vehicle did that is not allowed: double parking, and what the policies of its zone forbid. */
export function violationEvents(visit: SeenVisit, surroundings: EventSurroundings): PlacedEvent[] {
  const knownUntilMs = knownUntil(visit);
  const incidents =
    visit.visit_type === 'double_parking'
      ? [doubleParking(visit, knownUntilMs)]
      : ruleBreaks(visit, knownUntilMs, surroundings);
  return incidents.flatMap(({ rule, violation, startMs, endMs }) => {
    const event = (side: 'start' | 'end', atMs: number): PlacedEvent => {
      const type = `vehicle_violation_${side}` as const;
      const write = () => {
        const enforcementId = enforcementUuid(visit.id, rule, startMs);
        return visitEvent(visit, surroundings, {
          eventId: violationEventUuid(enforcementId, side),
          type,
          atMs,
          publishedAtMs: Math.max(startPublished(visit, surroundings), atMs),
          enforcement: { enforcementId, violation },
        });
      };
      return { place: { atMs, rank: RANKS[type], id: visit.id }, type, write };
    };
    // It goes on, or nobody saw how it ended.
    const isEndKnown = endMs < knownUntilMs || (visit.end_at !== null && !visit.end_censored);
    return isEndKnown ? [event('start', startMs), event('end', endMs)] : [event('start', startMs)];
  });
}

function doubleParking(visit: SeenVisit, endMs: number): Incident {
  const lane = blockedLane(visit);
  return {
    rule: 'double_parking',
    violation: { violation_code: 'double_parking', violation_name: `double parking in a ${lane.replaceAll('_', ' ')}` },
    startMs: visit.start_at.getTime(),
    endMs,
  };
}

/** When an open visit was last known to go on; when a closed one ended. */
function knownUntil(visit: SeenVisit): number {
  const startMs = visit.start_at.getTime();
  return Math.max(startMs, (visit.end_at ?? visit.last_record_at)?.getTime() ?? startMs);
}

interface EventFacts extends Pick<CurbEvent, 'eventId' | 'atMs' | 'publishedAtMs'> {
  readonly type: EventType;
  readonly enforcement?: CurbEvent['enforcement'];
}

function visitEvent(visit: SeenVisit, surroundings: EventSurroundings, facts: EventFacts): CurbEvent {
  const { cityId, curbs } = surroundings;
  const { camera_id: cameraId, zone_id: zoneId } = visit;
  // The zone of the moment it came: a stop is at one place, though the street be drawn anew meanwhile.
  const zone = curbs.zoneAt(cameraId, zoneId, visit.start_at.getTime());
  const { ground_x_m: xM, ground_y_m: yM } = visit;
  const ground = xM === null || yM === null ? null : { xM, yM };
  const location = curbs.locationOf({ cameraId, zoneId, ground }, zone);
  return {
    enforcement: null,
    ...facts,
    location,
    sessionId: visit.id,
    curbZoneId: zone?.curb_zone_id ?? null,
    curbAreaIds: zone === null ? [] : curbs.areaIdsOf(zone),
    curbSpaceId: zone === null || location === null ? null : curbs.spaceAt(zone, location),
    curbObjectId: null,
    deviceId: deviceUuid(cityId, cameraId),
    deviceName: curbs.assetNameOf(cameraId),
    isOnline: null,
    vehicle: vehicleFacts(visit, zone, facts.atMs, surroundings),
  };
}

function vehicleFacts(
  visit: SeenVisit,
  zone: CurbZoneRow | null,
  atMs: number,
  { others }: EventSurroundings,
): VehicleFacts {
  const isThere = (other: SeenVisit) =>
    other.camera_id === visit.camera_id &&
    other.zone_id === visit.zone_id &&
    other.start_at.getTime() <= atMs &&
    (other.end_at === null || other.end_at.getTime() > atMs);
  const isAtCurb = zone !== null && visit.visit_type === 'dwell';
  return {
    type: visit.vehicle_type,
    confidence: visit.confidence,
    blockedLanes: visit.visit_type === 'double_parking' ? [blockedLane(visit)] : [],
    occupants: isAtCurb ? others.filter(isThere).map(({ vehicle_type }) => vehicle_type) : null,
  };
}

/** The kinds of lanes are the standard's lane types. A zone that its box no longer names is of no known kind. */
function blockedLane({ zone_kind: kind }: SeenVisit): string {
  return kind !== null && isLane(kind as ZoneKind) ? kind : 'unspecified';
}

/** A park_end is complete by itself, so a start may have become known only with it. */
function startPublished(visit: SeenVisit, { publishedAtMs }: EventSurroundings): number {
  const known = (['park_start', 'park_end'] as const).map((kind) =>
    publishedAtMs.get(recordId(visit.camera_id, kind, visit.id)),
  );
  const startMs = visit.start_at.getTime();
  return Math.max(known.find((atMs) => atMs !== undefined) ?? startMs, startMs);
}
