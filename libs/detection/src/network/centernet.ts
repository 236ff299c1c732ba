/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import assert from 'node:assert/strict';
import type { DetectedType, Detection } from '../detection.js';
import { boxInPicture, type InputPlan, type SizePx } from './input-plan.js';

/** One cell of the two output maps stands for this many input pixels. */
export const CELL_PX = 4;

/** The two raw outputs of a CenterNet, as an engine returns them. */
export interface CenternetOutputs {
  readonly layout: 'nhwc' | 'nchw';
  /** For each cell and class, how sure the network is that a vehicle's centre lies there; after the sigmoid. */
  readonly heat: Float32Array;
  /** For each cell, how far left, top, right and bottom edge lie from it, in input pixels. */
  readonly reach: Float32Array;
}

/** Which channel of the heat map is which type; the other channels are not read. */
export type HeatChannels = ReadonlyMap<number, DetectedType>;

export interface CenternetReading {
  readonly plan: InputPlan;
  readonly channels: HeatChannels;
  readonly scoreMin: number;
}

/**
 * The peaks of the heat map, as detections in picture pixels: a cell is a peak of its class when no neighbour of the
 * eight around it is hotter (Zhou et al. 2019, "Objects as Points"). One vehicle may answer in several classes.
 */
export function decodeCenternet(outputs: CenternetOutputs, reading: CenternetReading): Detection[] {
  const { plan, scoreMin } = reading;
  const cells = { widthPx: plan.input.widthPx / CELL_PX, heightPx: plan.input.heightPx / CELL_PX };
  const area = cells.widthPx * cells.heightPx;
  const channelCount = outputs.heat.length / area;
  assert.equal(outputs.reach.length, area * 4, 'the size map holds four distances a cell');
  assert(Number.isInteger(channelCount), 'the heat map holds a whole number of channels');

  const isPlanar = outputs.layout === 'nchw';
  const reachStep = isPlanar ? 1 : 4;
  const reachPlane = isPlanar ? area : 1;
  const detections: Detection[] = [];
  for (const [channel, type] of reading.channels) {
    const strides = isPlanar ? { first: channel * area, step: 1 } : { first: channel, step: channelCount };
    for (const cell of peaksOf(outputs.heat, cells, { ...strides, scoreMin })) {
      const xPx = (cell % cells.widthPx) * CELL_PX;
      const yPx = Math.floor(cell / cells.widthPx) * CELL_PX;
      const [leftPx, topPx, rightPx, bottomPx] = [0, 1, 2, 3].map(
        (side) => outputs.reach[cell * reachStep + side * reachPlane]!,
      ) as [number, number, number, number];
      const edges = { leftPx: xPx - leftPx, topPx: yPx - topPx, rightPx: xPx + rightPx, bottomPx: yPx + bottomPx };
      const box = boxInPicture(edges, plan);
      if (box) detections.push({ box, score: outputs.heat[strides.first + cell * strides.step]!, type });
    }
  }
  return detections;
}

/** The cells of one channel that are at least `scoreMin` and not colder than any neighbour. A hot loop. */
function peaksOf(
  heat: Float32Array,
  { widthPx: width, heightPx: height }: SizePx,
  { first, step, scoreMin }: { first: number; step: number; scoreMin: number },
): number[] {
  const peaks: number[] = [];
  for (let cell = 0, at = first; cell < width * height; cell++, at += step) {
    const score = heat[at]!;
    if (score < scoreMin) continue;
    const x = cell % width;
    const y = (cell - x) / width;
    let isPeak = true;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1) && isPeak; ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        if (heat[first + (ny * width + nx) * step]! > score) isPeak = false;
      }
    }
    if (isPeak) peaks.push(cell);
  }
  return peaks;
}
