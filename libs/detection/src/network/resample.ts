/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import assert from 'node:assert/strict';
import type { Picture } from '../detector.js';
import type { InputPlan } from './input-plan.js';

/** How a network wants its pixels: interleaved (TensorFlow) or as three planes (ONNX), and in which order. */
export interface PixelFormat {
  readonly layout: 'nhwc' | 'nchw';
  readonly order: 'rgb' | 'bgr';
  /** The grey that fills what the picture does not, 0..255. */
  readonly padding: number;
}

/**
 * Weights are whole numbers of this many parts: four products of 8-bit pixels and 22-bit weights fit into 32 bits, and
 * whole numbers halve the time of the loop.
 */
const ONE = 1 << 11;
const SCALE = 1 / (ONE * ONE);

/** How many numbers the input of this plan holds. */
export function inputLength({ input }: InputPlan): number {
  return input.widthPx * input.heightPx * 3;
}

/**
 * Writes the picture into `target` as the plan says: bilinear, pixel centres aligned, values 0..255 as they were.
 * A hot loop over typed arrays: nothing is allocated for a pixel.
 */
export function resample(picture: Picture, plan: InputPlan, format: PixelFormat, target: Float32Array): void {
  assert.equal(picture.rgb.length, picture.widthPx * picture.heightPx * 3, 'a picture holds three bytes a pixel');
  assert.equal(target.length, inputLength(plan), 'the target holds the whole input');
  const { input, content } = plan;
  if (content.widthPx < input.widthPx || content.heightPx < input.heightPx) target.fill(format.padding);

  const { source } = plan;
  const columns = tapsOf(content.widthPx, picture.widthPx, { from: source.xPx, length: source.widthPx, stride: 3 });
  const rowStride = picture.widthPx * 3;
  const rows = tapsOf(content.heightPx, picture.heightPx, {
    from: source.yPx,
    length: source.heightPx,
    stride: rowStride,
  });
  const isPlanar = format.layout === 'nchw';
  const step = isPlanar ? 1 : 3;
  const plane = isPlanar ? input.widthPx * input.heightPx : 1;
  const [first, last] = format.order === 'rgb' ? [0, 2 * plane] : [2 * plane, 0];
  const { rgb } = picture;
  const { near: columnNear, far: columnFar, weight: columnWeight } = columns;

  for (let y = 0; y < content.heightPx; y++) {
    const upper = rows.near[y]!;
    const lower = rows.far[y]!;
    const v = rows.weight[y]!;
    let to = y * input.widthPx * step;
    for (let x = 0; x < content.widthPx; x++, to += step) {
      const u = columnWeight[x]!;
      const a = Math.imul(ONE - u, ONE - v);
      const b = Math.imul(u, ONE - v);
      const c = Math.imul(ONE - u, v);
      const d = Math.imul(u, v);
      const p = upper + columnNear[x]!;
      const q = upper + columnFar[x]!;
      const r = lower + columnNear[x]!;
      const s = lower + columnFar[x]!;
      target[to + first] =
        (Math.imul(a, rgb[p]!) + Math.imul(b, rgb[q]!) + Math.imul(c, rgb[r]!) + Math.imul(d, rgb[s]!)) * SCALE;
      target[to + plane] =
        (Math.imul(a, rgb[p + 1]!) +
          Math.imul(b, rgb[q + 1]!) +
          Math.imul(c, rgb[r + 1]!) +
          Math.imul(d, rgb[s + 1]!)) *
        SCALE;
      target[to + last] =
        (Math.imul(a, rgb[p + 2]!) +
          Math.imul(b, rgb[q + 2]!) +
          Math.imul(c, rgb[r + 2]!) +
          Math.imul(d, rgb[s + 2]!)) *
        SCALE;
    }
  }
}

interface Span {
  readonly from: number;
  readonly length: number;
  /** Array elements from one sample to the next. */
  readonly stride: number;
}

/** For each output position the offsets of the two source samples and the weight of the farther one. */
function tapsOf(outputs: number, sources: number, { from, length, stride }: Span) {
  const near = new Int32Array(outputs);
  const far = new Int32Array(outputs);
  const weight = new Int32Array(outputs);
  for (let i = 0; i < outputs; i++) {
    const position = Math.min(sources - 1, Math.max(0, from + ((i + 0.5) * length) / outputs - 0.5));
    const whole = Math.floor(position);
    near[i] = whole * stride;
    far[i] = Math.min(sources - 1, whole + 1) * stride;
    weight[i] = Math.round((position - whole) * ONE);
  }
  return { near, far, weight };
}
