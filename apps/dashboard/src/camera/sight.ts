import type { Camera } from '../api/types.js';

/** The last moment this camera is known to have seen the street; `nowMs` while it does. */
export function seenUntilMs(camera: Pick<Camera, 'status' | 'fault' | 'lastSeen'>, nowMs: number): number {
  if (camera.status === 'online') return nowMs;
  const lastSight = camera.fault?.since ?? camera.lastSeen;
  return lastSight === null ? nowMs : Math.min(nowMs, Date.parse(lastSight));
}
