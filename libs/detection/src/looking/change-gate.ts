/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { Box } from '../box.js';
import type { Picture } from '../detector.js';
import { changedRegions } from './changed-regions.js';
import { exposureChange } from './exposure.js';
import { lumaGridOf, type LumaGrid } from './luma-grid.js';

/** A cell must differ from its background by more than this many luma steps, however quiet it has been. */
const DIFFERENCE_MIN = 10;

/** And by more than this many times what it usually differs by: leaves, water, a flickering lamp. */
const NOISE_FACTOR = 4;

/** No cell is ever so restless that a dark car on a bright road does not show. */
const NOISE_MAX = 20;

/** How fast the background follows a cell that looks as it did: daylight, drying rain. */
const QUIET_ADAPTION_MS = 10_000;

/** How fast it follows a changed one: a car at a red light must not become background, a parked one may. */
const CHANGED_ADAPTION_MS = 60_000;

/** How fast a cell that keeps changing becomes known as restless; faster, and a stopped car would pass for leaves. */
const RESTLESS_ADAPTION_MS = 300_000;

export interface Change {
  /** The share of the picture that differs from its background, 0..1. */
  readonly changedShare: number;
  /** Where, in picture pixels: boxes that do not overlap. */
  readonly regions: readonly Box[];
}

interface Background {
  readonly grid: LumaGrid;
  readonly luma: Float32Array;
  /** The usual difference of each cell from its background. */
  readonly noise: Float32Array;
  readonly atMs: number;
}

/**
 * Says where a camera's picture changed, so that a network need look only there. A running mean of each cell's luma is
 * the background; it adapts with time, not with frames, and a change of exposure over the whole picture is taken out
 * before cells are compared. A vehicle that stays becomes background after about a minute.
 */
export class ChangeGate {
  #background: Background | undefined;

  /** Pictures arrive in time order; the first one, or one of another size, is all change. */
  update(picture: Picture, atMs: number): Change {
    const grid = lumaGridOf(picture);
    const background = this.#background;
    if (!background || background.grid.columns !== grid.columns || background.grid.rows !== grid.rows) {
      const noise = new Float32Array(grid.luma.length);
      this.#background = { grid, luma: grid.luma, noise, atMs };
      const { widthPx, heightPx } = picture;
      return { changedShare: 1, regions: [{ xPx: 0, yPx: 0, widthPx, heightPx }] };
    }
    const isChanged = compare(background, grid.luma, Math.max(0, atMs - background.atMs));
    this.#background = { ...background, atMs };
    const changedCells = isChanged.reduce((sum, cell) => sum + cell, 0);
    return { changedShare: changedCells / isChanged.length, regions: changedRegions(isChanged, grid, picture) };
  }
}

/** Marks the changed cells and moves the background on, in place: this runs for every picture. */
function compare({ grid, luma: background, noise }: Background, luma: Float32Array, elapsedMs: number): Uint8Array {
  takeExposure(background, luma);
  const isChanged = new Uint8Array(luma.length);
  for (let cell = 0; cell < luma.length; cell++) {
    const tolerance = Math.max(DIFFERENCE_MIN, NOISE_FACTOR * noise[cell]!);
    if (Math.abs(luma[cell]! - background[cell]!) <= tolerance) continue;
    if (differenceFromAround(background, grid, { cell, luma: luma[cell]! }) > tolerance) isChanged[cell] = 1;
  }
  const shareOf = (timeConstantMs: number) => 1 - Math.exp(-elapsedMs / timeConstantMs);
  const quiet = { luma: shareOf(QUIET_ADAPTION_MS), noise: shareOf(QUIET_ADAPTION_MS) };
  const changed = { luma: shareOf(CHANGED_ADAPTION_MS), noise: shareOf(RESTLESS_ADAPTION_MS) };
  for (let cell = 0; cell < luma.length; cell++) {
    const share = isChanged[cell] ? changed : quiet;
    const difference = luma[cell]! - background[cell]!;
    background[cell] = background[cell]! + share.luma * difference;
    noise[cell] = Math.min(NOISE_MAX, noise[cell]! + share.noise * (Math.abs(difference) - noise[cell]!));
  }
  return isChanged;
}

/** The background takes the picture's exposure over at once; black and white stay where the sensor ends. */
function takeExposure(background: Float32Array, luma: Float32Array): void {
  const { gain, offset } = exposureChange(background, luma);
  for (let cell = 0; cell < background.length; cell++) {
    background[cell] = Math.min(255, Math.max(0, offset + gain * background[cell]!));
  }
}

/**
 * How far a luma lies outside what the background shows in the cell and around it. Between a white line and the road
 * every grey is expected: a pole that sways by a pixel brings it.
 */
function differenceFromAround(
  background: Float32Array,
  { columns, rows }: LumaGrid,
  { cell, luma }: { cell: number; luma: number },
): number {
  const column = cell % columns;
  const row = (cell - column) / columns;
  let darkest = 255;
  let brightest = 0;
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      const around = background[y * columns + x]!;
      if (around < darkest) darkest = around;
      if (around > brightest) brightest = around;
    }
  }
  return Math.max(darkest - luma, luma - brightest);
}
