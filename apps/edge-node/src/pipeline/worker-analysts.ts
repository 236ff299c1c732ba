import { Worker } from 'node:worker_threads';
import { bytesOf } from '#detection';
import type { EngineName } from '#detection';
import type { CameraConfig, DetectorConfig } from '../config/edge-config.js';
import type { CapturedFrame } from '../video/video-source.js';
import { Analyst, Analysts } from './analyst.js';
import type { AnalysedFrame } from './analyst.js';
import type { PipelineMemory } from './pipeline-memory.js';
import type { FromWorker, ToWorker, WorkerTask } from './worker-messages.js';

/** A model loads and warms up within seconds; a thread that says nothing for this long hangs. */
const OPEN_MS_MAX = 60_000;
/** The slowest look measured (WASM, long side 960, a loaded machine) takes about two seconds. */
const LOOK_MS_MAX = 30_000;
/** A thread ends after the look it is at. Only one that does not is cut off: inside a library that may end us all. */
const CLOSE_MS_MAX = 700;

/** One worker thread a camera. */
export class WorkerAnalysts extends Analysts {
  override async open(camera: CameraConfig, detector: DetectorConfig, memory: PipelineMemory): Promise<Analyst> {
    const { zones, homography, minDwellMs, doubleParkingMs } = camera;
    const task: WorkerTask = { rules: { zones, homography, minDwellMs, doubleParkingMs }, detector, memory };
    // Addresses and their secrets stay on the main thread: the worker is told the rules only.
    const worker = new Worker(new URL('./camera-worker.js', import.meta.url), {
      workerData: task,
      name: `camera ${camera.id}`,
      argv: [],
    });
    try {
      return new WorkerAnalyst(worker, await readiness(worker));
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }
}

class WorkerAnalyst extends Analyst {
  override readonly died: Promise<Error>;
  #answer: { readonly resolve: (frame: AnalysedFrame) => void; readonly reject: (error: Error) => void } | null = null;
  #isClosing = false;

  constructor(
    private readonly worker: Worker,
    override readonly engine: EngineName,
  ) {
    super();
    this.died = new Promise((resolve) => {
      worker.once('error', resolve);
      worker.once('exit', (code) => resolve(new Error(`the worker thread ended with code ${code}`)));
    });
    void this.died.then((error) => this.#answer?.reject(error));
    worker.on('message', (message: FromWorker) => this.#hear(message));
  }

  override analyse(frame: CapturedFrame): Promise<AnalysedFrame> {
    if (this.#answer) throw new Error('one frame at a time');
    const impatience = setTimeout(() => void this.worker.terminate(), LOOK_MS_MAX);
    const answer = new Promise<AnalysedFrame>((resolve, reject) => (this.#answer = { resolve, reject }));
    this.#tell({ type: 'frame', frame }, bytesOf(frame.picture).buffer);
    return answer.finally(() => {
      clearTimeout(impatience);
      this.#answer = null;
    });
  }

  override loseSight(atMs: number): void {
    this.#tell({ type: 'lose_sight', atMs });
  }

  override regainSight(atMs: number): void {
    this.#tell({ type: 'regain_sight', atMs });
  }

  override acceptView(): void {
    this.#tell({ type: 'accept_view' });
  }

  override async close(): Promise<void> {
    this.#tell({ type: 'close' });
    this.#isClosing = true;
    const impatience = setTimeout(() => void this.worker.terminate(), CLOSE_MS_MAX);
    await this.died;
    clearTimeout(impatience);
  }

  #hear(message: FromWorker): void {
    if (message.type === 'analysed') this.#answer?.resolve(message.frame);
    if (message.type === 'failed') this.#answer?.reject(new Error(message.problem));
  }

  #tell(message: ToWorker, handedOver?: ArrayBufferLike): void {
    if (this.#isClosing) return;
    this.worker.postMessage(message, handedOver instanceof ArrayBuffer ? [handedOver] : []);
  }
}

/** The engine the worker opened; throws what kept it from opening one. */
async function readiness(worker: Worker): Promise<EngineName> {
  let patience: NodeJS.Timeout | undefined;
  try {
    return await new Promise<EngineName>((resolve, reject) => {
      patience = setTimeout(() => reject(new Error(`the detector was not open after ${OPEN_MS_MAX} ms`)), OPEN_MS_MAX);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the worker thread ended with code ${code}`)));
      worker.once('message', (message: FromWorker) => {
        if (message.type === 'ready') resolve(message.engine);
        else reject(new Error(message.type === 'unable' ? message.problem : 'the worker began with something else'));
      });
    });
  } finally {
    clearTimeout(patience);
  }
}
