import { describe, expect, it } from 'vitest';
import { planLetterboxed } from './input-plan.js';
import { decodeYolox, YOLOX_COLUMNS, yoloxRows } from './yolox.js';

const input = { widthPx: 64, heightPx: 32 };
const plan = planLetterboxed({ widthPx: 128, heightPx: 64 }, input);
const [person, car, truck] = [0, 2, 7];

describe('decoding the grids of a YOLOX', () => {
  it('has one row for each cell of the strides 8, 16 and 32', () => {
    expect(yoloxRows(input)).toBe(32 + 8 + 2);
    expect(yoloxRows({ widthPx: 416, heightPx: 416 })).toBe(3549);
  });

  it('reads a row of the second grid relative to its cell, in picture pixels', () => {
    // Row 32 + 5 is the cell (1, 1) of stride 16: centre (24, 24), 32 wide, 16 high; then doubled.
    const rows = answer(32 + 5, { centre: [0.5, 0.5], size: [2, 1], objectness: 0.8, scores: { [car]: 0.5 } });
    const [detection, ...others] = decodeYolox(rows, plan, 0.3);
    expect(others).toEqual([]);
    expect(detection).toMatchObject({ type: 'car', box: { yPx: 32, heightPx: 32 } });
    expect(detection?.box.xPx).toBeCloseTo(16);
    expect(detection?.box.widthPx).toBeCloseTo(64);
    expect(detection?.score).toBeCloseTo(0.4);
  });

  it('takes a row whose objectness times class reaches the least score, and none below', () => {
    const rows = answer(0, { centre: [0.5, 0.5], size: [1, 1], objectness: 0.5, scores: { [car]: 0.5 } });
    expect(decodeYolox(rows, plan, 0.25)).toHaveLength(1);
    expect(decodeYolox(rows, plan, 0.2501)).toHaveLength(0);
  });

  it('gives a row its best vehicle class, and none to a person', () => {
    const scores = { [person]: 0.9, [car]: 0.4, [truck]: 0.6 };
    const rows = answer(3, { centre: [0, 0], size: [1, 1], objectness: 1, scores });
    expect(decodeYolox(rows, plan, 0.3).map(({ type }) => type)).toEqual(['truck']);
  });

  it('refuses an answer of another length than the input has cells', () => {
    expect(() => decodeYolox(new Float32Array(YOLOX_COLUMNS), plan, 0.3)).toThrow('one row a cell');
  });
});

interface Row {
  readonly centre: readonly [number, number];
  readonly size: readonly [number, number];
  readonly objectness: number;
  readonly scores: Readonly<Record<number, number>>;
}

function answer(row: number, { centre, size, objectness, scores }: Row): Float32Array {
  const rows = new Float32Array(yoloxRows(input) * YOLOX_COLUMNS);
  rows.set([...centre, ...size.map(Math.log), objectness], row * YOLOX_COLUMNS);
  for (const [channel, score] of Object.entries(scores)) rows[row * YOLOX_COLUMNS + 5 + Number(channel)] = score;
  return rows;
}
