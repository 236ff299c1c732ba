import type { GroundPoint, ImagePoint, ZoneKind } from '#curb';

/** A zone as a box describes it: in the picture, and on the ground where the camera is calibrated. */
export interface ZoneDescription {
  readonly id: string;
  readonly kind: ZoneKind;
  readonly polygon: readonly ImagePoint[];
  readonly groundPolygon: readonly GroundPoint[] | null;
}

/** What the hub may know of a camera. It never holds the camera's address or secrets. JSON in `CAMERA_BUCKET`. */
export interface CameraDescription {
  readonly deviceId: string;
  readonly cameraId: string;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sampleFps: number;
  readonly engine: string;
  readonly minDwellMs: number;
  readonly doubleParkingMs: number;
  /** Root mean square distance between the calibration's ground points and where the homography puts them. */
  readonly reprojectionErrorM: number | null;
  /** First 4 bytes of the SHA-256 of the configuration, big endian. */
  readonly configHash: number;
  readonly zones: readonly ZoneDescription[];
}

/** Hub's request `snapshot` → box's answer. The picture is reduced for privacy unless the box allows more. */
export interface SnapshotRequest {
  readonly cameraId: string;
}
export type SnapshotAnswer =
  | { readonly ok: true; readonly contentType: 'image/jpeg'; readonly base64: string; readonly capturedAtMs: number }
  | { readonly ok: false; readonly problem: string };

/** Hub's request `accept_view` → box's answer: what the camera shows now is learned as its view. */
export interface AcceptViewRequest {
  readonly cameraId: string;
}
export type AcceptViewAnswer = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/** Hub's request `reload_config` → box's answer. A bad file changes nothing and every problem is listed. */
export type ReloadConfigAnswer =
  | { readonly ok: true; readonly configHashes: Readonly<Record<string, number>> }
  | { readonly ok: false; readonly problems: readonly string[] };
