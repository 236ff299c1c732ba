/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { LumaGrid } from '../looking/luma-grid.js';

/** A luma step over two cells that counts half: sensor noise leaves 2 to 4 of the cells' means. */
const HALF_STRENGTH_STEP = 8;

/**
 * Which way the edges of a picture run, cell by cell: the doubled angle of the gradient as a vector (cos, sin), as long
 * as the edge is clear, 0..1. It forgets how bright either side is, so that day and night, sun and shade agree on it
 * (orientation correlation: Fitch et al., BMVC 2002; here with the angle doubled, so that dark on bright is bright on
 * dark). Vectors that are averaged over time fade where nothing lasts.
 */
export interface Orientation {
  readonly columns: number;
  readonly rows: number;
  /** Two numbers a cell, row by row. */
  readonly vectors: Float32Array;
}

export function orientationOf({ columns, rows, luma }: LumaGrid): Orientation {
  const vectors = new Float32Array(2 * columns * rows);
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const cell = y * columns + x;
      const stepX = luma[cell + 1]! - luma[cell - 1]!;
      const stepY = luma[cell + columns]! - luma[cell - columns]!;
      const damped = stepX * stepX + stepY * stepY + HALF_STRENGTH_STEP * HALF_STRENGTH_STEP;
      vectors[2 * cell] = (stepX * stepX - stepY * stepY) / damped;
      vectors[2 * cell + 1] = (2 * stepX * stepY) / damped;
    }
  }
  return { columns, rows, vectors };
}

/**
 * Moves `known` a share of the way to what `now` shows, reading `now` where `shift` says each cell of `known` went:
 * edges are renewed, but stay where they were.
 */
export function blendInto(known: Orientation, now: Orientation, share: number, shift: Shift): void {
  const { columns, rows } = known;
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      const toX = x + shift.xCells + shift.stretch * (x - columns / 2) - shift.turn * (y - rows / 2);
      const toY = y + shift.yCells + shift.turn * (x - columns / 2) + shift.stretch * (y - rows / 2);
      const left = Math.floor(toX);
      const top = Math.floor(toY);
      if (left < 1 || top < 1 || left >= columns - 2 || top >= rows - 2) continue;
      const right = toX - left;
      const down = toY - top;
      for (let part = 0; part < 2; part++) {
        const from = 2 * (top * columns + left) + part;
        const upper = now.vectors[from]! * (1 - right) + now.vectors[from + 2]! * right;
        const lower = now.vectors[from + 2 * columns]! * (1 - right) + now.vectors[from + 2 * columns + 2]! * right;
        const at = 2 * (y * columns + x) + part;
        known.vectors[at]! += share * (upper * (1 - down) + lower * down - known.vectors[at]!);
      }
    }
  }
}

/** How a view differs from another, about the picture's centre: moved, turned (radians) and stretched (share). */
export interface Shift {
  readonly xCells: number;
  readonly yCells: number;
  readonly turn: number;
  readonly stretch: number;
}

export const NO_SHIFT: Shift = { xCells: 0, yCells: 0, turn: 0, stretch: 0 };
