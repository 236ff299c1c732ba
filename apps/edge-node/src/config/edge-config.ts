import type { Homography, Zone } from '#curb';
import type { NatsCredentials } from '#events/nats';
import type { EngineName } from '#detection';
import type { VideoAddress } from '../video/camera-address.js';
import type { Pace } from '../video/ffmpeg-options.js';
import type { SnapshotRule } from './camera-schema.js';

/** What a box runs on: read once from its file and its environment, complete, checked and frozen. */
export interface EdgeConfig {
  readonly deviceId: string;
  readonly nats: NatsConfig;
  readonly http: { readonly host: string; readonly port: number };
  /** Where open visits and faults outlive the process. */
  readonly stateDirectory: string;
  readonly outbox: OutboxConfig;
  readonly detector: DetectorConfig;
  readonly cameras: readonly CameraConfig[];
}

export interface NatsConfig {
  readonly url: string;
  readonly credentials: NatsCredentials | null;
  readonly caFile: string | null;
}

/** Where records wait for the hub, and what they may take there. */
export interface OutboxConfig {
  readonly directory: string;
  readonly bytesMax: number;
}

export interface DetectorConfig {
  readonly engine: 'auto' | EngineName;
  readonly longSidePx: number;
  readonly scoreMin: number;
  readonly threads: number;
  readonly modelPath: string | null;
}

export interface CameraConfig {
  readonly id: string;
  readonly name: string;
  readonly address: VideoAddress;
  readonly sampleFps: number;
  readonly silenceMs: number;
  readonly pace: Pace;
  readonly loop: boolean;
  readonly snapshot: SnapshotRule;
  readonly size: { readonly widthPx: number; readonly heightPx: number } | null;
  /** When a film's first picture was captured. */
  readonly startTimeMs: number | null;
  readonly zones: readonly Zone[];
  readonly homography: Homography | null;
  readonly reprojectionErrorM: number | null;
  readonly minDwellMs: number;
  readonly doubleParkingMs: number;
  /** First 4 bytes of the SHA-256 of all that decides this camera's records; its address is no part of it. */
  readonly configHash: number;
}

/** The file cannot be used; nothing has been started or changed. Each problem names its place and value. */
export class EdgeConfigError extends Error {
  override readonly name = 'EdgeConfigError';

  constructor(
    path: string,
    readonly problems: readonly string[],
  ) {
    super(`${path} is not a valid edge config:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
