/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { Box } from '../box.js';
import type { Picture } from '../detector.js';
import { changedRegions } from './changed-regions.js';
import { exposureChange, NO_CHANGE } from './exposure.js';
import { lumaGridOf, type LumaGrid } from './luma-grid.js';

/** A cell must differ from its background by more than this many luma steps, however quiet it has been. */
const DIFFERENCE_MIN = 10;

/** And by more than this many times what it usually differs by: leaves, water, a flickering lamp. */
const NOISE_FACTOR = 4;

/** No cell is ever so restless that a dark car on a bright road does not show. */
const NOISE_MAX = 20;

/** A pole sways in the wind, and compression moves edges, by about this much. */
const SWAY_PX = 1.5;

/** How fast what is known follows a cell that looks as it did: daylight, drying rain. */
const QUIET_ADAPTION_MS = 10_000;

/** How fast a cell becomes known as restless; not from what was taken for a change, or traffic would numb its lane. */
const NOISE_ADAPTION_MS = 60_000;

/** A camera that steps its exposure further than this shows another picture to the network. */
const GAIN_STEP_MAX = 0.15;
const OFFSET_STEP_MAX = 20;

export interface Change {
  /** The share of the picture that differs from what is known of it, 0..1. */
  readonly changedShare: number;
  /** Where, in picture pixels: boxes that do not overlap. */
  readonly regions: readonly Box[];
  /** Nothing is known of this picture: it is the first one, of another size, or its exposure has jumped. */
  readonly isAll: boolean;
}

interface Known {
  readonly grid: LumaGrid;
  /** How each cell looked when it was settled, moved on with what drifts. */
  readonly luma: Float32Array;
  /** How far each cell usually strays from that. */
  readonly noise: Float32Array;
  readonly atMs: number;
}

interface Now {
  readonly luma: Float32Array;
  readonly isChanged: Uint8Array;
}

/**
 * Says where a camera's picture changed since it was looked at, so that a network need look only there. What is looked
 * at is settled: from then on it counts as changed when it differs from how it looked then. What drifts slowly is
 * followed, by time, not by frames; a change of exposure over the whole picture is taken out before cells are compared.
 */
export class ChangeGate {
  #known: Known | undefined;
  #now: Now | undefined;

  /** Pictures arrive in time order; the first one, or one of another size, is all change. */
  update(picture: Picture, atMs: number): Change {
    const grid = lumaGridOf(picture);
    const { luma } = grid;
    const known = this.#known;
    const { widthPx, heightPx } = picture;
    if (!known || !isSameGrid(known.grid, grid)) {
      this.#known = { grid, luma: luma.slice(), noise: new Float32Array(luma.length), atMs };
      this.#now = { luma, isChanged: new Uint8Array(luma.length) };
      return { changedShare: 1, regions: [{ xPx: 0, yPx: 0, widthPx, heightPx }], isAll: true };
    }
    const isJump = takeExposure(known.luma, luma);
    const isChanged = compare(known, luma);
    follow(known, { luma, isChanged }, Math.max(0, atMs - known.atMs));
    this.#known = { ...known, atMs };
    this.#now = { luma, isChanged };
    const changedShare = countOf(isChanged) / isChanged.length;
    const regions = changedShare > 0 ? changedRegions(isChanged, grid, picture) : [];
    return { changedShare, regions, isAll: isJump };
  }

  /** These regions of the last picture have been looked at: what they show is known from now on. */
  settle(regions: readonly Box[]): void {
    if (!this.#known || !this.#now || regions.length === 0) return;
    const { grid, luma: known } = this.#known;
    const { luma, isChanged } = this.#now;
    const isSettled = cellsIn(regions, grid);
    for (let cell = 0; cell < luma.length; cell++) {
      if (isChanged[cell] && isSettled[cell]) known[cell] = luma[cell]!;
    }
  }
}

function isSameGrid(a: LumaGrid, b: LumaGrid): boolean {
  return a.cellPx === b.cellPx && a.columns === b.columns && a.rows === b.rows;
}

/** Marks the cells that differ by more than they usually do. */
function compare({ grid, luma: known, noise }: Known, luma: Float32Array): Uint8Array {
  const isChanged = new Uint8Array(luma.length);
  for (let cell = 0; cell < luma.length; cell++) {
    const tolerance = Math.max(DIFFERENCE_MIN, NOISE_FACTOR * noise[cell]!);
    if (Math.abs(luma[cell]! - known[cell]!) <= tolerance) continue;
    if (differenceFromAround(known, grid, { cell, luma: luma[cell]! }) > tolerance) isChanged[cell] = 1;
  }
  return isChanged;
}

function countOf(isChanged: Uint8Array): number {
  let count = 0;
  for (let cell = 0; cell < isChanged.length; cell++) count += isChanged[cell]!;
  return count;
}

/** Moves what is known of unchanged cells on with what drifts, in place: this runs for every picture. */
function follow({ luma: known, noise }: Known, { luma, isChanged }: Now, elapsedMs: number): void {
  const quiet = 1 - Math.exp(-elapsedMs / QUIET_ADAPTION_MS);
  const share = 1 - Math.exp(-elapsedMs / NOISE_ADAPTION_MS);
  for (let cell = 0; cell < luma.length; cell++) {
    if (isChanged[cell]) continue;
    const difference = luma[cell]! - known[cell]!;
    known[cell] = known[cell]! + quiet * difference;
    noise[cell] = Math.min(NOISE_MAX, noise[cell]! + share * (Math.abs(difference) - noise[cell]!));
  }
}

/** What is known takes the picture's exposure over at once; black and white stay where the sensor ends. */
function takeExposure(known: Float32Array, luma: Float32Array): boolean {
  const change = exposureChange(known, luma);
  if (change === NO_CHANGE) return false;
  const { gain, offset } = change;
  for (let cell = 0; cell < known.length; cell++) {
    known[cell] = Math.min(255, Math.max(0, offset + gain * known[cell]!));
  }
  return Math.abs(gain - 1) > GAIN_STEP_MAX || Math.abs(offset) > OFFSET_STEP_MAX;
}

function cellsIn(boxes: readonly Box[], { columns, rows, cellPx }: LumaGrid): Uint8Array {
  const isIn = new Uint8Array(columns * rows);
  for (const { xPx, yPx, widthPx, heightPx } of boxes) {
    const left = Math.max(0, Math.floor(xPx / cellPx));
    const right = Math.min(columns, Math.ceil((xPx + widthPx) / cellPx));
    const bottom = Math.min(rows, Math.ceil((yPx + heightPx) / cellPx));
    for (let row = Math.max(0, Math.floor(yPx / cellPx)); row < bottom; row++) {
      if (left < right) isIn.fill(1, row * columns + left, row * columns + right);
    }
  }
  return isIn;
}

/**
 * How far a luma lies outside what the cell would show if the camera had swayed. A cell is a mean, so that a sway by a
 * fifth of it brings in up to a fifth of a neighbour.
 */
function differenceFromAround(
  known: Float32Array,
  { columns, rows, cellPx }: LumaGrid,
  { cell, luma }: { cell: number; luma: number },
): number {
  const column = cell % columns;
  const row = (cell - column) / columns;
  const own = known[cell]!;
  let darkest = own;
  let brightest = own;
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      const around = known[y * columns + x]!;
      if (around < darkest) darkest = around;
      if (around > brightest) brightest = around;
    }
  }
  const share = Math.min(1, SWAY_PX / cellPx);
  return Math.max(own + share * (darkest - own) - luma, luma - own - share * (brightest - own));
}
