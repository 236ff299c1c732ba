import type { EngineName } from '#detection';
import type { DetectorConfig } from '../config/edge-config.js';
import type { CapturedFrame } from '../video/video-source.js';
import type { AnalysedFrame } from './analyst.js';
import type { CameraRules } from './camera-pipeline.js';
import type { PipelineMemory } from './pipeline-memory.js';

/** What an analysis thread is started with: the detector that its cameras share. */
export interface WorkerTask {
  readonly detector: DetectorConfig;
}

/** `seat` numbers the cameras of a thread; a seat is never given twice. */
export type ToWorker =
  | { readonly type: 'sit'; readonly seat: number; readonly rules: CameraRules; readonly memory: PipelineMemory }
  | { readonly type: 'frame'; readonly seat: number; readonly frame: CapturedFrame }
  | { readonly type: 'lose_sight'; readonly seat: number; readonly atMs: number }
  | { readonly type: 'regain_sight'; readonly seat: number; readonly atMs: number }
  | { readonly type: 'accept_view'; readonly seat: number }
  | { readonly type: 'leave'; readonly seat: number }
  | { readonly type: 'close' };

export type FromWorker =
  | { readonly type: 'ready'; readonly engine: EngineName }
  | { readonly type: 'unable'; readonly problem: string }
  | { readonly type: 'analysed'; readonly seat: number; readonly frame: AnalysedFrame }
  | { readonly type: 'failed'; readonly seat: number; readonly problem: string };
