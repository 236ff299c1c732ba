import { DetectorError, type Detector, type EngineName } from '../detector.js';

export interface DetectorOptions {
  /** `auto` takes the fastest engine that is there: onnx, then tfjs-node, then wasm. */
  readonly engine: 'auto' | EngineName;
  /** The long side of the network's input. Larger sees smaller vehicles and costs its square. */
  readonly longSidePx: number;
  readonly scoreMin: number;
  /** Threads for one look, where the engine can be told (onnx); one by default. */
  readonly threads?: number;
  /** A model file of the city's own: a TF.js graph model (.json, any engine) or an ONNX file (.onnx, engine onnx). */
  readonly model?: string;
}

/** The engines `auto` tries, fastest first (`docs/performance.md`). */
const FASTEST_FIRST: readonly EngineName[] = ['onnx', 'tfjs-node', 'wasm'];

/**
 * Opens a detector, warmed up. An engine's library is loaded here and not before, so that a program which only counts
 * never loads TensorFlow. Throws `DetectorError` when the engine asked for is missing or the model is not readable.
 */
export async function openDetector(options: DetectorOptions): Promise<Detector> {
  if (options.engine !== 'auto') return (await loadEngine(options.engine))(options);
  const missing: DetectorError[] = [];
  for (const engine of enginesFor(options.model)) {
    // Only a missing engine is passed over: a broken model is broken for every engine, and its message must be seen.
    const open = await loadEngine(engine).catch((error: unknown) => {
      if (!(error instanceof DetectorError)) throw error;
      missing.push(error);
      return undefined;
    });
    if (open) return open(options);
  }
  throw new DetectorError(`No engine can run here. ${missing.map(({ message }) => message).join(' ')}`);
}

type OpenWith = (options: DetectorOptions) => Promise<Detector>;

function enginesFor(model: string | undefined): readonly EngineName[] {
  return isOnnx(model) ? ['onnx'] : FASTEST_FIRST;
}

/** Loads the engine's library; a library that is not there, or not for this machine, is a `DetectorError`. */
async function loadEngine(engine: EngineName): Promise<OpenWith> {
  switch (engine) {
    case 'onnx': {
      const { openOnnxDetector } = await orMissing(engine, import('../onnx/index.js'));
      return (options) => openOnnxDetector({ ...options, ...modelPathOf(options) });
    }
    case 'tfjs-node':
    case 'wasm': {
      const { loadRuntime, openTfjsDetector } = await orMissing(engine, import('../tfjs/index.js'));
      const runtime = await loadRuntime(engine);
      return (options) => openTfjsDetector(runtime, { ...options, ...graphModelPathOf(options, engine) });
    }
  }
}

async function orMissing<Door>(engine: EngineName, door: Promise<Door>): Promise<Door> {
  try {
    return await door;
  } catch (cause) {
    throw new DetectorError(`The engine ${engine} is not installed here: run npm ci, or choose another engine.`, {
      cause,
    });
  }
}

function modelPathOf({ model }: DetectorOptions): { modelPath?: string } {
  return model === undefined ? {} : { modelPath: model };
}

function graphModelPathOf(options: DetectorOptions, engine: EngineName): { modelPath?: string } {
  if (isOnnx(options.model)) {
    throw new DetectorError(
      `The engine ${engine} cannot read ${options.model}: it takes a TF.js graph model (.json). The engine onnx can.`,
    );
  }
  return modelPathOf(options);
}

function isOnnx(model: string | undefined): boolean {
  return model?.toLowerCase().endsWith('.onnx') ?? false;
}
