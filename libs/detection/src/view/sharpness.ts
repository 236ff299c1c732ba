/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { Picture } from '../detector.js';
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

function steepest({ widthPx, heightPx, rgb }: Picture, range: PatchRange): { fine: number; coarse: number } {
  const fine = new Uint32Array(256);
  const coarse = new Uint32Array(256);
  const right = Math.min(range.right, widthPx - COARSE_PX);
  const bottom = Math.min(range.bottom, heightPx - COARSE_PX);
  const row = widthPx * 3;
  let samples = 0;
  for (let y = Math.max(range.top, COARSE_PX); y < bottom; y += STEP_Y_PX) {
    for (let x = Math.max(range.left, COARSE_PX); x < right; x += STEP_X_PX, samples++) {
      // Green alone: it is most of the luma, and these are the only pixels that are read singly.
      const at = (y * widthPx + x) * 3 + 1;
      const fineX = Math.abs(rgb[at + 3 * FINE_PX]! - rgb[at - 3 * FINE_PX]!);
      const fineY = Math.abs(rgb[at + row * FINE_PX]! - rgb[at - row * FINE_PX]!);
      const coarseX = Math.abs(rgb[at + 3 * COARSE_PX]! - rgb[at - 3 * COARSE_PX]!);
      const coarseY = Math.abs(rgb[at + row * COARSE_PX]! - rgb[at - row * COARSE_PX]!);
      fine[fineX > fineY ? fineX : fineY]!++;
      coarse[coarseX > coarseY ? coarseX : coarseY]!++;
    }
  }
  const count = STEEPEST_SHARE * samples;
  return { fine: meanOfSteepest(fine, count), coarse: meanOfSteepest(coarse, count) };
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
