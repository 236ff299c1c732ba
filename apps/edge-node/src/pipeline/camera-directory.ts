import type { CameraDescription } from '#events';

/** Where a box tells which cameras it has. */
export abstract class CameraDirectory {
  abstract describe(description: CameraDescription): void;
  /** The camera is no longer this box's. */
  abstract forget(cameraId: string): void;
}
