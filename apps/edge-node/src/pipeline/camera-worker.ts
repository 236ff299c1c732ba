import { parentPort, workerData } from 'node:worker_threads';
import { bytesOf } from '#detection';
import type { Detector } from '#detection';
import { openDetector } from '#detection/engines';
import type { CapturedFrame } from '../video/video-source.js';
import { CameraPipeline } from './camera-pipeline.js';
import type { FromWorker, ToWorker, WorkerTask } from './worker-messages.js';

/** One camera's thread: opens its detector, then takes messages one after the other. */
const port = parentPort;
if (!port) throw new Error('camera-worker runs as a worker thread');

const { rules, detector: options, memory } = workerData as WorkerTask;
const detector = await open();
if (detector) {
  const pipeline = new CameraPipeline(detector, rules, { memory });
  let turn = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    // A look is asynchronous: without turns, a loss of sight would overtake the frame before it.
    turn = turn.then(() => take(pipeline, detector, message));
  });
  tell({ type: 'ready', engine: detector.engine });
}

async function open(): Promise<Detector | null> {
  const { engine, longSidePx, scoreMin, threads, modelPath } = options;
  const model = modelPath === null ? {} : { model: modelPath };
  try {
    return await openDetector({ engine, longSidePx, scoreMin, threads, ...model });
  } catch (error) {
    tell({ type: 'unable', problem: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

async function take(pipeline: CameraPipeline, detector: Detector, message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'frame':
      return analyse(pipeline, message.frame);
    case 'lose_sight':
      return pipeline.loseSight(message.atMs);
    case 'regain_sight':
      return pipeline.regainSight(message.atMs);
    case 'accept_view':
      return pipeline.acceptView();
    case 'close':
      await detector.dispose();
      // Ends this thread only. The engines' libraries may hold handles that would keep it.
      process.exit(0);
  }
}

async function analyse(pipeline: CameraPipeline, { picture, atMs }: CapturedFrame): Promise<void> {
  try {
    const step = await pipeline.step(picture, atMs);
    tell({ type: 'analysed', frame: { picture, atMs, ...step } }, bytesOf(picture).buffer);
  } catch (error) {
    tell({ type: 'failed', problem: error instanceof Error ? error.message : String(error) });
  }
}

/** A picture goes back as it came: handed over, not copied. */
function tell(message: FromWorker, handedOver?: ArrayBufferLike): void {
  port?.postMessage(message, handedOver instanceof ArrayBuffer ? [handedOver] : []);
}
