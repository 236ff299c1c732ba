/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { GraphWeight } from '../graph-model/weights.js';
import type { OnnxConstant } from './onnx-writer.js';

type Kernel = Omit<OnnxConstant, 'name'>;

/** TensorFlow keeps rows, columns, inputs, outputs; ONNX wants outputs, inputs, rows, columns. */
export function fullKernel({ shape, values }: GraphWeight): Kernel {
  const [rows, columns, ins, outs] = shape as [number, number, number, number];
  const moved = new Float32Array(values.length);
  let to = 0;
  for (let o = 0; o < outs; o++) {
    for (let i = 0; i < ins; i++) {
      for (let at = 0; at < rows * columns; at++) moved[to++] = values[(at * ins + i) * outs + o]!;
    }
  }
  return { shape: [outs, ins, rows, columns], values: moved };
}

/** TensorFlow keeps rows, columns, channels, 1; ONNX wants channels, 1, rows, columns. */
export function depthwiseKernel({ shape, values }: GraphWeight): Kernel {
  const [rows, columns, channels] = shape as [number, number, number, number];
  const moved = new Float32Array(values.length);
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let at = 0; at < rows * columns; at++) moved[to++] = values[at * channels + channel]!;
  }
  return { shape: [channels, 1, rows, columns], values: moved };
}
