/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { RgbPicture } from '#detection';

/** Pictures as a camera in trouble, or a street in bad weather, would show them. All are copies; noise is seeded. */

export interface Warp {
  readonly xPx: number;
  readonly yPx: number;
  /** Radians, about the picture's centre. */
  readonly turn: number;
  readonly zoom: number;
}

/** Moves, turns and zooms the picture, between pixels too; the border repeats. */
export function warped({ widthPx, heightPx, rgb }: RgbPicture, { xPx, yPx, turn, zoom }: Warp): RgbPicture {
  const out = new Uint8Array(rgb.length);
  const cos = Math.cos(turn) / zoom;
  const sin = Math.sin(turn) / zoom;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const dx = x - widthPx / 2 - xPx;
      const dy = y - heightPx / 2 - yPx;
      const fromX = Math.min(widthPx - 1.001, Math.max(0, widthPx / 2 + cos * dx + sin * dy));
      const fromY = Math.min(heightPx - 1.001, Math.max(0, heightPx / 2 - sin * dx + cos * dy));
      const left = fromX | 0;
      const top = fromY | 0;
      const right = fromX - left;
      const down = fromY - top;
      const at = (top * widthPx + left) * 3;
      const below = at + widthPx * 3;
      for (let part = 0; part < 3; part++) {
        const upper = rgb[at + part]! * (1 - right) + rgb[at + 3 + part]! * right;
        const lower = rgb[below + part]! * (1 - right) + rgb[below + 3 + part]! * right;
        out[(y * widthPx + x) * 3 + part] = upper * (1 - down) + lower * down + 0.5;
      }
    }
  }
  return { widthPx, heightPx, rgb: out };
}

/** Gaussian blur, as three box blurs each way. */
export function blurred(picture: RgbPicture, sigmaPx: number): RgbPicture {
  const reachPx = Math.max(1, Math.round((Math.sqrt(4 * sigmaPx * sigmaPx + 1) - 1) / 2));
  const { widthPx, heightPx } = picture;
  let rgb = picture.rgb;
  for (let round = 0; round < 3; round++) {
    rgb = boxBlurred(rgb, { lines: heightPx, lineStep: widthPx * 3, length: widthPx, step: 3, reachPx });
    rgb = boxBlurred(rgb, { lines: widthPx, lineStep: 3, length: heightPx, step: widthPx * 3, reachPx });
  }
  return { widthPx, heightPx, rgb };
}

interface Lines {
  readonly lines: number;
  readonly lineStep: number;
  readonly length: number;
  readonly step: number;
  readonly reachPx: number;
}

function boxBlurred(rgb: Uint8Array, { lines, lineStep, length, step, reachPx }: Lines): Uint8Array {
  const out = new Uint8Array(rgb.length);
  const size = 2 * reachPx + 1;
  for (let line = 0; line < lines; line++) {
    for (let part = 0; part < 3; part++) {
      const from = line * lineStep + part;
      const valueAt = (i: number) => rgb[from + Math.min(length - 1, Math.max(0, i)) * step]!;
      let sum = 0;
      for (let i = -reachPx; i <= reachPx; i++) sum += valueAt(i);
      for (let i = 0; i < length; i++) {
        out[from + i * step] = sum / size + 0.5;
        sum += valueAt(i + reachPx + 1) - valueAt(i - reachPx);
      }
    }
  }
  return out;
}

/** Another exposure, with or without colour. */
export function toned(picture: RgbPicture, { gain, isGrey = false }: { gain: number; isGrey?: boolean }): RgbPicture {
  const rgb = new Uint8Array(picture.rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    const [red, green, blue] = [picture.rgb[at]!, picture.rgb[at + 1]!, picture.rgb[at + 2]!];
    const luma = (2 * red + 5 * green + blue) / 8;
    rgb[at] = Math.min(255, gain * (isGrey ? luma : red));
    rgb[at + 1] = Math.min(255, gain * (isGrey ? luma : green));
    rgb[at + 2] = Math.min(255, gain * (isGrey ? luma : blue));
  }
  return { ...picture, rgb };
}

/** A bus with its windows, over a share of the picture. */
export function painted(picture: RgbPicture, share: number): RgbPicture {
  const { widthPx, heightPx } = picture;
  const rgb = picture.rgb.slice();
  const left = Math.round(widthPx * 0.15);
  const right = Math.round(widthPx * 0.85);
  const top = Math.round(heightPx * (0.95 - share / 0.7));
  const bottom = Math.round(heightPx * 0.95);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const isGlass = y < top + (bottom - top) * 0.5 && y > top + 12 && (x - left) % 90 > 12;
      rgb.set(isGlass ? [35, 40, 45] : [200, 60, 40], (y * widthPx + x) * 3);
    }
  }
  return { ...picture, rgb };
}

let random = 20_241_002;

/** Sensor noise, about normal, the same on all colours. */
export function noisy(picture: RgbPicture, sigma: number): RgbPicture {
  const rgb = new Uint8Array(picture.rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    let sum = 0;
    for (let i = 0; i < 3; i++) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      sum += random / 2 ** 32 - 0.5;
    }
    // Three uniform numbers have the spread of half a unit.
    const noise = 2 * sigma * sum;
    for (let part = 0; part < 3; part++) rgb[at + part] = Math.min(255, Math.max(0, picture.rgb[at + part]! + noise));
  }
  return { ...picture, rgb };
}
