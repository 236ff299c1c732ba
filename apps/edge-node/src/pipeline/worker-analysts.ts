import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { CameraConfig, DetectorConfig } from '../config/edge-config.js';
import { AnalysisThread } from './analysis-thread.js';
import { Analysts } from './analyst.js';
import type { Analyst } from './analyst.js';
import type { PipelineMemory } from './pipeline-memory.js';

/**
 * As many analysis threads as there are cores, and no more than there are cameras. A network costs a hundred megabytes, so
 * the cameras of a thread share one and take turns.
 */
export class WorkerAnalysts extends Analysts {
  readonly #threads = new Set<AnalysisThread>();

  constructor(private readonly threadsMax = availableParallelism()) {
    super();
  }

  override open(camera: CameraConfig, detector: DetectorConfig, memory: PipelineMemory): Promise<Analyst> {
    const { zones, homography, minDwellMs, doubleParkingMs } = camera;
    return this.#threadFor(detector).seat({ zones, homography, minDwellMs, doubleParkingMs }, memory);
  }

  /** The thread with the fewest cameras, or a new one as long as all have some and there are cores. */
  #threadFor(detector: DetectorConfig): AnalysisThread {
    const open = [...this.#threads].filter((each) => !each.isClosing && isDeepStrictEqual(each.detector, detector));
    const idlest = open.reduce<AnalysisThread | null>(
      (least, each) => (least && least.cameras <= each.cameras ? least : each),
      null,
    );
    if (idlest && open.length >= this.threadsMax) return idlest;
    const thread = new AnalysisThread(detector);
    this.#threads.add(thread);
    void thread.died.then(() => this.#threads.delete(thread));
    return thread;
  }
}
