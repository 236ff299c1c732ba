import { DetectorError } from '../detector.js';
import { COCO_CLASSES, COCO_VEHICLES } from '../network/coco.js';
import type { HeatChannels } from '../network/centernet.js';
import { keepAncestors, type GraphModel, type GraphNode } from './graph-model.js';
import type { GraphWeight } from './weights.js';

/** The tensors of a CenterNet graph that matter here; its own decoding, after them, works for 512x512 only. */
export const CENTERNET_TENSORS = { images: 'tower_0/images', heat: 'tower_0/keypoints', reach: 'tower_0/wh' } as const;

/** The network, cut down to what a curb monitor reads. */
export interface VehicleGraph {
  readonly graph: GraphModel;
  readonly channels: HeatChannels;
}

/**
 * Cuts a CenterNet graph at its raw outputs and its heat map to the vehicle classes: of the 80 classes' last layer, the
 * largest map of the network, only 5 are ever computed. Every engine runs this graph.
 */
export function vehicleGraphOf(model: GraphModel): VehicleGraph {
  const graph = keepAncestors(model, [CENTERNET_TENSORS.heat, CENTERNET_TENSORS.reach]);
  if (graph.nodes.get(CENTERNET_TENSORS.images)?.op !== 'Placeholder') {
    throw new DetectorError(
      `The graph has no input "${CENTERNET_TENSORS.images}"; it is another network than expected.`,
    );
  }
  const lastLayer = convolutionBefore(graph, CENTERNET_TENSORS.heat);
  const weights = new Map([...graph.weights].map(([name, weight]) => [name, restoreSixth(weight)]));
  for (const name of lastLayer.input.slice(1)) {
    const weight = graph.weights.get(name);
    if (weight) weights.set(name, keepLastAxis(name, weight, [...COCO_VEHICLES.keys()]));
  }
  const channels = new Map([...COCO_VEHICLES.values()].map((type, channel) => [channel, type]));
  return { graph: { nodes: graph.nodes, weights }, channels };
}

/**
 * MobileNetV3's activation divides by six. Storage in 16 bits has blunted the sixth by 0.02 %; sharp again, it is what
 * the network was trained with, and what ONNX means by the same activation (`onnx/hard-swish.ts`).
 */
function restoreSixth(weight: GraphWeight): GraphWeight {
  const [value] = weight.values;
  const isSixth = weight.shape.length === 0 && value !== undefined && Math.abs(value - 1 / 6) < 1e-4;
  return isSixth ? { ...weight, values: Float32Array.of(1 / 6) } : weight;
}

/** The layer whose answer becomes the output through the sigmoid alone. */
function convolutionBefore(graph: GraphModel, output: string): GraphNode {
  let node = graph.nodes.get(output);
  while (node && (node.op === 'Identity' || node.op === 'Sigmoid')) node = graph.nodes.get(node.input[0] ?? '');
  if (node?.op !== '_FusedConv2D') {
    throw new DetectorError(
      `The tensor "${output}" does not come from a convolution and a sigmoid; cannot cut classes.`,
    );
  }
  return node;
}

/** Keeps these of the last axis's channels, in their order. */
function keepLastAxis(name: string, weight: GraphWeight, kept: readonly number[]): GraphWeight {
  const channels = weight.shape.at(-1);
  if (channels !== COCO_CLASSES) {
    throw new DetectorError(`The weight "${name}" is for ${channels} classes; expected COCO's ${COCO_CLASSES}.`);
  }
  const values = Float32Array.from(weight.values).filter((_, at) => kept.includes(at % channels));
  return { dtype: 'float32', shape: [...weight.shape.slice(0, -1), kept.length], values };
}
