import { recordId } from '#events';
import type { CameraFaultRow } from '../../persistence/camera.row.js';
import { deviceUuid } from '../cds-ids.js';
import { RANKS } from './curb-event.js';
import type { CurbEvent, PlacedEvent } from './curb-event.js';
import type { EventSurroundings } from './visit-events.js';

/** A camera could not be relied on from here on, or can again. */
export function faultEvent(
  fault: Pick<CameraFaultRow, 'id' | 'camera_id'>,
  { type, atMs }: { readonly type: 'comms_lost' | 'comms_restored'; readonly atMs: number },
  { cityId, curbs, publishedAtMs }: Pick<EventSurroundings, 'cityId' | 'curbs' | 'publishedAtMs'>,
): PlacedEvent {
  const { id, camera_id: cameraId } = fault;
  const write = (): CurbEvent => {
    const eventId = recordId(cameraId, type, id);
    return {
      eventId,
      type,
      atMs,
      publishedAtMs: Math.max(publishedAtMs.get(eventId) ?? atMs, atMs),
      location: curbs.cameraLocation(cameraId),
      sessionId: null,
      curbZoneId: null,
      curbAreaIds: [],
      curbSpaceId: null,
      curbObjectId: curbs.objectIdOf(cameraId),
      deviceId: deviceUuid(cityId, cameraId),
      deviceName: curbs.assetNameOf(cameraId),
      isOnline: type === 'comms_restored',
      vehicle: null,
      enforcement: null,
    };
  };
  return { place: { atMs, rank: RANKS[type], id }, type, write };
}
