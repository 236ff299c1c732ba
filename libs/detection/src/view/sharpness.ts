/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import { LUMA_GAIN, type Picture } from '../picture.js';
import { PATCHES, patchRanges, type PatchRange } from './patches.js';

/** Brightness is compared over this distance and over four times it: blur of a few pixels takes only the finer step. */
const FINE_PX = 1;
const COARSE_PX = 4;

/** Every so many pixels along, and rows down, are looked at. */
const STEP_X_PX = 2;
const STEP_Y_PX = 4;

/** A patch is as sharp as its steepest edges; fewer pixels than this would be one glint. */
const STEEPEST_SHARE = 0.05;

/** A patch without edges of this many luma steps says nothing about focus: sky, asphalt, darkness, noise. */
const EDGE_MIN = 24;

/** Sharpness of each patch, fine steps over coarse ones, 0..1; 0 where there are no edges to tell by. */
export function sharpnessOf(picture: Picture): Float32Array {
  const sharpness = new Float32Array(PATCHES);
  for (const [patch, range] of patchRanges(picture).entries()) {
    const { fine, coarse } = steepest(picture, range);
    sharpness[patch] = coarse >= EDGE_MIN ? Math.min(1, fine / coarse) : 0;
  }
  return sharpness;
}

/** Single pixels' brightness: `values[first + at * step]`, in steps of `gain` luma steps. */
interface Brightness {
  readonly values: Uint8Array;
  readonly first: number;
  readonly step: number;
  readonly gain: number;
}

function brightnessOf(picture: Picture): Brightness {
  // Of RGB green alone: it is most of the luma, and these are the only pixels that are read singly.
  if ('rgb' in picture) return { values: picture.rgb, first: 1, step: 3, gain: 1 };
  return { values: picture.yuv420, first: 0, step: 1, gain: LUMA_GAIN };
}

function steepest(picture: Picture, range: PatchRange): { fine: number; coarse: number } {
  const { widthPx, heightPx } = picture;
  const { values, first, step, gain } = brightnessOf(picture);
  const fine = new Uint32Array(256);
  const coarse = new Uint32Array(256);
  const right = Math.min(range.right, widthPx - COARSE_PX);
  const bottom = Math.min(range.bottom, heightPx - COARSE_PX);
  const row = widthPx * step;
  let samples = 0;
  for (let y = Math.max(range.top, COARSE_PX); y < bottom; y += STEP_Y_PX) {
    for (let x = Math.max(range.left, COARSE_PX); x < right; x += STEP_X_PX, samples++) {
      const at = y * row + x * step + first;
      const fineX = Math.abs(values[at + step * FINE_PX]! - values[at - step * FINE_PX]!);
      const fineY = Math.abs(values[at + row * FINE_PX]! - values[at - row * FINE_PX]!);
      const coarseX = Math.abs(values[at + step * COARSE_PX]! - values[at - step * COARSE_PX]!);
      const coarseY = Math.abs(values[at + row * COARSE_PX]! - values[at - row * COARSE_PX]!);
      fine[fineX > fineY ? fineX : fineY]!++;
      coarse[coarseX > coarseY ? coarseX : coarseY]!++;
    }
  }
  const count = STEEPEST_SHARE * samples;
  return { fine: gain * meanOfSteepest(fine, count), coarse: gain * meanOfSteepest(coarse, count) };
}

function meanOfSteepest(counts: Uint32Array, count: number): number {
  let left = count;
  let sum = 0;
  for (let step = 255; step >= 0 && left > 0; step--) {
    const taken = Math.min(left, counts[step]!);
    sum += taken * step;
    left -= taken;
  }
  return count > 0 ? sum / count : 0;
}
