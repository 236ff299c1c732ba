import type { EngineName } from '#detection';
import type { CameraConfig, DetectorConfig } from '../config/edge-config.js';
import type { CapturedFrame } from '../video/video-source.js';
import type { PipelineStep } from './camera-pipeline.js';
import type { PipelineMemory } from './pipeline-memory.js';

/** A frame that has been looked at, handed back with what it brought. */
export interface AnalysedFrame extends CapturedFrame, PipelineStep {
  /** How many times as long through traffic and whole pictures wait for a look; 1 while there is time for all. */
  readonly lookStretch: number;
}

/** Sees and decides for one camera, off the main thread. Calls take effect in the order in which they are made. */
export abstract class Analyst {
  abstract readonly engine: EngineName;
  /** Resolves when the analyst can take no more frames because it died; never rejects. */
  abstract readonly died: Promise<Error>;
  /** The frame's bytes belong to the analyst until it resolves. Throws when this frame could not be looked at. */
  abstract analyse(frame: CapturedFrame): Promise<AnalysedFrame>;
  abstract loseSight(atMs: number): void;
  abstract regainSight(atMs: number): void;
  /** What the camera shows now is how it is meant to look. */
  abstract acceptView(): void;
  abstract close(): Promise<void>;
}

export abstract class Analysts {
  /** It goes on from `memory`. Throws when the detector cannot be opened; the message says why. */
  abstract open(camera: CameraConfig, detector: DetectorConfig, memory: PipelineMemory): Promise<Analyst>;
}
