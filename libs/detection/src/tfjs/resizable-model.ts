import type { GraphModel, GraphNode } from '../graph-model/graph-model.js';
import { CENTERNET_TENSORS } from '../graph-model/vehicle-graph.js';
import type { SizePx } from '../network/input-plan.js';

/** A graph model in the form `loadGraphModel` takes from memory. */
export interface ModelArtifacts {
  readonly modelTopology: { readonly node: readonly GraphNode[]; readonly versions: Record<string, number> };
  readonly weightSpecs: { name: string; shape: number[]; dtype: 'float32' | 'int32' }[];
  readonly weightData: ArrayBuffer;
}

/** An upsampling whose output size was a constant of the graph and is now an input of every look. */
export interface SizeInput {
  readonly name: string;
  /** How many input pixels one cell of its output stands for. */
  readonly cellPx: number;
}

export interface ResizableModel {
  readonly artifacts: ModelArtifacts;
  readonly sizeInputs: readonly SizeInput[];
}

/**
 * The graph, ready for any input size. It is convolutional throughout; only the output sizes of its bilinear resizes are
 * constants, made for one input size. They become inputs, so that one loaded model serves every size.
 */
export function makeResizable(graph: GraphModel): ResizableModel {
  const madeForPx = inputHeightPx(graph);
  const sizeInputs = [...graph.nodes.values()]
    .filter((node) => node.op === 'ResizeBilinear')
    .map((node) => node.input[1] ?? '')
    .map((name) => ({ name, cellPx: madeForPx / (graph.weights.get(name)?.values[0] ?? NaN) }));
  const sizeNames = new Set(sizeInputs.map(({ name }) => name));
  const node = [...graph.nodes.values()].map((each) => {
    if (each.name === CENTERNET_TENSORS.images) return placeholder(each.name, 'DT_FLOAT', [-1, -1, -1, 3]);
    return sizeNames.has(each.name) ? placeholder(each.name, 'DT_INT32', [2]) : each;
  });
  const weights = [...graph.weights].filter(([name]) => !sizeNames.has(name));
  return {
    sizeInputs,
    artifacts: {
      modelTopology: { node, versions: {} },
      weightSpecs: weights.map(([name, { shape, dtype }]) => ({ name, shape: [...shape], dtype })),
      weightData: joinBytes(weights.map(([, { values }]) => values)),
    },
  };
}

/** What to feed a size input for a look at this input size: rows and columns of its output. */
export function sizeFed({ cellPx }: SizeInput, input: SizePx): [number, number] {
  return [input.heightPx / cellPx, input.widthPx / cellPx];
}

function inputHeightPx(graph: GraphModel): number {
  const shape = graph.nodes.get(CENTERNET_TENSORS.images)?.attr['shape'];
  const dimensions = (shape as { shape?: { dim?: { size: string }[] } } | undefined)?.shape?.dim;
  return Number(dimensions?.[1]?.size);
}

function placeholder(name: string, type: 'DT_FLOAT' | 'DT_INT32', shape: readonly number[]): GraphNode {
  const dim = shape.map((size) => ({ size: String(size) }));
  return { name, op: 'Placeholder', input: [], attr: { dtype: { type }, shape: { shape: { dim } } } };
}

function joinBytes(arrays: readonly (Float32Array | Int32Array)[]): ArrayBuffer {
  const bytes = new Uint8Array(arrays.reduce((sum, array) => sum + array.byteLength, 0));
  let offset = 0;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += array.byteLength;
  }
  return bytes.buffer;
}
