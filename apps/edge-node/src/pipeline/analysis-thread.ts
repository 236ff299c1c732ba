import { Worker } from 'node:worker_threads';
import { bytesOf } from '#detection';
import type { EngineName } from '#detection';
import type { DetectorConfig } from '../config/edge-config.js';
import type { CapturedFrame } from '../video/video-source.js';
import { Analyst } from './analyst.js';
import type { AnalysedFrame } from './analyst.js';
import type { CameraRules } from './camera-pipeline.js';
import type { PipelineMemory } from './pipeline-memory.js';
import type { FromWorker, ToWorker, WorkerTask } from './worker-messages.js';

/** A model loads and warms up within seconds; a thread that says nothing for this long hangs. */
const OPEN_MS_MAX = 60_000;
/** The slowest look measured (WASM, long side 960, a loaded machine) takes about two seconds. */
const LOOK_MS_MAX = 30_000;
/**
 * A thread ends after the look it is at, and a camera that leaves waits for it this long: less than a box has to stop,
 * and as long as the slowest look. It is not cut off: onnxruntime, cut off at a look, aborts the whole process.
 */
const CLOSE_MS_MAX = 2_000;

/** One thread with one detector, and the cameras that sit at it. It ends with the last of them. */
export class AnalysisThread {
  /** Resolves when the thread has ended, whatever ended it; never rejects. */
  readonly died: Promise<Error>;
  readonly #worker: Worker;
  readonly #engine: Promise<EngineName>;
  readonly #analysts = new Map<number, SeatedAnalyst>();
  #seats = 0;
  #cameras = 0;
  #impatience: NodeJS.Timeout | undefined;
  #isClosing = false;

  constructor(readonly detector: DetectorConfig) {
    const task: WorkerTask = { detector };
    this.#worker = new Worker(new URL('./analysis-worker.js', import.meta.url), { workerData: task, argv: [] });
    this.died = new Promise((resolve) => {
      this.#worker.once('error', resolve);
      this.#worker.once('exit', (code) => resolve(new Error(`the worker thread ended with code ${code}`)));
    });
    this.#engine = readiness(this.#worker, this.died);
    this.#engine.catch(() => this.#worker.terminate());
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    void this.died.then((error) => this.#bury(error));
  }

  /** How many cameras sit here, those for which the detector is being opened among them. */
  get cameras(): number {
    return this.#cameras;
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Addresses and their secrets stay on the main thread: a worker is told the rules and what was known. Throws what `open` does. */
  async seat(rules: CameraRules, memory: PipelineMemory): Promise<Analyst> {
    this.#cameras++;
    const engine = await this.#engine;
    const seat = this.#seats++;
    const analyst = new SeatedAnalyst(engine, this.died, {
      tell: (message, handedOver) => this.#tell({ ...message, seat }, handedOver),
      leave: () => this.#leave(seat),
    });
    this.#analysts.set(seat, analyst);
    this.#tell({ type: 'sit', seat, rules, memory });
    return analyst;
  }

  async #leave(seat: number): Promise<void> {
    this.#tell({ type: 'leave', seat });
    this.#analysts.delete(seat);
    if (--this.#cameras > 0) return;
    this.#tell({ type: 'close' });
    this.#isClosing = true;
    let impatience: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => (impatience = setTimeout(resolve, CLOSE_MS_MAX)));
    await Promise.race([this.died, enough]);
    clearTimeout(impatience);
  }

  #hear(message: FromWorker): void {
    if (message.type !== 'analysed' && message.type !== 'failed') return;
    const analyst = this.#analysts.get(message.seat);
    if (message.type === 'analysed') analyst?.take(message.frame);
    else analyst?.fail(new Error(message.problem));
    this.#expectAnswer();
  }

  /**
   * Any answer shows that the thread lives: a camera may have to wait for the looks of many others. One that hangs is cut
   * off all the same, at the risk of the process: what starts the box starts it again.
   */
  #expectAnswer(): void {
    clearTimeout(this.#impatience);
    if (this.#isClosing || ![...this.#analysts.values()].some(({ isAsked }) => isAsked)) return;
    this.#impatience = setTimeout(() => void this.#worker.terminate(), LOOK_MS_MAX);
  }

  #bury(error: Error): void {
    clearTimeout(this.#impatience);
    this.#isClosing = true;
    for (const analyst of this.#analysts.values()) analyst.fail(error);
  }

  #tell(message: ToWorker, handedOver?: ArrayBufferLike): void {
    if (this.#isClosing) return;
    this.#worker.postMessage(message, handedOver instanceof ArrayBuffer ? [handedOver] : []);
    if (message.type === 'frame') this.#expectAnswer();
  }
}

/** What a seated camera may say. */
type Told = { readonly type: 'frame'; readonly frame: CapturedFrame } | { readonly type: 'accept_view' } | SightChange;
interface SightChange {
  readonly type: 'lose_sight' | 'regain_sight';
  readonly atMs: number;
}

interface Desk {
  tell(message: Told, handedOver?: ArrayBufferLike): void;
  leave(): Promise<void>;
}

class SeatedAnalyst extends Analyst {
  #answer: { readonly resolve: (frame: AnalysedFrame) => void; readonly reject: (error: Error) => void } | null = null;
  #isClosed = false;

  constructor(
    override readonly engine: EngineName,
    override readonly died: Promise<Error>,
    private readonly desk: Desk,
  ) {
    super();
  }

  get isAsked(): boolean {
    return this.#answer !== null;
  }

  override analyse(frame: CapturedFrame): Promise<AnalysedFrame> {
    if (this.#answer) throw new Error('one frame at a time');
    const answer = new Promise<AnalysedFrame>((resolve, reject) => (this.#answer = { resolve, reject }));
    this.desk.tell({ type: 'frame', frame }, bytesOf(frame.picture).buffer);
    return answer;
  }

  take(frame: AnalysedFrame): void {
    this.#answer?.resolve(frame);
    this.#answer = null;
  }

  fail(error: Error): void {
    this.#answer?.reject(error);
    this.#answer = null;
  }

  override loseSight(atMs: number): void {
    this.desk.tell({ type: 'lose_sight', atMs });
  }

  override regainSight(atMs: number): void {
    this.desk.tell({ type: 'regain_sight', atMs });
  }

  override acceptView(): void {
    this.desk.tell({ type: 'accept_view' });
  }

  override async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.fail(new Error('the camera was closed'));
    await this.desk.leave();
  }
}

/** The engine the worker opened; throws what kept it from opening one. */
async function readiness(worker: Worker, died: Promise<Error>): Promise<EngineName> {
  let patience: NodeJS.Timeout | undefined;
  try {
    return await new Promise<EngineName>((resolve, reject) => {
      patience = setTimeout(() => reject(new Error(`the detector was not open after ${OPEN_MS_MAX} ms`)), OPEN_MS_MAX);
      void died.then(reject);
      worker.once('message', (message: FromWorker) => {
        if (message.type === 'ready') resolve(message.engine);
        else reject(new Error(message.type === 'unable' ? message.problem : 'the worker began with something else'));
      });
    });
  } finally {
    clearTimeout(patience);
  }
}
