/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import type { LumaGrid } from '../looking/luma-grid.js';
import type { BlockMeans } from './block-means.js';

/**
 * How long nothing new may come. Within a group of pictures an encoder may repeat a still street exactly, so this is
 * longer than the groups cameras use: x264's default of 250 frames is 10 s at 25 frames/s.
 */
const FROZEN_MS_MIN = 12_000;

/** And at least this many pictures must repeat: a stalled stream that brings none is not this fault. */
const FROZEN_PICTURES_MIN = 5;

/** A cell's mean of nine samples that is off by more has more than one sample off by a step. */
const SAME_CELL_MAX = 0.12;

/**
 * A picture with more of its cells off is new. Key frames of a hung camera repeat each other to within 11 % of the cells
 * (most to within 1 %) once an encoder of constant quality has settled; those of a still street under a sensor's noise
 * differ in 80 % and more. On the strict side, because a dark street shows its noise in few cells. An encoder of constant
 * bit rate may never settle: its hung picture is not found (docs/performance.md).
 */
const NEW_SHARE_MIN = 0.1;

/** So is one where this few cells differ by more than coding leaves: somebody walks far away. */
const STRONG_CELL_MIN = 6;
const STRONG_CELLS_MIN = 4;

/** A hung camera's stream cycles through few pictures: a key frame, and the frames that refine it. */
const VARIANTS_MAX = 8;

/** A block whose mean moves by more has something moving in it; coding moves it by less than one step. */
const MOVEMENT_MIN = 3;

/** An encoder that is given one picture again and again settles within a few groups of pictures. */
const SETTLING_MS_MAX = 10_000;

/** An encoder that redistributes its bits makes a new-looking picture or two; a street that lives, ever more. */
const NEW_PICTURES_MIN = 3;

/** Notices a hung camera or encoder: one that has shown nothing but pictures it had shown before. */
export class Stillness {
  /** The newest first. */
  readonly #variants: Float32Array[] = [];
  #newestBlocks: BlockMeans | null = null;
  /** When the newest picture that was new came, and the first since anything moved. */
  #newAtMs = 0;
  #unmovedSinceMs = 0;
  #repeats = 0;
  #isExact = true;
  /** New pictures since the fault began, and the first of them. */
  #newDuringFault = 0;
  #recoveryMs: number | null = null;
  #isFault = false;
  #sinceMs: number | null = null;

  get isFault(): boolean {
    return this.#isFault;
  }

  /** The first picture that stayed, or the first new one after a fault; null at first. */
  get sinceMs(): number | null {
    return this.#sinceMs;
  }

  /** When the newest picture that was new came. */
  get newAtMs(): number {
    return this.#newAtMs;
  }

  /** Whether the latest picture showed nothing new. */
  get isRepeated(): boolean {
    return this.#repeats > 0;
  }

  observe({ luma }: LumaGrid, blocks: BlockMeans, atMs: number): void {
    const repeated = this.#variants.find((known) => isRepetition(known, luma));
    if (repeated) this.#takeRepeated(repeated, luma, atMs);
    else this.#takeNew(luma, blocks, atMs);
  }

  #takeRepeated(known: Float32Array, luma: Float32Array, atMs: number): void {
    this.#repeats++;
    this.#isExact &&= isExactly(known, luma);
    const stillMs = atMs - this.#newAtMs;
    if (stillMs < FROZEN_MS_MIN || this.#repeats < FROZEN_PICTURES_MIN) return;
    this.#newDuringFault = 0;
    this.#recoveryMs = null;
    if (this.#isFault) return;
    this.#isFault = true;
    const settledFromMs = Math.max(this.#unmovedSinceMs, this.#newAtMs - SETTLING_MS_MAX);
    this.#sinceMs = this.#isExact ? this.#newAtMs : settledFromMs;
  }

  #takeNew(luma: Float32Array, blocks: BlockMeans, atMs: number): void {
    const hasMoved = !this.#newestBlocks || movedBetween(this.#newestBlocks, blocks);
    this.#newestBlocks = blocks;
    this.#variants.unshift(luma);
    this.#variants.length = Math.min(this.#variants.length, VARIANTS_MAX);
    this.#newAtMs = atMs;
    this.#repeats = 0;
    this.#isExact = true;
    if (hasMoved) this.#unmovedSinceMs = atMs;
    if (!this.#isFault) return;
    this.#recoveryMs ??= atMs;
    if (!hasMoved && ++this.#newDuringFault < NEW_PICTURES_MIN) return;
    this.#isFault = false;
    this.#sinceMs = this.#recoveryMs;
    this.#recoveryMs = null;
    this.#newDuringFault = 0;
  }
}

function isRepetition(known: Float32Array, luma: Float32Array): boolean {
  if (known.length !== luma.length) return false;
  const offMax = NEW_SHARE_MIN * luma.length;
  let off = 0;
  let strong = 0;
  for (let cell = 0; cell < luma.length; cell++) {
    const difference = Math.abs(luma[cell]! - known[cell]!);
    if (difference <= SAME_CELL_MAX) continue;
    if (++off > offMax) return false;
    if (difference > STRONG_CELL_MIN && ++strong >= STRONG_CELLS_MIN) return false;
  }
  return true;
}

function isExactly(known: Float32Array, luma: Float32Array): boolean {
  for (let cell = 0; cell < luma.length; cell++) if (luma[cell] !== known[cell]) return false;
  return true;
}

function movedBetween(before: BlockMeans, after: BlockMeans): boolean {
  if (before.mean.length !== after.mean.length) return true;
  for (let at = 0; at < after.mean.length; at++) {
    if (Math.abs(after.mean[at]! - before.mean[at]!) > MOVEMENT_MIN) return true;
  }
  return false;
}
