import { describe, expect, it } from 'vitest';
import { yuvLayoutOf, type RgbPicture, type YuvPicture } from '../picture.js';
import { planKeepingShape, planLetterboxed, planPart, type InputPlan } from './input-plan.js';
import { inputLength, resample, type PixelFormat } from './resample.js';

const interleaved: PixelFormat = { layout: 'nhwc', order: 'rgb', padding: 0 };

describe('resampling a picture to a network input', () => {
  it('copies a picture that already has the size of the input', () => {
    const picture = coloured(4, 2, (x, y) => [x, 10 * y, 100 + x]);
    expect([...resampled(picture, { widthPx: 4, heightPx: 2 }, interleaved)]).toEqual([...picture.rgb]);
  });

  it('averages the four pixels that meet when a picture is halved', () => {
    const picture = coloured(4, 2, (x, y) => [40 * x, 40 * y, 7]);
    expect([...resampled(picture, { widthPx: 2, heightPx: 1 }, interleaved)]).toEqual([20, 20, 7, 100, 20, 7]);
  });

  it('keeps a gradient a gradient when a picture is enlarged, and its border flat', () => {
    const picture = coloured(2, 1, (x) => [100 * x, 0, 0]);
    const reds = [...resampled(picture, { widthPx: 4, heightPx: 2 }, interleaved)].filter((_, i) => i % 3 === 0);
    expect(reds).toEqual([0, 25, 75, 100, 0, 25, 75, 100]);
  });

  it('is within half a step of exact bilinear weights at any ratio', () => {
    const picture = coloured(37, 23, (x, y) => [(x * 53 + y * 31) % 256, (x * y) % 256, (x * 7) % 256]);
    const plan = stretched(picture, { widthPx: 29, heightPx: 41 });
    const actual = resampled(picture, plan.input, interleaved, plan);
    actual.forEach((value, i) => expect(Math.abs(value - exactBilinear(picture, plan, i))).toBeLessThan(0.5));
  });

  it('gives a part of a picture the very numbers that it has in the whole', () => {
    const picture = coloured(130, 70, (x, y) => [(x * 53 + y * 31) % 256, (x * y) % 256, (x * 7) % 256]);
    const whole = planKeepingShape(picture, 160);
    const part = planPart(whole, { left: 1, top: 1, right: 3, bottom: 2 });
    const all = resampled(picture, whole.input, interleaved, whole);
    const some = resampled(picture, part.input, interleaved, part);
    for (let y = 0; y < part.input.heightPx; y++) {
      const from = ((32 + y) * whole.input.widthPx + 32) * 3;
      const length = part.input.widthPx * 3;
      expect([...some.subarray(y * length, (y + 1) * length)]).toEqual([...all.subarray(from, from + length)]);
    }
  });

  it('reads a coded picture alike whether its columns are kept in pairs or each is sought', () => {
    const picture = coded(64, 36);
    const [paired, sought] = [2, 1].map((xPx) => {
      const widthPx = 62 - 2 * (xPx % 2);
      const input = { widthPx, heightPx: 40 };
      const plan = { picture, source: { xPx, yPx: 0, widthPx, heightPx: 36 }, input, content: input };
      const target = new Float32Array(inputLength(plan));
      resample(picture, plan, interleaved, target);
      return Array.from({ length: 40 }, (_, y) => {
        const row = target.subarray(y * widthPx * 3, (y + 1) * widthPx * 3);
        return [...row.subarray((2 - xPx) * 3, (2 - xPx) * 3 + 59 * 3)];
      });
    });
    expect(paired).toEqual(sought);
  });

  it('lays channels out as planes for ONNX, in the order asked for', () => {
    const picture = coloured(2, 1, (x) => [1 + x, 3 + x, 5 + x]);
    const size = { widthPx: 2, heightPx: 1 };
    expect([...resampled(picture, size, { layout: 'nchw', order: 'rgb', padding: 0 })]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...resampled(picture, size, { layout: 'nchw', order: 'bgr', padding: 0 })]).toEqual([5, 6, 3, 4, 1, 2]);
    expect([...resampled(picture, size, { layout: 'nhwc', order: 'bgr', padding: 0 })]).toEqual([5, 3, 1, 6, 4, 2]);
  });

  it('fills what the picture does not with the padding, also after another look', () => {
    const picture = coloured(4, 2, () => [9, 9, 9]);
    const size = { widthPx: 4, heightPx: 4 };
    const target = new Float32Array(48).fill(200);
    resample(picture, planLetterboxed(picture, size), { layout: 'nchw', order: 'bgr', padding: 114 }, target);
    expect([...target.subarray(0, 16)]).toEqual([...Array<number>(8).fill(9), ...Array<number>(8).fill(114)]);
  });

  it('refuses a picture whose bytes do not fit its size', () => {
    const torn = { widthPx: 4, heightPx: 2, rgb: new Uint8Array(23) };
    expect(() => resampled(torn, { widthPx: 4, heightPx: 2 }, interleaved)).toThrow('all the bytes of its size');
  });
});

function coloured(widthPx: number, heightPx: number, colourAt: (x: number, y: number) => number[]): RgbPicture {
  const rgb = Array.from({ length: heightPx }, (_, y) => Array.from({ length: widthPx }, (__, x) => colourAt(x, y)));
  return { widthPx, heightPx, rgb: Uint8Array.from(rgb.flat(2)) };
}

function coded(widthPx: number, heightPx: number): YuvPicture {
  const { bytes } = yuvLayoutOf({ widthPx, heightPx });
  return { widthPx, heightPx, yuv420: Uint8Array.from({ length: bytes }, (_, at) => (at * 53 + (at >> 5) * 31) % 256) };
}

function stretched(picture: RgbPicture, input: InputPlan['input']): InputPlan {
  const { widthPx, heightPx } = picture;
  return { picture, source: { xPx: 0, yPx: 0, widthPx, heightPx }, input, content: input };
}

function resampled(
  picture: RgbPicture,
  size: InputPlan['input'],
  format: PixelFormat,
  plan = stretched(picture, size),
): Float32Array {
  const target = new Float32Array(inputLength(plan));
  resample(picture, plan, format, target);
  return target;
}

function exactBilinear({ widthPx, heightPx, rgb }: RgbPicture, { input }: InputPlan, at: number): number {
  const channel = at % 3;
  const pixel = Math.floor(at / 3);
  const sourceX = (((pixel % input.widthPx) + 0.5) * widthPx) / input.widthPx - 0.5;
  const sourceY = ((Math.floor(pixel / input.widthPx) + 0.5) * heightPx) / input.heightPx - 0.5;
  let sum = 0;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const share = tent(clamp(sourceX, widthPx) - x) * tent(clamp(sourceY, heightPx) - y);
      sum += share * (rgb[(y * widthPx + x) * 3 + channel] ?? 0);
    }
  }
  return sum;
}

function tent(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

function clamp(position: number, side: number): number {
  return Math.min(side - 1, Math.max(0, position));
}
