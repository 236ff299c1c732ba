import { parentPort, workerData } from 'node:worker_threads';
import { bytesOf } from '#detection';
import type { Detector } from '#detection';
import { openDetector } from '#detection/engines';
import type { CapturedFrame } from '../video/video-source.js';
import { AnalysisPace } from './analysis-pace.js';
import { CameraPipeline } from './camera-pipeline.js';
import { PacedDetector } from './paced-detector.js';
import type { FromWorker, ToWorker, WorkerTask } from './worker-messages.js';

/**
 * An analysis thread: opens one detector, then takes the messages of each of its cameras one after the other. The cameras
 * take turns at the detector, look by look; none has more than one frame here.
 */
const port = parentPort;
if (!port) throw new Error('analysis-worker runs as a worker thread');

interface Seat {
  readonly pipeline: CameraPipeline;
  /** Resolves when what this camera sent so far is done. */
  turn: Promise<void>;
}

const seats = new Map<number, Seat>();
const pace = new AnalysisPace();
const { detector: options } = workerData as WorkerTask;
const detector = await open();
if (detector) {
  port.on('message', (message: ToWorker) => take(message, detector));
  tell({ type: 'ready', engine: detector.engine });
}

async function open(): Promise<Detector | null> {
  const { engine, longSidePx, scoreMin, threads, modelPath } = options;
  const model = modelPath === null ? {} : { model: modelPath };
  try {
    return new PacedDetector(await openDetector({ engine, longSidePx, scoreMin, threads, ...model }), pace);
  } catch (error) {
    tell({ type: 'unable', problem: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

function take(message: ToWorker, detector: Detector): void {
  switch (message.type) {
    case 'sit':
      return sit(message, detector);
    case 'frame':
      return inTurn(message.seat, (pipeline) => analyse(message.seat, pipeline, message.frame));
    case 'lose_sight':
      return inTurn(message.seat, (pipeline) => pipeline.loseSight(message.atMs));
    case 'regain_sight':
      return inTurn(message.seat, (pipeline) => pipeline.regainSight(message.atMs));
    case 'accept_view':
      return inTurn(message.seat, (pipeline) => pipeline.acceptView());
    case 'leave':
      return void seats.delete(message.seat);
    case 'close':
      // Ends this thread only. The engines' libraries may hold handles that would keep it.
      return void detector.dispose().finally(() => process.exit(0));
  }
}

function sit({ seat, rules, memory }: Extract<ToWorker, { type: 'sit' }>, detector: Detector): void {
  seats.set(seat, { pipeline: new CameraPipeline(detector, rules, { memory, pace }), turn: Promise.resolve() });
}

/** A look is asynchronous: without turns, a loss of sight would overtake the frame before it. */
function inTurn(number: number, act: (pipeline: CameraPipeline) => Promise<void> | void): void {
  const seat = seats.get(number);
  if (seat) seat.turn = seat.turn.then(() => act(seat.pipeline));
}

async function analyse(seat: number, pipeline: CameraPipeline, { picture, atMs }: CapturedFrame): Promise<void> {
  try {
    const step = await pipeline.step(picture, atMs);
    tell(
      { type: 'analysed', seat, frame: { picture, atMs, ...step, lookStretch: pace.stretch } },
      bytesOf(picture).buffer,
    );
  } catch (error) {
    tell({ type: 'failed', seat, problem: error instanceof Error ? error.message : String(error) });
  }
}

/** A picture goes back as it came: handed over, not copied. */
function tell(message: FromWorker, handedOver?: ArrayBufferLike): void {
  port?.postMessage(message, handedOver instanceof ArrayBuffer ? [handedOver] : []);
}
