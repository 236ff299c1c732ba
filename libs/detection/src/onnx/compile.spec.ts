import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GraphModel, GraphNode } from '../graph-model/graph-model.js';
import { bundledModelPath, readGraphModel } from '../graph-model/read-graph-model.js';
import { CENTERNET_TENSORS, vehicleGraphOf } from '../graph-model/vehicle-graph.js';
import { COCO_VEHICLES } from '../network/coco.js';
import { compileGraphModelToOnnx } from './compile.js';
import { compileCenternet, openOnnxDetector, writeCompiledModel } from './open-onnx-detector.js';
import { OnnxNetwork, type OnnxOutputs } from './onnx-network.js';

const referencePath = '../shared/models/centernet-reference.onnx';
const { heat, reach } = CENTERNET_TENSORS;

describe('the compiler from graph model to ONNX', () => {
  let graph: GraphModel;
  let compiled: OnnxNetwork;
  beforeAll(async () => {
    graph = await readGraphModel(bundledModelPath());
    compiled = await load(compileCenternet(graph), 'compiled');
    return () => compiled.dispose();
  });

  it('leaves height and width free and names the classes of each output', () => {
    expect(compiled.input.shape.slice(0, 2)).toEqual([1, 3]);
    expect(compiled.outputs.map(({ shape }) => shape[1])).toEqual([80, 4]);
  });

  it('answers the same numbers as the reference, at any size', async (ctx) => {
    if (!existsSync(referencePath)) return ctx.skip('not here');
    const reference = await load(referencePath, 'reference');
    for (const [widthPx, heightPx] of [
      [256, 160],
      [96, 128],
    ] as const) {
      const size = { widthPx, heightPx };
      const expected = await reference.run(gradient(size), size);
      const actual = await compiled.run(gradient(size), size);
      expect(largestDifference(actual[heat], expected['tower_0/Sigmoid'])).toBeLessThan(1e-5);
      expect(largestDifference(actual[reach], expected['tower_0/mul'])).toBeLessThan(0.01);
    }
    await reference.dispose();
  });

  it('answers for the vehicle classes what the whole network answers for them', async () => {
    const { graph: vehicleGraph, channels } = vehicleGraphOf(graph);
    const cut = await load(compileCenternet(vehicleGraph), 'cut');
    const size = { widthPx: 128, heightPx: 96 };
    const whole = await compiled.run(gradient(size), size);
    const vehicles = await cut.run(gradient(size), size);
    // The cut graph's sixth is sharp; the whole one keeps what 16 bits left of it (0.02 %, at each of 20 activations).
    await cut.dispose();
    const cells = (size.widthPx / 4) * (size.heightPx / 4);
    const channelOf = (outputs: OnnxOutputs, at: number) => outputs[heat]?.subarray(at * cells, (at + 1) * cells);
    for (const [cocoNumber, type] of COCO_VEHICLES) {
      const [at] = [...channels].find(([, other]) => other === type) ?? [NaN];
      expect(largestDifference(channelOf(vehicles, at), channelOf(whole, cocoNumber))).toBeLessThan(0.003);
    }
  });

  it('refuses an operator it does not know, and names it and its tensor', () => {
    expect(() => compileOne({ op: 'TopKV2' })).toThrow('"answer" is computed by TopKV2');
  });

  it('refuses a padding, an axis and a fused operation it does not know', () => {
    const conv = { op: '_FusedConv2D', input: ['picture', 'kernel'] };
    expect(() => compileOne({ ...conv, attr: { padding: { s: base64('EXPLICIT') } } })).toThrow('padded EXPLICIT');
    const elu = { padding: { s: base64('SAME') }, fused_ops: { list: { s: [base64('Elu')] } } };
    expect(() => compileOne({ ...conv, attr: elu })).toThrow('fused with Elu');
    expect(() => compileOne({ op: 'ConcatV2', input: ['picture', 'picture', 'axis'] })).toThrow('along axis 1');
  });

  it('writes a file that opens as a detector, and leaves nothing half written beside it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kerbline-'));
    const path = join(directory, 'models', 'centernet.onnx');
    await writeCompiledModel(path);
    const detector = await openOnnxDetector({ modelPath: path, longSidePx: 64, scoreMin: 0.3 });
    await detector.dispose();
    expect(await readdir(join(directory, 'models'))).toEqual(['centernet.onnx']);
    await rm(directory, { recursive: true });
  });
});

function compileOne(node: Partial<GraphNode> & { op: string }): Uint8Array {
  const nodes: GraphNode[] = [
    { name: 'picture', op: 'Placeholder', input: [], attr: {} },
    { name: 'answer', input: ['picture'], attr: {}, ...node },
  ];
  const graph: GraphModel = {
    nodes: new Map(nodes.map((each) => [each.name, each])),
    weights: new Map([
      ['kernel', { dtype: 'float32', shape: [1, 1, 3, 3], values: new Float32Array(9) }],
      ['axis', { dtype: 'int32', shape: [], values: Int32Array.of(1) }],
    ]),
  };
  return compileGraphModelToOnnx(graph, { input: 'picture', outputs: ['answer'] });
}

function load(model: string | Uint8Array, label: string): Promise<OnnxNetwork> {
  return OnnxNetwork.load({ model, label, threads: 1 });
}

/** Something to see everywhere: a gradient with stripes, the same on every run. */
function gradient({ widthPx, heightPx }: { widthPx: number; heightPx: number }): Float32Array {
  return Float32Array.from({ length: 3 * widthPx * heightPx }, (_, i) => (i % widthPx) + 60 * (Math.floor(i / 37) % 2));
}

function largestDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return NaN;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
