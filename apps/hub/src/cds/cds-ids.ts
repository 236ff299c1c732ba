import { v5 as uuidV5 } from 'uuid';

/**
 * The namespace of what the hub names for the Curb Data Specification: fixed for ever, or a city's zones would be new
 * ones overnight.
 */
const NAMESPACE = '0e6f7b52-0c8c-5f1d-8a63-4b7d9e2c5a10';

const named = (...parts: readonly (string | number)[]) => uuidV5(parts.join('/'), NAMESPACE);

/** A camera, as a source of data. */
export function deviceUuid(cityId: string, cameraId: string): string {
  return named('device', cityId, cameraId);
}

/** A curb zone, area, space or object by the city's own key; zones have a new revision when the street has changed. */
export function placeUuid(
  kind: 'zone' | 'area' | 'space' | 'object',
  cityId: string,
  key: string,
  revision = 1,
): string {
  return named(kind, cityId, key, revision);
}

/** Named by all it says, so that the same id never means anything else. */
export function policyUuid(cityId: string, content: string): string {
  return named('policy', cityId, content);
}

/** A violation: `rule` is what was broken, and the moment tells two within one visit apart. */
export function enforcementUuid(visitId: string, rule: string, startMs: number): string {
  return named('enforcement', visitId, rule, startMs);
}

export function violationEventUuid(enforcementId: string, side: 'start' | 'end'): string {
  return named('violation_event', enforcementId, side);
}

/** A vehicle that stood there before the camera looked. */
export function detectionEventUuid(visitId: string): string {
  return named('vehicle_detected', visitId);
}

/** Whoever publishes events under a key; nothing of the key can be found from it. */
export function publisherUuid(callerId: string): string {
  return named('publisher', callerId);
}

/** An event as one publisher sent it. */
export function postedEventUuid(publisherId: string, eventId: string): string {
  return named('posted_event', publisherId, eventId);
}
