import type { Detector } from '../detector.js';
import { bundledModelPath, readGraphModel } from '../graph-model/read-graph-model.js';
import { vehicleGraphOf } from '../graph-model/vehicle-graph.js';
import { centernetReading } from '../network/centernet-reading.js';
import { NetworkDetector } from '../network/network-detector.js';
import type { TfjsRuntime } from './runtimes.js';
import { TfjsNetwork } from './tfjs-network.js';

export interface TfjsOptions {
  readonly longSidePx: number;
  readonly scoreMin: number;
  /** A TF.js graph model (.json) of CenterNet's shape; without it, the one that comes with the packages. */
  readonly modelPath?: string;
}

/** Loads the network on a TensorFlow.js runtime and warms it up, so that the first look is as fast as the others. */
export async function openTfjsDetector(runtime: TfjsRuntime, options: TfjsOptions): Promise<Detector> {
  const vehicles = vehicleGraphOf(await readGraphModel(options.modelPath ?? bundledModelPath()));
  const network = await TfjsNetwork.load(runtime, vehicles);
  const reading = centernetReading({ ...options, layout: 'nhwc', channels: vehicles.channels });
  return new NetworkDetector(network, reading).warmedUp(options.longSidePx);
}
