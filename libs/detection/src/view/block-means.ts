/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { LumaGrid } from '../looking/luma-grid.js';

/** A block is this many cells wide and high, about 20 px: it averages away what noise and coding leave in a cell. */
const BLOCK_CELLS = 4;

export interface BlockMeans {
  readonly columns: number;
  readonly rows: number;
  /** Mean luma, row by row; cells beyond the last whole block are left out. */
  readonly mean: Float32Array;
}

export function blockMeans(grid: LumaGrid): BlockMeans {
  const columns = Math.floor(grid.columns / BLOCK_CELLS);
  const rows = Math.floor(grid.rows / BLOCK_CELLS);
  const mean = new Float32Array(columns * rows);
  for (let y = 0; y < rows * BLOCK_CELLS; y++) {
    const row = Math.floor(y / BLOCK_CELLS) * columns;
    for (let x = 0; x < columns * BLOCK_CELLS; x++)
      mean[row + ((x / BLOCK_CELLS) | 0)]! += grid.luma[y * grid.columns + x]!;
  }
  for (let at = 0; at < mean.length; at++) mean[at]! /= BLOCK_CELLS * BLOCK_CELLS;
  return { columns, rows, mean };
}
