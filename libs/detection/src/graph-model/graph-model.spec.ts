import { describe, expect, it } from 'vitest';
import { DetectorError } from '../detector.js';
import { keepAncestors, parseGraphModel, weightPaths } from './graph-model.js';
import { bundledModelPath, readGraphModel } from './read-graph-model.js';
import { vehicleGraphOf } from './vehicle-graph.js';

const weights = [
  { name: 'half', shape: [2], dtype: 'float32', quantization: { dtype: 'float16', original_dtype: 'float32' } },
  { name: 'size', shape: [], dtype: 'int32' },
];
const modelJson = {
  format: 'graph-model',
  modelTopology: {
    node: [
      { name: 'picture', op: 'Placeholder' },
      { name: 'half', op: 'Const' },
      { name: 'sum', op: 'Add', input: ['picture:0', 'half', '^size'] },
      { name: 'size', op: 'Const' },
    ],
  },
  weightsManifest: [{ paths: ['a.bin', 'b.bin'], weights }],
};
const bytes = Uint8Array.of(0x00, 0x3c, 0x00, 0xc5, 7, 0, 0, 0);

describe('a TF.js graph model', () => {
  it('is read with its weights widened, wherever in memory they lie', () => {
    const shifted = new Uint8Array([99, ...bytes]).subarray(1);
    const graph = parseGraphModel(modelJson, shifted, 'model.json');
    expect(graph.weights.get('half')).toEqual({ dtype: 'float32', shape: [2], values: Float32Array.of(1, -5) });
    expect(graph.weights.get('size')).toEqual({ dtype: 'int32', shape: [], values: Int32Array.of(7) });
    expect(graph.nodes.get('sum')?.input).toEqual(['picture', 'half']);
  });

  it('names the weight files in their order', () => expect(weightPaths(modelJson)).toEqual(['a.bin', 'b.bin']));

  it('is cut to what an output needs', () => {
    const graph = keepAncestors(parseGraphModel(modelJson, bytes, 'model.json'), ['sum']);
    expect([...graph.nodes.keys()].sort()).toEqual(['half', 'picture', 'sum']);
    expect([...graph.weights.keys()]).toEqual(['half']);
  });

  it('is refused, with its name, when it is something else', () => {
    expect(() => parseGraphModel({ format: 'layers-model' }, bytes, 'city.json')).toThrow(
      /^city\.json is not a TF\.js graph model.*tensorflowjs_converter/,
    );
    expect(() => parseGraphModel(null, bytes, 'city.json')).toThrow(DetectorError);
  });

  it('is refused when its weights are one byte short or one byte long', () => {
    expect(() => parseGraphModel(modelJson, bytes.subarray(0, 7), 'city.json')).toThrow(
      'city.json: the weights end before "size"',
    );
    expect(() => parseGraphModel(modelJson, new Uint8Array(9), 'city.json')).toThrow(
      'describes 8 bytes of weights, but there are 9',
    );
  });

  it('is refused when a weight is stored in a way nobody here reads', () => {
    const quantized = [{ ...weights[0], quantization: { dtype: 'uint8', scale: 1, min: 0 } }];
    const model = { ...modelJson, weightsManifest: [{ paths: [], weights: quantized }] };
    expect(() => parseGraphModel(model, bytes, 'city.json')).toThrow('"half" is stored as uint8');
  });

  it('is refused with the path when a file of it is missing', async () => {
    await expect(readGraphModel('no/such/model.json')).rejects.toThrow('no/such/model.json cannot be read');
  });

  it('is refused as a detector when it has other tensors', () => {
    expect(() => vehicleGraphOf(parseGraphModel(modelJson, bytes, 'city.json'))).toThrow('no tensor "tower_0/');
  });
});

describe('the network that comes with the packages', () => {
  it('is cut to the five vehicle classes in its last layer', async () => {
    const { graph, channels } = vehicleGraphOf(await readGraphModel(bundledModelPath()));
    expect([...channels.values()]).toEqual(['bicycle', 'car', 'motorcycle', 'bus', 'truck']);
    expect(graph.weights.get('CenternetHead/centernet_cls_output/pointwise_weights')?.shape).toEqual([1, 1, 128, 5]);
    expect(graph.nodes.has('tower_0/detections')).toBe(false);
  });
});
