import { describe, expect, it } from 'vitest';
import { decodeCenternet, type CenternetOutputs } from './centernet.js';
import { planKeepingShape } from './input-plan.js';
import { COCO_VEHICLES } from './coco.js';

/** An input of 64x32 pixels is a map of 16x8 cells; the picture is twice as large. */
const plan = planKeepingShape({ widthPx: 128, heightPx: 64 }, 64);
const columns = 16;
const cells = columns * 8;
const channels = 80;
const car = 2;
const truck = 7;
const person = 0;

interface Answer {
  readonly x: number;
  readonly y: number;
  readonly channel: number;
  readonly score: number;
}

describe.each(['nhwc', 'nchw'] as const)('decoding a CenterNet laid out as %s', (layout) => {
  const decode = (answers: readonly Answer[], scoreMin = 0.2) =>
    decodeCenternet(outputsOf(answers, layout), { plan, channels: COCO_VEHICLES, scoreMin });

  it('makes a box of the distances from the cell of the peak, in picture pixels', () => {
    // The cell (5, 4) stands at (20, 16); 8 left, 4 up, 12 right, 6 down; then doubled.
    expect(decode([{ x: 5, y: 4, channel: car, score: 0.5 }])).toEqual([
      { type: 'car', score: 0.5, box: { xPx: 24, yPx: 24, widthPx: 40, heightPx: 20 } },
    ]);
  });

  it('takes a peak at the least score and not below it', () => {
    expect(decode([{ x: 5, y: 4, channel: car, score: 0.25 }], 0.25)).toHaveLength(1);
    expect(decode([{ x: 5, y: 4, channel: car, score: 0.2499 }], 0.25)).toHaveLength(0);
  });

  it('takes only the hottest of neighbouring cells, diagonals included', () => {
    const slope = [
      { x: 5, y: 4, channel: car, score: 0.5 },
      { x: 6, y: 4, channel: car, score: 0.4 },
      { x: 4, y: 5, channel: car, score: 0.3 },
    ];
    expect(decode(slope).map(({ score }) => score)).toEqual([0.5]);
  });

  it('takes two peaks that have one cell between them', () => {
    const peaks = [5, 7].map((x) => ({ x, y: 4, channel: car, score: 0.5 }));
    expect(decode(peaks)).toHaveLength(2);
  });

  it('finds peaks in the corners of the map, without wrapping to the next row', () => {
    const corners = [
      { x: 0, y: 0, channel: car, score: 0.5 },
      { x: 15, y: 7, channel: car, score: 0.5 },
      // Neighbours in memory, but at opposite ends of two rows.
      { x: 15, y: 2, channel: car, score: 0.5 },
      { x: 0, y: 3, channel: car, score: 0.4 },
    ];
    expect(decode(corners)).toHaveLength(4);
  });

  it('answers each class for itself and leaves out what is no vehicle', () => {
    const same = [car, truck, person].map((channel) => ({ x: 5, y: 4, channel, score: 0.5 }));
    expect(decode(same).map(({ type }) => type)).toEqual(['car', 'truck']);
  });
});

function outputsOf(answers: readonly Answer[], layout: 'nhwc' | 'nchw'): CenternetOutputs {
  const heat = new Float32Array(cells * channels);
  const reach = new Float32Array(cells * 4);
  const at = (cell: number, channel: number, of: number) =>
    layout === 'nhwc' ? cell * of + channel : channel * cells + cell;
  for (let cell = 0; cell < cells; cell++) {
    [8, 4, 12, 6].forEach((distancePx, side) => (reach[at(cell, side, 4)] = distancePx));
  }
  for (const { x, y, channel, score } of answers) heat[at(y * columns + x, channel, channels)] = score;
  return { layout, heat, reach };
}
