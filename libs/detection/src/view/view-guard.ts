import type { Picture } from '../detector.js';
import { lumaGridOf, type LumaGrid } from '../looking/luma-grid.js';
import { isBlank } from './blankness.js';
import { blockMeans } from './block-means.js';
import { KnownView } from './known-view.js';
import { Lasting } from './lasting.js';
import { Light, type ViewMode } from './light.js';
import { orientationOf, type Orientation, type Shift } from './orientation.js';
import { PATCH_COLUMNS, PATCH_ROWS } from './patches.js';
import { findShift, isRecognisable, landmarksOf, type Landmarks } from './registration.js';
import { sharpnessOf } from './sharpness.js';
import { shiftAt } from './shift-fit.js';
import { Stillness } from './stillness.js';
import type { ModeReference, ViewReference } from './view-reference.js';

/** Why a picture cannot be relied on, the plainest first: of several faults the first is reported. */
export const VIEW_FAULTS = ['black', 'frozen', 'blurred', 'camera_moved'] as const;
export type ViewFault = (typeof VIEW_FAULTS)[number];

export interface ViewState {
  readonly fault: ViewFault | null;
  /** The first picture of the fault, or the first good one after the last fault; null before any fault. */
  readonly sinceMs: number | null;
  /** The latest look showed black, or a view that is off, which may pass or become a fault. */
  readonly isInDoubt: boolean;
  /** The latest picture showed nothing new: the street rests, or the camera hangs, as 12 s will tell. */
  readonly isRepeated: boolean;
  readonly mode: ViewMode;
  /** Until then brightness is finding its level: a place that looks changed may not have. Null when settled. */
  readonly unsettledUntilMs: number | null;
}

/** A decoder that lost a key frame shows grey for up to a second or two; shorter blanks are flashes. */
const BLACK = { onsetMs: 2_000, recoveryMs: 1_000 };

/** Spray and headlights blur for moments, a camera that hunts for focus for some seconds. */
const BLURRED = { onsetMs: 20_000, recoveryMs: 5_000 };

/** Gusts and passing lorries shake a pole for seconds; a knock lasts. */
const MOVED = { onsetMs: 15_000, recoveryMs: 5_000 };

/** A view that is nowhere to be found may be hidden by a lorry or drowned in glare: it takes longer to be believed. */
const LOST = { onsetMs: 60_000, recoveryMs: 5_000 };

/** The dear measurements, of focus and place, are made this often. */
const LOOK_MS = 1_000;

/** A shift by more than this share of the picture's width puts zones off: 0.1 to 0.3 m at 15 to 30 m. */
const SHIFT_SHARE_MAX = 0.01;

/** A bus may fill 40 % of the picture; blur takes all of it. */
const SOFT_SHARE_MIN = 0.6;

/** Focus is judged by at least a third of the patches: on plain road a passing lorry would be most of the edges. */
const SHARP_PATCHES_MIN = 8;

interface Doubt {
  readonly fault: ViewFault;
  readonly doubt: { readonly isFault: boolean; readonly sinceMs: number | null };
}

/**
 * Says whether a fixed camera's picture can be relied on. Every picture is compared with the ones before it (blank,
 * repeated, brightness that jumps), and once a second with the view as it was learned (focus, place). A view is learned
 * over the first ten seconds for each mode, follows the light over minutes, and never follows the camera. After a camera
 * was moved on purpose, a new guard without a reference learns the new view.
 */
