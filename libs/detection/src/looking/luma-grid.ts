/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import { LUMA_BLACK, LUMA_GAIN, type Picture, type RgbPicture, type YuvPicture } from '../picture.js';

/** The grid is about this many cells wide: a car 5 m long on a 50 m street view then covers 16 cells. */
const GRID_WIDTH_CELLS = 160;

/** A cell's brightness is the mean of up to this many samples by as many: enough to average sensor noise away. */
const SAMPLES_PER_SIDE = 3;

/** A picture's brightness on a coarse grid; the last row and column may reach over the picture's border. */
export interface LumaGrid {
  readonly columns: number;
  readonly rows: number;
  readonly cellPx: number;
  /** 0..255, row by row. */
  readonly luma: Float32Array;
}

/** Each picture is measured once, though the change gate and the view guard both ask for it. */
const measured = new WeakMap<Picture, LumaGrid>();

/** Measures the grid, which belongs to all who ask: nobody writes into it. */
export function lumaGridOf(picture: Picture): LumaGrid {
  const known = measured.get(picture);
  if (known) return known;
  const { widthPx, heightPx } = picture;
  const cellPx = Math.max(1, Math.ceil(widthPx / GRID_WIDTH_CELLS));
  const columns = Math.ceil(widthPx / cellPx);
  const rows = Math.ceil(heightPx / cellPx);
  const grid = { columns, rows, cellPx, luma: new Float32Array(columns * rows) };
  if ('rgb' in picture) measureRgb(picture, grid);
  else measureYuv(picture, grid);
  measured.set(picture, grid);
  return grid;
}

/** A hot loop: it runs for every picture of every camera. Cells of nine samples, as of pictures 768 px wide, take half the time. */
function measureYuv(picture: YuvPicture, grid: LumaGrid): void {
  const { widthPx, heightPx, yuv420 } = picture;
  const { columns, rows, cellPx, luma } = grid;
  const stepPx = Math.ceil(cellPx / SAMPLES_PER_SIDE);
  const down = stepPx * widthPx;
  const downTwice = 2 * down;
  const isNine = Math.ceil(cellPx / stepPx) === 3;
  for (let row = 0; row < rows; row++) {
    const bottom = Math.min(heightPx, (row + 1) * cellPx);
    const wholeColumns = isNine && bottom === (row + 1) * cellPx ? Math.floor(widthPx / cellPx) : 0;
    for (let column = 0, at = row * cellPx * widthPx; column < wholeColumns; column++, at += cellPx) {
      const middle = at + stepPx;
      const right = middle + stepPx;
      const sum =
        yuv420[at]! +
        yuv420[middle]! +
        yuv420[right]! +
        yuv420[at + down]! +
        yuv420[middle + down]! +
        yuv420[right + down]! +
        yuv420[at + downTwice]! +
        yuv420[middle + downTwice]! +
        yuv420[right + downTwice]!;
      luma[row * columns + column] = toLuma(sum / 9);
    }
    for (let column = wholeColumns; column < columns; column++) {
      const left = column * cellPx;
      const right = Math.min(widthPx, left + cellPx);
      let sum = 0;
      let samples = 0;
      for (let y = row * cellPx; y < bottom; y += stepPx) {
        const end = y * widthPx + right;
        for (let at = y * widthPx + left; at < end; at += stepPx, samples++) sum += yuv420[at]!;
      }
      luma[row * columns + column] = toLuma(sum / samples);
    }
  }
}

/** Studio luma as 0..255. */
function toLuma(studio: number): number {
  return Math.min(255, Math.max(0, (studio - LUMA_BLACK) * LUMA_GAIN));
}

function measureRgb({ widthPx, heightPx, rgb }: RgbPicture, { columns, rows, cellPx, luma }: LumaGrid): void {
  const stepPx = Math.ceil(cellPx / SAMPLES_PER_SIDE);
  for (let row = 0; row < rows; row++) {
    const bottom = Math.min(heightPx, (row + 1) * cellPx);
    for (let column = 0; column < columns; column++) {
      const right = Math.min(widthPx, (column + 1) * cellPx);
      let sum = 0;
      let samples = 0;
      for (let y = row * cellPx; y < bottom; y += stepPx) {
        for (let x = column * cellPx; x < right; x += stepPx, samples++) {
          const at = (y * widthPx + x) * 3;
          // Rec. 601 luma in eighths: green weighs most, blue least.
          sum += 2 * rgb[at]! + 5 * rgb[at + 1]! + rgb[at + 2]!;
        }
      }
      luma[row * columns + column] = sum / (8 * samples);
    }
  }
}
