import type { EngineName } from '#detection';
import type { DetectorConfig } from '../config/edge-config.js';
import type { CapturedFrame } from '../video/video-source.js';
import type { AnalysedFrame } from './analyst.js';
import type { CameraRules } from './camera-pipeline.js';
import type { PipelineMemory } from './pipeline-memory.js';

/** What a camera's worker thread is started with. */
export interface WorkerTask {
  readonly rules: CameraRules;
  readonly detector: DetectorConfig;
  readonly memory: PipelineMemory;
}

export type ToWorker =
  | { readonly type: 'frame'; readonly frame: CapturedFrame }
  | { readonly type: 'lose_sight'; readonly atMs: number }
  | { readonly type: 'regain_sight'; readonly atMs: number }
  | { readonly type: 'accept_view' }
  | { readonly type: 'close' };

export type FromWorker =
  | { readonly type: 'ready'; readonly engine: EngineName }
  | { readonly type: 'unable'; readonly problem: string }
  | { readonly type: 'analysed'; readonly frame: AnalysedFrame }
  | { readonly type: 'failed'; readonly problem: string };
