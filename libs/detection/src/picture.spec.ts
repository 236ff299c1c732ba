import { describe, expect, it } from 'vitest';
import { lumaGridOf } from './looking/luma-grid.js';
import { planKeepingShape } from './network/input-plan.js';
import { inputLength, resample } from './network/resample.js';
import { rgbOf, yuvLayoutOf, type Picture, type YuvPicture } from './picture.js';
import { Light } from './view/light.js';
import { sharpnessOf } from './view/sharpness.js';

const SIZE = { widthPx: 320, heightPx: 192 };
/** Whole steps of luma and chroma are up to this far apart in red, green and blue. */
const ROUNDING = 1;

describe('a picture as video is coded', () => {
  it('is black at luma 16, white at 235 and red, green and blue as Rec. 601 has them', () => {
    expect(firstPixel(plain(16, 128, 128))).toEqual([0, 0, 0]);
    expect(firstPixel(plain(235, 128, 128))).toEqual([255, 255, 255]);
    expect(firstPixel(plain(81, 90, 240))).toEqual([254, 0, 0]);
    expect(firstPixel(plain(145, 54, 34))).toEqual([0, 255, 1]);
    expect(firstPixel(plain(41, 240, 110))).toEqual([0, 0, 255]);
  });

  it('rounds its planes of colour up when its sides are odd', () => {
    expect(yuvLayoutOf({ widthPx: 3, heightPx: 1 })).toEqual({ u: 3, v: 5, chromaWidthPx: 2, bytes: 7 });
  });

  it('is seen by the network as the same picture in RGB is', () => {
    const plan = planKeepingShape(SIZE, SIZE.widthPx);
    const input = (picture: Picture) => {
      const target = new Float32Array(inputLength(plan));
      resample(picture, plan, { layout: 'nchw', order: 'bgr', padding: 0 }, target);
      return target;
    };
    const coded = input(street());
    const isOff = (value: number, at: number) => Math.abs(value - (coded[at] ?? 0)) > ROUNDING;
    expect(input(rgbOf(street())).findIndex(isOff)).toBe(-1);
  });

  it('is as bright as the same picture in RGB', () => {
    const coded = lumaGridOf(street()).luma;
    // Green counts for a little more in the RGB sum of eighths than in Rec. 601.
    const isOff = (luma: number, cell: number) => Math.abs(luma - (coded[cell] ?? 0)) > 6;
    expect(lumaGridOf(rgbOf(street())).luma.findIndex(isOff)).toBe(-1);
  });

  it('is as sharp as the same picture in RGB', () => {
    const coded = sharpnessOf(street());
    const off = sharpnessOf(rgbOf(street())).map((value, patch) => Math.abs(value - (coded[patch] ?? 0)));
    expect(coded.filter((value) => value > 0).length).toBeGreaterThan(0);
    expect(Math.max(...off)).toBeLessThan(0.05);
  });

  it('is told to be grey or in colour as the same picture in RGB is', () => {
    for (const [u, v, mode] of [
      [128, 128, 'infrared'],
      [127, 128, 'infrared'],
      [128, 132, 'color'],
    ] as const) {
      const picture = plain(120, u, v);
      expect([modeOf(picture), modeOf(rgbOf(picture))]).toEqual([mode, mode]);
    }
  });
});

function plain(luma: number, u: number, v: number): YuvPicture {
  const layout = yuvLayoutOf(SIZE);
  return { ...SIZE, yuv420: new Uint8Array(layout.bytes).fill(luma).fill(u, layout.u, layout.v).fill(v, layout.v) };
}

/** Facades with windows, a little tinted. */
function street(): YuvPicture {
  const picture = plain(90, 124, 133);
  for (let at = 0; at < SIZE.widthPx * SIZE.heightPx; at++) {
    const [x, y] = [at % SIZE.widthPx, Math.floor(at / SIZE.widthPx)];
    if (x % 40 > 20 && y % 30 > 12) picture.yuv420[at] = 180;
  }
  return picture;
}

function firstPixel(picture: Picture): number[] {
  return [...rgbOf(picture).rgb.subarray(0, 3)];
}

function modeOf(picture: Picture): string {
  const light = new Light();
  light.observe(picture, lumaGridOf(picture), 0);
  return light.mode;
}
