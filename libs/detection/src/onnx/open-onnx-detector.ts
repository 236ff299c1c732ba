import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Detector } from '../detector.js';
import { bundledModelPath, readGraphModel } from '../graph-model/read-graph-model.js';
import { CENTERNET_TENSORS, vehicleGraphOf } from '../graph-model/vehicle-graph.js';
import type { GraphModel } from '../graph-model/graph-model.js';
import { NetworkDetector } from '../network/network-detector.js';
import { compileGraphModelToOnnx } from './compile.js';
import { OnnxNetwork } from './onnx-network.js';
import { readingOf } from './readings.js';

export interface OnnxOptions {
  readonly longSidePx: number;
  readonly scoreMin: number;
  /** Threads for one look; one by default, because a box has more cameras than cores. */
  readonly threads?: number;
  /**
   * An .onnx file (CenterNet as compiled here, or YOLOX), or a TF.js graph model (.json) to compile; without it, the
   * network that comes with the packages. Compiling takes less than a tenth of a second, so nothing is cached on disk.
   */
  readonly modelPath?: string;
}

/** Loads the network on onnxruntime and warms it up, so that the first look is as fast as the others. */
export async function openOnnxDetector(options: OnnxOptions): Promise<Detector> {
  const { modelPath = bundledModelPath(), threads = 1 } = options;
  const vehicles = modelPath.endsWith('.json') ? vehicleGraphOf(await readGraphModel(modelPath)) : undefined;
  const model = vehicles ? compileCenternet(vehicles.graph) : modelPath;
  const network = await OnnxNetwork.load({ model, label: modelPath, threads });
  try {
    const { channels } = vehicles ?? {};
    const reading = readingOf(network, channels ? { ...options, channels } : options);
    return await new NetworkDetector(network, reading).warmedUp(options.longSidePx);
  } catch (error) {
    await network.dispose();
    throw error;
  }
}

/** Compiles a CenterNet graph model to an .onnx file, all 80 classes, for other programs; the write is atomic. */
export async function writeCompiledModel(onnxPath: string, modelPath = bundledModelPath()): Promise<void> {
  await mkdir(dirname(onnxPath), { recursive: true });
  await writeFile(`${onnxPath}.part`, compileCenternet(await readGraphModel(modelPath)));
  await rename(`${onnxPath}.part`, onnxPath);
}

/** The CenterNet up to its raw outputs, as ONNX. */
export function compileCenternet(graph: GraphModel): Uint8Array {
  return compileGraphModelToOnnx(graph, {
    input: CENTERNET_TENSORS.images,
    outputs: [CENTERNET_TENSORS.heat, CENTERNET_TENSORS.reach],
  });
}
