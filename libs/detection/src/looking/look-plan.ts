import type { Box } from '../box.js';
import type { GridPart, PictureGrid } from '../detector.js';
import type { SizePx } from '../network/input-plan.js';

/**
 * What is looked at has this much of the picture around it, in cells of 32 network pixels. The border of an input
 * misleads a network: of 254 boxes found in whole pictures, cut-outs with half a cell around them find 71 %, with one
 * 91 %, with one and a half 96 %, and with two 97 % at 1.4 times the cost (three of the clips of `bench/looking.ts`).
 */
export const CONTEXT_CELLS = 1.5;

/** What is found this far from a part's inner borders is believed; what is not found may still be there. */
export const FOUND_INSET_CELLS = 1;

/** A box that ends nearer than this to an inner border is cut by it: one cell of the network's answer. */
export const CUT_INSET_CELLS = 1 / 8;

/** A look costs as much as this many cells before it sees the first (onnxruntime: 1.3 ms, and 0.21 ms a cell). */
const CALL_COST_CELLS = 6;

/**
 * The parts of the picture to look at, so that each of the places is seen with its context, at the least cost that
 * joining neighbours gives; null when a look at the whole picture costs no more.
 */
export function planParts(places: readonly Box[], picture: SizePx, grid: PictureGrid): GridPart[] | null {
  const parts: GridPart[] = [];
  for (const place of places) {
    let part = partAround(place, picture, grid);
    for (let i = parts.findIndex((other) => isWorthJoining(part, other)); i >= 0;) {
      part = join(part, ...parts.splice(i, 1));
      i = parts.findIndex((other) => isWorthJoining(part, other));
    }
    parts.push(part);
  }
  const whole = { left: 0, top: 0, right: grid.columns, bottom: grid.rows };
  const cost = parts.reduce((sum, part) => sum + costCells(part), 0);
  return cost < costCells(whole) ? parts : null;
}

/** The part as a box in picture pixels, without the outermost cells on its borders inside the picture. */
export function areaWithin(
  part: GridPart,
  insetCells: number,
  { picture, grid }: { picture: SizePx; grid: PictureGrid },
): Box {
  const cell = cellSize(picture, grid);
  const left = part.left + (part.left > 0 ? insetCells : 0);
  const top = part.top + (part.top > 0 ? insetCells : 0);
  const right = part.right - (part.right < grid.columns ? insetCells : 0);
  const bottom = part.bottom - (part.bottom < grid.rows ? insetCells : 0);
  return {
    xPx: left * cell.widthPx,
    yPx: top * cell.heightPx,
    widthPx: (right - left) * cell.widthPx,
    heightPx: (bottom - top) * cell.heightPx,
  };
}

/** How many cells the part has. */
export function cellCount({ left, top, right, bottom }: GridPart): number {
  return (right - left) * (bottom - top);
}

function partAround(place: Box, picture: SizePx, { columns, rows }: PictureGrid): GridPart {
  const cell = cellSize(picture, { columns, rows });
  const low = (px: number, cellPx: number, last: number) =>
    Math.min(last, Math.max(0, Math.floor(px / cellPx - CONTEXT_CELLS)));
  const high = (px: number, cellPx: number, all: number) => Math.min(all, Math.ceil(px / cellPx + CONTEXT_CELLS));
  const left = low(place.xPx, cell.widthPx, columns - 1);
  const top = low(place.yPx, cell.heightPx, rows - 1);
  return {
    left,
    top,
    right: Math.max(left + 1, high(place.xPx + place.widthPx, cell.widthPx, columns)),
    bottom: Math.max(top + 1, high(place.yPx + place.heightPx, cell.heightPx, rows)),
  };
}

function isWorthJoining(a: GridPart, b: GridPart): boolean {
  return costCells(join(a, b)) <= costCells(a) + costCells(b);
}

function costCells(part: GridPart): number {
  return CALL_COST_CELLS + cellCount(part);
}

function join(first: GridPart, ...others: readonly GridPart[]): GridPart {
  return others.reduce(
    (a, b) => ({
      left: Math.min(a.left, b.left),
      top: Math.min(a.top, b.top),
      right: Math.max(a.right, b.right),
      bottom: Math.max(a.bottom, b.bottom),
    }),
    first,
  );
}

function cellSize(picture: SizePx, { columns, rows }: PictureGrid): SizePx {
  return { widthPx: picture.widthPx / columns, heightPx: picture.heightPx / rows };
}
