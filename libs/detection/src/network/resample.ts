/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import assert from 'node:assert/strict';
import {
  BLUE_BY_U,
  bytesOf,
  CHROMA_ZERO,
  GREEN_BY_U,
  GREEN_BY_V,
  LUMA_BLACK,
  LUMA_GAIN,
  RED_BY_V,
  yuvLayoutOf,
  type Picture,
  type RgbPicture,
  type YuvPicture,
} from '../picture.js';
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
  const bytes = 'rgb' in picture ? picture.widthPx * picture.heightPx * 3 : yuvLayoutOf(picture).bytes;
  assert.equal(bytesOf(picture).length, bytes, 'a picture holds all the bytes of its size');
  assert.equal(target.length, inputLength(plan), 'the target holds the whole input');
  const { input, content } = plan;
  if (content.widthPx < input.widthPx || content.heightPx < input.heightPx) target.fill(format.padding);
  if ('rgb' in picture) resampleRgb(picture, plan, slotsOf(plan, format), target);
  else resampleYuv(picture, plan, slotsOf(plan, format), target);
}

/** Where the numbers of a pixel go. */
interface Slots {
  /** From one pixel to the next. */
  readonly step: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

function slotsOf({ input }: InputPlan, { layout, order }: PixelFormat): Slots {
  const isPlanar = layout === 'nchw';
  const plane = isPlanar ? input.widthPx * input.heightPx : 1;
  const [red, blue] = order === 'rgb' ? [0, 2 * plane] : [2 * plane, 0];
  return { step: isPlanar ? 1 : 3, red, green: plane, blue };
}

function resampleRgb(picture: RgbPicture, { input, content, source }: InputPlan, slots: Slots, target: Float32Array) {
  const columns = tapsOf(content.widthPx, picture.widthPx, { from: source.xPx, length: source.widthPx, stride: 3 });
  const rowStride = picture.widthPx * 3;
  const rows = tapsOf(content.heightPx, picture.heightPx, {
    from: source.yPx,
    length: source.heightPx,
    stride: rowStride,
  });
  const { step, red: first, green: plane, blue: last } = slots;
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

/** Luma as RGB is; colour, of which video holds a quarter as much, from the nearest sample. */
function resampleYuv(picture: YuvPicture, plan: InputPlan, slots: Slots, target: Float32Array) {
  if (keepsColumns(plan)) return resampleYuvColumns(picture, plan, slots, target);
  const { input, content, source } = plan;
  const across = { from: source.xPx, length: source.widthPx, stride: 1 };
  const down = { from: source.yPx, length: source.heightPx, stride: picture.widthPx };
  const columns = tapsOf(content.widthPx, picture.widthPx, across);
  const rows = tapsOf(content.heightPx, picture.heightPx, down);
  const { yuv420 } = picture;
  const { u, v, chromaWidthPx } = yuvLayoutOf(picture);
  const columnChroma = columns.nearest.map((x) => x >> 1);
  const { near: columnNear, far: columnFar, weight: columnWeight } = columns;
  const { step, red, green, blue } = slots;

  for (let y = 0; y < content.heightPx; y++) {
    const upper = rows.near[y]!;
    const lower = rows.far[y]!;
    const down = rows.weight[y]!;
    const chromaRow = (rows.nearest[y]! >> 1) * chromaWidthPx;
    let to = y * input.widthPx * step;
    for (let x = 0; x < content.widthPx; x++, to += step) {
      const along = columnWeight[x]!;
      const near = columnNear[x]!;
      const far = columnFar[x]!;
      const above = Math.imul(ONE - along, yuv420[upper + near]!) + Math.imul(along, yuv420[upper + far]!);
      const below = Math.imul(ONE - along, yuv420[lower + near]!) + Math.imul(along, yuv420[lower + far]!);
      const luma = ((Math.imul(ONE - down, above) + Math.imul(down, below)) * SCALE - LUMA_BLACK) * LUMA_GAIN;
      const chroma = chromaRow + columnChroma[x]!;
      const byU = yuv420[u + chroma]! - CHROMA_ZERO;
      const byV = yuv420[v + chroma]! - CHROMA_ZERO;
      target[to + red] = clamped(luma + RED_BY_V * byV);
      target[to + green] = clamped(luma + GREEN_BY_U * byU + GREEN_BY_V * byV);
      target[to + blue] = clamped(luma + BLUE_BY_U * byU);
    }
  }
}

/** Whether each column of the input is one of the picture's, and those of a colour sample come in pairs. */
function keepsColumns({ content, source }: InputPlan): boolean {
  return source.widthPx === content.widthPx && source.xPx % 2 === 0 && content.widthPx % 2 === 0;
}

/** The very numbers of `resampleYuv` where columns are kept, as in pictures of the default size, in two thirds of the time. */
function resampleYuvColumns(
  picture: YuvPicture,
  { input, content, source }: InputPlan,
  { step, red, green, blue }: Slots,
  target: Float32Array,
) {
  const down = { from: source.yPx, length: source.heightPx, stride: picture.widthPx };
  const rows = tapsOf(content.heightPx, picture.heightPx, down);
  const { yuv420 } = picture;
  const layout = yuvLayoutOf(picture);
  const uToV = layout.v - layout.u;

  for (let y = 0; y < content.heightPx; y++) {
    const lower = rows.weight[y]!;
    const upper = ONE - lower;
    let above = rows.near[y]! + source.xPx;
    let below = rows.far[y]! + source.xPx;
    let chroma = layout.u + (rows.nearest[y]! >> 1) * layout.chromaWidthPx + (source.xPx >> 1);
    let to = y * input.widthPx * step;
    for (let x = 0; x < content.widthPx; x += 2, above += 2, below += 2, chroma++) {
      const byU = yuv420[chroma]! - CHROMA_ZERO;
      const byV = yuv420[chroma + uToV]! - CHROMA_ZERO;
      const toRed = RED_BY_V * byV;
      const toGreenByU = GREEN_BY_U * byU;
      const toGreenByV = GREEN_BY_V * byV;
      const toBlue = BLUE_BY_U * byU;
      // Written out twice: a loop over the two pixels takes a third longer.
      let luma = ((Math.imul(upper, yuv420[above]!) + Math.imul(lower, yuv420[below]!)) / ONE - LUMA_BLACK) * LUMA_GAIN;
      target[to + red] = clamped(luma + toRed);
      target[to + green] = clamped(luma + toGreenByU + toGreenByV);
      target[to + blue] = clamped(luma + toBlue);
      to += step;
      luma =
        ((Math.imul(upper, yuv420[above + 1]!) + Math.imul(lower, yuv420[below + 1]!)) / ONE - LUMA_BLACK) * LUMA_GAIN;
      target[to + red] = clamped(luma + toRed);
      target[to + green] = clamped(luma + toGreenByU + toGreenByV);
      target[to + blue] = clamped(luma + toBlue);
      to += step;
    }
  }
}

function clamped(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

interface Span {
  readonly from: number;
  readonly length: number;
  /** Array elements from one sample to the next. */
  readonly stride: number;
}

/** For each output position the offsets of the two source samples, the weight of the farther one, and the nearest sample. */
function tapsOf(outputs: number, sources: number, { from, length, stride }: Span) {
  const near = new Int32Array(outputs);
  const far = new Int32Array(outputs);
  const weight = new Int32Array(outputs);
  const nearest = new Int32Array(outputs);
  for (let i = 0; i < outputs; i++) {
    const position = Math.min(sources - 1, Math.max(0, from + ((i + 0.5) * length) / outputs - 0.5));
    const whole = Math.floor(position);
    near[i] = whole * stride;
    far[i] = Math.min(sources - 1, whole + 1) * stride;
    weight[i] = Math.round((position - whole) * ONE);
    nearest[i] = Math.round(position);
  }
  return { near, far, weight, nearest };
}
