import type { Box } from '../box.js';
import type { SizePx } from '../network/input-plan.js';
import type { LumaGrid } from './luma-grid.js';

/** Fewer changed cells than this, in one place, are noise: a bird, a leaf, a compression artefact. */
const REGION_CELLS_MIN = 4;

/** Changed cells this close belong together: the dark glass of a car looks like the road behind it. */
const GAP_CELLS_MAX = 3;

/** Each region is widened by this, because a vehicle's shadow-dark outline is often the part that did not change. */
const MARGIN_CELLS = 2;

interface CellRange {
  left: number;
  top: number;
  right: number;
  bottom: number;
  cells: number;
}

/** Boxes, in picture pixels and apart from each other, around the groups of changed cells. */
export function changedRegions(isChanged: Uint8Array, grid: LumaGrid, picture: SizePx): Box[] {
  const groups = groupsOf(isChanged, grid).filter(({ cells }) => cells >= REGION_CELLS_MIN);
  for (const group of groups) {
    group.left = Math.max(0, group.left - MARGIN_CELLS);
    group.top = Math.max(0, group.top - MARGIN_CELLS);
    group.right = Math.min(grid.columns, group.right + MARGIN_CELLS);
    group.bottom = Math.min(grid.rows, group.bottom + MARGIN_CELLS);
  }
  return mergeTouching(groups).map(({ left, top, right, bottom }) => ({
    xPx: left * grid.cellPx,
    yPx: top * grid.cellPx,
    widthPx: Math.min(picture.widthPx, right * grid.cellPx) - left * grid.cellPx,
    heightPx: Math.min(picture.heightPx, bottom * grid.cellPx) - top * grid.cellPx,
  }));
}

/** Flood fill over changed cells, leaping gaps. Every cell is taken once, so the work is bounded by the grid. */
function groupsOf(isChanged: Uint8Array, { columns, rows }: LumaGrid): CellRange[] {
  const isFree = isChanged.slice();
  const groups: CellRange[] = [];
  for (let start = 0; start < isFree.length; start++) {
    if (!isFree[start]) continue;
    isFree[start] = 0;
    const group = { left: columns, top: rows, right: 0, bottom: 0, cells: 0 };
    const waiting = [start];
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      const column = cell % columns;
      const row = Math.floor(cell / columns);
      group.left = Math.min(group.left, column);
      group.top = Math.min(group.top, row);
      group.right = Math.max(group.right, column + 1);
      group.bottom = Math.max(group.bottom, row + 1);
      group.cells++;
      for (let y = Math.max(0, row - GAP_CELLS_MAX); y <= Math.min(rows - 1, row + GAP_CELLS_MAX); y++) {
        for (let x = Math.max(0, column - GAP_CELLS_MAX); x <= Math.min(columns - 1, column + GAP_CELLS_MAX); x++) {
          const neighbour = y * columns + x;
          if (!isFree[neighbour]) continue;
          isFree[neighbour] = 0;
          waiting.push(neighbour);
        }
      }
    }
    groups.push(group);
  }
  return groups;
}

/** Joins boxes that overlap until none does, so that no place is looked at twice. */
function mergeTouching(groups: readonly CellRange[]): CellRange[] {
  const apart: CellRange[] = [];
  for (const group of groups) {
    const joined = { ...group };
    for (let i = apart.findIndex((each) => overlaps(each, joined)); i >= 0;) {
      const [other] = apart.splice(i, 1);
      if (other) join(joined, other);
      i = apart.findIndex((each) => overlaps(each, joined));
    }
    apart.push(joined);
  }
  return apart;
}

function overlaps(a: CellRange, b: CellRange): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function join(into: CellRange, from: CellRange): void {
  into.left = Math.min(into.left, from.left);
  into.top = Math.min(into.top, from.top);
  into.right = Math.max(into.right, from.right);
  into.bottom = Math.max(into.bottom, from.bottom);
  into.cells += from.cells;
}
