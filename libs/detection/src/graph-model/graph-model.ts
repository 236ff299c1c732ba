import { DetectorError } from '../detector.js';
import { widenWeight, type GraphWeight } from './weights.js';

/** One operation of a TF.js graph. `attr` is TensorFlow's own notation, in JSON; text inside it is base64. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

/** A TF.js graph model in memory, independent of any engine. */
export interface GraphModel {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly weights: ReadonlyMap<string, GraphWeight>;
}

/** Reads the JSON and the weights of a TF.js graph model; `label` names the file in messages. */
export function parseGraphModel(modelJson: unknown, weights: Uint8Array, label: string): GraphModel {
  const model = asRecord(modelJson);
  const topology = asRecord(model?.['modelTopology']);
  if (model?.['format'] !== 'graph-model' || !Array.isArray(topology?.['node'])) {
    throw new DetectorError(
      `${label} is not a TF.js graph model: it has no "format": "graph-model" with a "modelTopology". ` +
        'Convert the network with tensorflowjs_converter --output_format=tfjs_graph_model.',
    );
  }
  return {
    nodes: new Map(topology['node'].map((node: unknown) => readNode(node, label)).map((node) => [node.name, node])),
    weights: readWeights(weightSpecs(model, label), weights, label),
  };
}

/** The files, relative to the JSON, whose bytes one after another are the weights. */
export function weightPaths(modelJson: unknown): string[] {
  return manifestGroups(asRecord(modelJson)).flatMap((group) => {
    const paths = group['paths'];
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
  });
}

/** The part of the graph that the named outputs need. */
export function keepAncestors(graph: GraphModel, outputs: readonly string[]): GraphModel {
  const nodes = new Map<string, GraphNode>();
  const waiting = [...outputs];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (nodes.has(name)) continue;
    const node = graph.nodes.get(name);
    if (!node) throw new DetectorError(`The graph has no tensor "${name}"; it is another network than expected.`);
    nodes.set(name, node);
    waiting.push(...node.input);
  }
  const weights = new Map([...graph.weights].filter(([name]) => nodes.has(name)));
  return { nodes, weights };
}

function readNode(node: unknown, label: string): GraphNode {
  const { name, op, input, attr } = asRecord(node) ?? {};
  if (typeof name !== 'string' || typeof op !== 'string') throw new DetectorError(`${label} holds a node without name`);
  // "^name" orders side effects and "name:0" is the first output: neither matters in a graph of pure functions.
  const inputs = (Array.isArray(input) ? input : [])
    .filter((source): source is string => typeof source === 'string' && !source.startsWith('^'))
    .map((source) => source.replace(/:0$/, ''));
  return { name, op, input: inputs, attr: asRecord(attr) ?? {} };
}

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly storedAs: string;
  readonly dtype: string;
}

function readWeights(specs: readonly WeightSpec[], bytes: Uint8Array, label: string): Map<string, GraphWeight> {
  const weights = new Map<string, GraphWeight>();
  let offset = 0;
  for (const spec of specs) {
    const length = spec.shape.reduce((product, side) => product * side, 1);
    const { weight, byteLength } = widenWeight(bytes, offset, { ...spec, length, label });
    weights.set(spec.name, weight);
    offset += byteLength;
  }
  if (offset !== bytes.byteLength) {
    throw new DetectorError(`${label} describes ${offset} bytes of weights, but there are ${bytes.byteLength}.`);
  }
  return weights;
}

function weightSpecs(model: Record<string, unknown>, label: string): WeightSpec[] {
  return manifestGroups(model)
    .flatMap((group): unknown[] => (Array.isArray(group['weights']) ? group['weights'] : []))
    .map((weight) => {
      const { name, shape, dtype, quantization } = asRecord(weight) ?? {};
      const storedAs = asRecord(quantization)?.['dtype'] ?? dtype;
      if (typeof name !== 'string' || typeof dtype !== 'string' || typeof storedAs !== 'string' || !isShape(shape)) {
        throw new DetectorError(`${label} describes a weight without name, type or shape; convert the network again.`);
      }
      return { name, shape, storedAs, dtype };
    });
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((side) => Number.isInteger(side));
}

function manifestGroups(model: Record<string, unknown> | undefined): Record<string, unknown>[] {
  const manifest = model?.['weightsManifest'];
  return (Array.isArray(manifest) ? manifest : []).map(asRecord).filter((group) => group !== undefined);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
