/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { BlockMeans } from './block-means.js';

/** Neighbouring blocks that differ by less show no object: a lamp, a line or a curb differs by tens of steps. */
const EDGE_MIN = 5;

/** A street shows an edge in at least this share of its blocks; an overlaid clock alone fills less. */
const EDGE_SHARE_MIN = 0.01;

/**
 * Whether there is no picture: a covered lens, a dead sensor, a decoder's plain grey or green. Slow gradients (light that
 * leaks past a cover) and a sensor's noise, which blocks average away, are no picture either.
 */
export function isBlank({ columns, rows, mean }: BlockMeans): boolean {
  const edgesMin = EDGE_SHARE_MIN * (columns - 1) * (rows - 1);
  let edges = 0;
  for (let at = columns + 1; at < mean.length; at++) {
    if (at % columns === 0) continue;
    if (Math.abs(mean[at]! - mean[at - 1]!) > EDGE_MIN || Math.abs(mean[at]! - mean[at - columns]!) > EDGE_MIN) edges++;
    if (edges >= edgesMin) return false;
  }
  return true;
}
