import { toGround } from '#curb';
import type { GroundPoint, Homography, Zone } from '#curb';
import type { CameraDescription } from '#events';
import type { CameraConfig } from '../config/edge-config.js';

/** A camera that has shown no picture yet is described with the commonest one; its first picture corrects this. */
const USUAL_SIZE = { widthPx: 1_280, heightPx: 720 };
/** Beyond this a zone's corner lies at the horizon and its place on the ground says nothing. */
const GROUND_DISTANCE_M_MAX = 2_000;

/** What the hub may know of a camera. */
export function describeCamera(
  deviceId: string,
  camera: CameraConfig,
  { size, engine }: { size: { widthPx: number; heightPx: number } | null; engine: string },
): CameraDescription {
  const { widthPx, heightPx } = camera.size ?? size ?? USUAL_SIZE;
  return {
    deviceId,
    cameraId: camera.id,
    name: camera.name,
    widthPx,
    heightPx,
    sampleFps: camera.sampleFps,
    engine,
    minDwellMs: camera.minDwellMs,
    doubleParkingMs: camera.doubleParkingMs,
    reprojectionErrorM: camera.reprojectionErrorM,
    configHash: camera.configHash,
    zones: camera.zones.map((zone) => ({ ...zone, groundPolygon: groundPolygon(zone, camera.homography) })),
  };
}

function groundPolygon({ polygon }: Zone, homography: Homography | null): readonly GroundPoint[] | null {
  if (!homography) return null;
  const corners = polygon.map((point) => toGround(homography, point));
  return corners.every(({ xM, yM }) => Math.hypot(xM, yM) <= GROUND_DISTANCE_M_MAX) ? corners : null;
}