export class ViewGuard {
  readonly #stillness = new Stillness();
  readonly #light = new Light();
  readonly #black = new Lasting(BLACK);
  readonly #blurred = new Lasting(BLURRED);
  readonly #moved = new Lasting(MOVED);
  readonly #lost = new Lasting(LOST);
  /** The plainest first. */
  readonly #faults: readonly Doubt[] = [
    { fault: 'black', doubt: this.#black },
    { fault: 'frozen', doubt: this.#stillness },
    { fault: 'blurred', doubt: this.#blurred },
    { fault: 'camera_moved', doubt: this.#moved },
    { fault: 'camera_moved', doubt: this.#lost },
  ];
  readonly #known = new Map<ViewMode, KnownView>();
  /** What the camera showed when its view was lost: while it keeps showing that, it looks elsewhere. */
  #elsewhere: Landmarks | null = null;
  #lookedAtMs: number | null = null;
  #present: Doubt | null = null;
  #sinceMs: number | null = null;

  /** A damaged reference, or one for another picture size, is left aside and the view is learned anew. */
  constructor(reference?: ViewReference) {
    for (const [mode, saved] of Object.entries(reference?.modes ?? {}) as [ViewMode, ModeReference][]) {
      const known = KnownView.from(saved);
      if (known) this.#known.set(mode, known);
    }
  }

  /** Pictures arrive in time order; `atMs` is when each was captured. */
  observe(picture: Picture, atMs: number): ViewState {
    const grid = lumaGridOf(picture);
    const blocks = blockMeans(grid);
    const isBlack = isBlank(blocks);
    this.#black.observe(isBlack, atMs);
    this.#stillness.observe(grid, blocks, atMs);
    if (!isBlack) {
      this.#light.observe(picture, grid, atMs);
      this.#lookIfDue(picture, grid, atMs);
    }
    this.#weigh();
    const { mode, unsettledUntilMs } = this.#light;
    const isInDoubt = this.#black.isBad || this.#moved.isBad;
    const { isRepeated } = this.#stillness;
    return {
      fault: this.#present?.fault ?? null,
      sinceMs: this.#sinceMs,
      isInDoubt,
      isRepeated,
      mode,
      unsettledUntilMs,
    };
  }

  /** What was learned, to be given to the next guard of this camera; null while nothing is. */
  reference(): ViewReference | null {
    const modes: Partial<Record<ViewMode, ModeReference>> = {};
    for (const [mode, known] of this.#known) {
      const saved = known.reference();
      if (saved) modes[mode] = saved;
    }
    return Object.keys(modes).length > 0 ? { version: 1, modes } : null;
  }

  #lookIfDue(picture: Picture, grid: LumaGrid, atMs: number): void {
    if (this.#light.unsettledUntilMs !== null || this.#stillness.isFault) return;
    if (this.#lookedAtMs !== null && atMs - this.#lookedAtMs < LOOK_MS) return;
    // A repeated picture is the same evidence again: an error in it must not count until it lasts.
    if (this.#lookedAtMs !== null && this.#stillness.newAtMs <= this.#lookedAtMs) return;
    this.#lookedAtMs = atMs;
    const now = orientationOf(grid);
    const sharpness = sharpnessOf(picture);
    const known = this.#viewOf(grid);
    if (!known.landmarks) {
      known.learn(now, sharpness, atMs);
      return;
    }
    const isSoft = known.softShare(sharpness, SHARP_PATCHES_MIN) >= SOFT_SHARE_MIN;
    this.#blurred.observe(isSoft, atMs);
    if (isSoft || !isRecognisable(known.landmarks)) return;
    const shift = findShift(known.landmarks, now);
    this.#place(shift, now, atMs);
    if (shift && !isOff(shift, grid) && !this.#blurred.isFault) known.follow(now, sharpness, { shift, atMs });
  }

  #viewOf(grid: LumaGrid): KnownView {
    const known = this.#known.get(this.#light.mode);
    if (known?.fits(grid)) return known;
    const unknown = KnownView.unknown(grid);
    this.#known.set(this.#light.mode, unknown);
    return unknown;
  }

  #place(shift: Shift | null, now: Orientation, atMs: number): void {
    if (shift) {
      this.#elsewhere = null;
      this.#lost.observe(false, atMs);
      this.#moved.observe(isOff(shift, now), atMs);
      return;
    }
    // A view that is found aside only now and then is not found at all.
    if (!this.#moved.isFault) this.#moved.observe(false, atMs);
    if (this.#elsewhere && findShift(this.#elsewhere, now)) {
      this.#lost.observe(true, atMs);
      return;
    }
    const landmarks = landmarksOf(now);
    this.#elsewhere = isRecognisable(landmarks) ? landmarks : null;
    if (!this.#lost.isFault) this.#lost.observe(false, atMs);
  }

  #weigh(): void {
    const present = this.#faults.find(({ doubt }) => doubt.isFault) ?? null;
    if (present === this.#present) return;
    this.#sinceMs = (present ?? this.#present)?.doubt.sinceMs ?? null;
    this.#present = present;
  }
}

/** Whether a shift moves any part of the picture by more than zones can bear. */
function isOff(shift: Shift, { columns, rows }: { columns: number; rows: number }): boolean {
  // The centres of the outermost patches: what lies beyond is not measured.
  const x = (columns * (PATCH_COLUMNS - 1)) / (2 * PATCH_COLUMNS);
  const y = (rows * (PATCH_ROWS - 1)) / (2 * PATCH_ROWS);
  return [-x, x].some((fromX) =>
    [-y, y].some((fromY) => {
      const { byX, byY } = shiftAt(shift, fromX, fromY);
      return Math.hypot(byX, byY) > SHIFT_SHARE_MAX * columns;
    }),
  );
}
