import type { SizePx } from '../network/input-plan.js';

/** The picture is judged in this many places: enough that a bus leaves most of them, and each holds some structure. */
export const PATCH_COLUMNS = 6;
export const PATCH_ROWS = 4;
export const PATCHES = PATCH_COLUMNS * PATCH_ROWS;

export interface PatchRange {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The patches of an area, row by row, in whole units. */
export function patchRanges({ widthPx: width, heightPx: height }: SizePx): readonly PatchRange[] {
  return Array.from({ length: PATCHES }, (_, patch) => {
    const column = patch % PATCH_COLUMNS;
    const row = Math.floor(patch / PATCH_COLUMNS);
    return {
      left: Math.round((column * width) / PATCH_COLUMNS),
      top: Math.round((row * height) / PATCH_ROWS),
      right: Math.round(((column + 1) * width) / PATCH_COLUMNS),
      bottom: Math.round(((row + 1) * height) / PATCH_ROWS),
    };
  });
}
