/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import { blendInto, NO_SHIFT, type Orientation, type Shift } from './orientation.js';
import { PATCHES } from './patches.js';
import { landmarksOf, type Landmarks } from './registration.js';
import { packVectors, unpackVectors, type ModeReference } from './view-reference.js';

/** A view is learned over this long: passing vehicles and sway average out. */
const LEARNING_MS = 10_000;

/** And over at least this many looks. */
const LEARNING_LOOKS_MIN = 5;

/** How fast a known view follows the light: faster than dusk, slower than a queue at a red light. */
const LIGHT_ADAPTION_MS = 600_000;

/** It is renewed this often: the light hardly changes in between, and renewing costs as much as finding. */
const BLEND_MS = 10_000;

/** Landmarks are picked anew this often, since picking costs as much as some looks. */
const RENEWAL_MS = 60_000;

/** A patch is soft when it has lost this share of its sharpness; noise, rain and passing vehicles change it by less. */
const SOFT_RATIO = 0.7;

/** Focus is told by edges that are always there, but for what hides them now and then; not by passing vehicles. */
const EDGED_SHARE_MIN = 0.8;

/** What a camera usually shows in one mode: where its edges are and how sharp they are. */
export class KnownView {
  readonly #orientation: Orientation;
  readonly #sharpness: Float32Array;
  /** The share of looks in which each patch had edges. */
  readonly #edged: Float32Array;
  #landmarks: Landmarks | null;
  #looks = 0;
  #startedAtMs: number | null = null;
  #blendedAtMs: number | null = null;
  #pickedAtMs = 0;

  private constructor(orientation: Orientation, sharpness: Float32Array, landmarks: Landmarks | null) {
    this.#orientation = orientation;
    this.#sharpness = sharpness;
    this.#edged = sharpness.map((value) => (value > 0 ? 1 : 0));
    this.#landmarks = landmarks;
  }

  static unknown({ columns, rows }: { columns: number; rows: number }): KnownView {
    const vectors = new Float32Array(2 * columns * rows);
    return new KnownView({ columns, rows, vectors }, new Float32Array(PATCHES), null);
  }

  /** Null when the reference is damaged. */
  static from(reference: ModeReference): KnownView | null {
    const { columns, rows, sharpness } = reference;
    const vectors = unpackVectors(reference);
    if (!vectors || sharpness.length !== PATCHES) return null;
    const orientation = { columns, rows, vectors };
    return new KnownView(orientation, Float32Array.from(sharpness), landmarksOf(orientation));
  }

  /** Null while the view is being learned. */
  get landmarks(): Landmarks | null {
    return this.#landmarks;
  }

  fits({ columns, rows }: { columns: number; rows: number }): boolean {
    return this.#orientation.columns === columns && this.#orientation.rows === rows;
  }

  /** Takes in a look at the view while it is being learned. */
  learn(now: Orientation, sharpness: Float32Array, atMs: number): void {
    this.#startedAtMs ??= atMs;
    this.#looks++;
    blendInto(this.#orientation, now, 1 / this.#looks, NO_SHIFT);
    this.#blendSharpness(sharpness, 1 / this.#looks);
    this.#blendedAtMs = atMs;
    if (this.#looks < LEARNING_LOOKS_MIN || atMs - this.#startedAtMs < LEARNING_MS) return;
    this.#pick(atMs);
  }

  /** Follows the light of a view that is in its place; `shift` is how it was found, so that edges stay put. */
  follow(now: Orientation, sharpness: Float32Array, { shift, atMs }: { shift: Shift; atMs: number }): void {
    this.#blendedAtMs ??= atMs;
    if (atMs - this.#blendedAtMs < BLEND_MS) return;
    // The first look after a fault or in another mode must not count for all the time nobody looked.
    const share = 1 - Math.exp(-Math.min(RENEWAL_MS, atMs - this.#blendedAtMs) / LIGHT_ADAPTION_MS);
    this.#blendedAtMs = atMs;
    blendInto(this.#orientation, now, share, shift);
    this.#blendSharpness(sharpness, share);
    if (atMs - this.#pickedAtMs >= RENEWAL_MS) this.#pick(atMs);
  }

  /** The share of patches that lost their edges or the edges' steepness; 0 where there is too little to tell by. */
  softShare(sharpness: Float32Array, patchesMin: number): number {
    let known = 0;
    let soft = 0;
    for (let patch = 0; patch < PATCHES; patch++) {
      if (this.#edged[patch]! < EDGED_SHARE_MIN) continue;
      known++;
      if (sharpness[patch]! < SOFT_RATIO * this.#sharpness[patch]!) soft++;
    }
    return known >= patchesMin ? soft / known : 0;
  }

  reference(): ModeReference | null {
    if (!this.#landmarks) return null;
    const { columns, rows, vectors } = this.#orientation;
    const sharpness = Array.from(this.#sharpness, (value, patch) =>
      this.#edged[patch]! < EDGED_SHARE_MIN ? 0 : value,
    );
    return { columns, rows, orientation: packVectors(vectors), sharpness };
  }

  #pick(atMs: number): void {
    this.#landmarks = landmarksOf(this.#orientation);
    this.#pickedAtMs = atMs;
  }

  #blendSharpness(sharpness: Float32Array, share: number): void {
    for (let patch = 0; patch < PATCHES; patch++) {
      const known = this.#sharpness[patch]!;
      this.#edged[patch]! += share * ((sharpness[patch]! > 0 ? 1 : 0) - this.#edged[patch]!);
      // A patch without edges for the moment says nothing of focus; one that never had any takes the first it shows.
      if (sharpness[patch]! === 0) continue;
      this.#sharpness[patch] = known === 0 ? sharpness[patch]! : known + share * (sharpness[patch]! - known);
    }
  }
}
