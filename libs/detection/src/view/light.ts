/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import { exposureChange } from '../looking/exposure.js';
import type { LumaGrid } from '../looking/luma-grid.js';
import { BLUE_BY_U, CHROMA_ZERO, GREEN_BY_U, GREEN_BY_V, RED_BY_V, yuvLayoutOf, type Picture } from '../picture.js';

/** How a camera sees: by daylight and lamps, or by infrared light, without colour. */
export type ViewMode = 'color' | 'infrared';

/** Grey from a video decoder is grey to within a rounding; asphalt under daylight is tinted by more. */
const TINT_MIN = 3;

/** A picture with less colour than this is grey but for an overlaid logo; with more than the other it is in colour. */
const INFRARED_TINTED_SHARE_MAX = 0.005;
const COLOR_TINTED_SHARE_MIN = 0.02;

/** Every so many pixels, both ways, are looked at for colour: 8,000 of a 768 px wide picture. */
const TINT_STEP_PX = 6;

/** A camera moves its filter, then adjusts gain and white balance; data sheets allow a few seconds. */
const MODE_SETTLING_MS = 5_000;

/** Auto-exposure that has jumped swings for up to about this long. */
const EXPOSURE_SETTLING_MS = 3_000;

/** Exposure is compared with that of about a second before: cameras ramp a jump over several frames. */
const EXPOSURE_SPAN_MS = 1_000;

/** A middling grey that moves by this share has jumped; daylight moves it by less than 1 % a second. */
const EXPOSURE_JUMP_MIN = 0.12;

/** The mean luma must move by this share for the dearer measurement to be made. */
const MEAN_CHANGE_MIN = 0.04;

const MID_GREY = 128;

/** Follows day and night switching and jumps of exposure, after which differences between pictures mean little. */
export class Light {
  #mode: ViewMode | null = null;
  #unsettledUntilMs: number | null = null;
  /** What exposure is compared with: the picture of one to two spans ago. */
  #earlier: { luma: Float32Array; mean: number; atMs: number } | null = null;
  #next: { luma: Float32Array; mean: number; atMs: number } | null = null;

  get mode(): ViewMode {
    return this.#mode ?? 'color';
  }

  /** Null when the light is settled. */
  get unsettledUntilMs(): number | null {
    return this.#unsettledUntilMs;
  }

  observe(picture: Picture, grid: LumaGrid, atMs: number): void {
    if (this.#unsettledUntilMs !== null && atMs >= this.#unsettledUntilMs) this.#unsettledUntilMs = null;
    const mode = modeOf(picture, this.#mode);
    if (this.#mode !== null && mode !== this.#mode) this.#unsettle(atMs + MODE_SETTLING_MS);
    this.#mode = mode;
    this.#followExposure(grid.luma, atMs);
  }

  #followExposure(luma: Float32Array, atMs: number): void {
    const now = { luma, mean: meanOf(luma), atMs };
    const earlier = this.#earlier;
    if (!earlier || earlier.luma.length !== luma.length) {
      this.#earlier = this.#next = now;
      return;
    }
    const isChanged = Math.abs(now.mean - earlier.mean) > MEAN_CHANGE_MIN * Math.max(now.mean, earlier.mean);
    if (isChanged && jumped(earlier.luma, luma)) {
      this.#unsettle(atMs + EXPOSURE_SETTLING_MS);
      this.#earlier = this.#next = now;
      return;
    }
    if (!this.#next || atMs - this.#next.atMs >= EXPOSURE_SPAN_MS) {
      this.#earlier = this.#next;
      this.#next = now;
    }
  }

  #unsettle(untilMs: number): void {
    this.#unsettledUntilMs = Math.max(this.#unsettledUntilMs ?? 0, untilMs);
  }
}

function jumped(before: Float32Array, after: Float32Array): boolean {
  const { gain, offset } = exposureChange(before, after);
  return Math.abs(offset + gain * MID_GREY - MID_GREY) > EXPOSURE_JUMP_MIN * MID_GREY;
}

/** Between the two limits it stays what it was. Most pictures are known to be in colour by their first rows. */
function modeOf(picture: Picture, was: ViewMode | null): ViewMode {
  const { widthPx, heightPx } = picture;
  const isTinted = tintOf(picture);
  const looks = Math.ceil(widthPx / TINT_STEP_PX) * Math.ceil(heightPx / TINT_STEP_PX);
  let tinted = 0;
  for (let y = 0; y < heightPx; y += TINT_STEP_PX) {
    for (let x = 0; x < widthPx; x += TINT_STEP_PX) {
      if (isTinted(x, y)) tinted++;
    }
    if (tinted >= COLOR_TINTED_SHARE_MIN * looks) return 'color';
  }
  return tinted <= INFRARED_TINTED_SHARE_MAX * looks ? 'infrared' : (was ?? 'color');
}

/** Whether the pixel of a picture is tinted. The span of its colours is the same whatever its luma. */
function tintOf(picture: Picture): (x: number, y: number) => boolean {
  const { widthPx } = picture;
  const isTinted = (red: number, green: number, blue: number) =>
    Math.max(red, green, blue) - Math.min(red, green, blue) >= TINT_MIN;
  if ('rgb' in picture) {
    const { rgb } = picture;
    return (x, y) => {
      const at = (y * widthPx + x) * 3;
      return isTinted(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!);
    };
  }
  const { yuv420 } = picture;
  const { u, v, chromaWidthPx } = yuvLayoutOf(picture);
  return (x, y) => {
    const at = (y >> 1) * chromaWidthPx + (x >> 1);
    const byU = yuv420[u + at]! - CHROMA_ZERO;
    const byV = yuv420[v + at]! - CHROMA_ZERO;
    return isTinted(RED_BY_V * byV, GREEN_BY_U * byU + GREEN_BY_V * byV, BLUE_BY_U * byU);
  };
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}
