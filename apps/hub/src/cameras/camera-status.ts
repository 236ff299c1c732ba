export const CAMERA_STATUSES = ['online', 'fault', 'offline'] as const;
export type CameraStatus = (typeof CAMERA_STATUSES)[number];

/** Boxes report every minute; three reports missed is no accident. */
export const SILENCE_MS_MAX = 3 * 60_000;

/** How a camera is, from when it was last heard of and whether it has an open fault. */
export function cameraStatus(lastSeenMs: number, hasFault: boolean, nowMs: number): CameraStatus {
  // Of a silent box nothing is known, not even whether its last fault still is.
  if (nowMs - lastSeenMs > SILENCE_MS_MAX) return 'offline';
  return hasFault ? 'fault' : 'online';
}
