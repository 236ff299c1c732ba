/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
/** A change of brightness over the whole picture: luma becomes `offset + gain * luma`. */
export interface ExposureChange {
  readonly gain: number;
  readonly offset: number;
}

/** What `exposureChange` answers where there is none: the very object, so that callers can tell at once. */
export const NO_CHANGE: ExposureChange = { gain: 1, offset: 0 };

/** Cells of like brightness are looked at together, in this many classes from black to white. */
const CLASSES = 16;
const CLASS_STEPS = 256 / CLASSES;

/** A class with fewer of the picture's cells than this may be all one vehicle. */
const CLASS_SHARE_MIN = 0.01;

/** Two classes nearer than this say little about a gain. */
const CONTRAST_MIN = 20;

/** Cameras step their exposure by less than a factor of two; more would be another picture. */
const GAIN_MAX = 2;

/** Every third cell is enough for a median, and three does not divide the grid's width: all columns take part. */
const CELL_STEP = 3;

/** Medians are found by counting, in bins of half a luma step: sorting costs ten times the rest of the gate. */
const BINS_PER_STEP = 2;
const SHIFT_BINS = 2 * 255 * BINS_PER_STEP + 1;
const ZERO_BIN = 255 * BINS_PER_STEP;

/** The cells whose background is about equally bright: how many, how bright, and how most of them changed. */
interface BrightnessClass {
  readonly cells: number;
  readonly level: number;
  readonly shift: number;
}

/** A cell agrees with a change of exposure when it is off by no more than this. */
const AGREEMENT_MAX = 6;

/** A change is believed when it explains this much more of the picture than none; less may be one large vehicle. */
const EXPLAINED_MORE_MIN = 0.05;

/**
 * How exposure changed from the background to the picture: the line through the median changes of dark, middling and
 * bright cells that most of them agree on (Theil and Sen's estimator). A vehicle rarely covers most of any brightness
 * in the picture, and where it does it is outvoted by the others.
 */
export function exposureChange(background: Float32Array, luma: Float32Array): ExposureChange {
  const unexplained = 1 - explainedShare(background, luma, NO_CHANGE);
  // A street whose light rests leaves nothing that a change could explain: the dear part is spared.
  if (unexplained < EXPLAINED_MORE_MIN) return NO_CHANGE;
  const change = lineThrough(brightnessClasses(background, luma));
  const more = explainedShare(background, luma, change) - (1 - unexplained);
  return more >= EXPLAINED_MORE_MIN ? change : NO_CHANGE;
}

function lineThrough(classes: readonly BrightnessClass[]): ExposureChange {
  const slopes: Weighted[] = [];
  for (const [i, darker] of classes.entries()) {
    for (const brighter of classes.slice(i + 1)) {
      const contrast = brighter.level - darker.level;
      if (contrast < CONTRAST_MIN) continue;
      const weight = Math.min(darker.cells, brighter.cells) * contrast;
      slopes.push({ value: (brighter.shift - darker.shift) / contrast, weight });
    }
  }
  const gain = Math.min(GAIN_MAX, Math.max(1 / GAIN_MAX, 1 + weightedMedian(slopes)));
  const offsets = classes.map(({ cells, level, shift }) => ({ value: level + shift - gain * level, weight: cells }));
  return { gain, offset: weightedMedian(offsets) };
}

/** The share of cells that the change accounts for. */
function explainedShare(background: Float32Array, luma: Float32Array, { gain, offset }: ExposureChange): number {
  let agreeing = 0;
  let all = 0;
  for (let cell = 0; cell < background.length; cell += CELL_STEP, all++) {
    if (Math.abs(luma[cell]! - offset - gain * background[cell]!) <= AGREEMENT_MAX) agreeing++;
  }
  return agreeing / all;
}

function brightnessClasses(background: Float32Array, luma: Float32Array): BrightnessClass[] {
  const shifts = new Uint32Array(CLASSES * SHIFT_BINS);
  const cells = new Uint32Array(CLASSES);
  const levels = new Float64Array(CLASSES);
  for (let cell = 0; cell < background.length; cell += CELL_STEP) {
    const level = background[cell]!;
    const at = (level / CLASS_STEPS) | 0;
    shifts[at * SHIFT_BINS + (((luma[cell]! - level) * BINS_PER_STEP + ZERO_BIN + 0.5) | 0)]!++;
    cells[at]!++;
    levels[at]! += level;
  }
  const cellsMin = Math.ceil((CLASS_SHARE_MIN * background.length) / CELL_STEP);
  return [...cells.keys()]
    .filter((at) => cells[at]! >= cellsMin)
    .map((at) => ({
      cells: cells[at]!,
      level: levels[at]! / cells[at]!,
      shift: medianShift(shifts.subarray(at * SHIFT_BINS, (at + 1) * SHIFT_BINS), cells[at]!),
    }));
}

function medianShift(counts: Uint32Array, all: number): number {
  let below = 0;
  let bin = 0;
  while (2 * (below += counts[bin]!) < all) bin++;
  return (bin - ZERO_BIN) / BINS_PER_STEP;
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The value with half of the weight on either side; 0 of nothing. */
function weightedMedian(values: readonly Weighted[]): number {
  const all = values.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of [...values].sort((a, b) => a.value - b.value)) {
    below += weight;
    if (2 * below >= all) return value;
  }
  return 0;
}
