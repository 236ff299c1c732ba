import type { Box } from '../box.js';
import type { Detection } from '../detection.js';
import type { Detector, GridPart, Picture, PictureGrid } from '../detector.js';
import { suppressOverlaps } from '../nms.js';
import { ChangeGate } from './change-gate.js';
import { areaWithin, cellCount, CONTEXT_CELLS, CUT_INSET_CELLS, FOUND_INSET_CELLS, planParts } from './look-plan.js';
import { contains, touchesAny, VehicleMemory } from './memory.js';

/** The whole picture is looked at this often, whatever changed: nothing that was missed stays missed. */
const WHOLE_LOOK_EVERY_MS = 20_000;

/** After a longer gap between pictures nothing of what was seen before it is believed. */
const GAP_MS_MAX = 2_000;

/** Boxes of one vehicle from two overlapping looks overlap by more than this, as within one look. */
const OVERLAP_IOU_MAX = 0.55;

/** What there is in one picture, and what it took to know. */
export interface Look {
  /** All vehicles: those found in this picture, and those found before where nothing has changed since. */
  readonly detections: readonly Detection[];
  /** The parts of the picture that the network saw. */
  readonly regions: readonly Box[];
  /** How much the network saw, in whole pictures; parts that overlap count twice. */
  readonly pixelShare: number;
  readonly isFull: boolean;
}

/**
 * Looks only where it pays: the network sees what changed since it looked there last, vehicles come to rest at growing
 * intervals, and the whole picture now and then. Pictures come one at a time in the order of their capture times.
 */
export class SparingDetector {
  readonly #gate = new ChangeGate();
  readonly #memory = new VehicleMemory();
  #lastMs: number | null = null;
  #wholeAtMs = 0;

  constructor(private readonly detector: Detector) {}

  async detect(picture: Picture, atMs: number): Promise<Look> {
    const grid = this.detector.gridOf(picture);
    const change = this.#gate.update(picture, atMs);
    const isBlank = this.#lastMs === null || atMs - this.#lastMs > GAP_MS_MAX || change.isAll;
    this.#lastMs = atMs;
    if (isBlank) this.#memory.forget();
    const places = [...change.regions, ...this.#memory.due(change.regions, atMs)];
    const isWholeDue = isBlank || atMs - this.#wholeAtMs >= WHOLE_LOOK_EVERY_MS;
    const parts = isWholeDue ? null : partsFor(places, picture, grid);
    const seen = parts ? await this.#lookAt(parts, picture, grid, change.regions) : await this.#lookAtAll(picture, atMs);
    const before = this.#memory.detections;
    this.#memory.learn({ atMs, seen: seen.trusted, found: seen.found, cut: seen.cut, changed: change.regions });
    const { detections } = this.#memory;
    const vehicles = [...before, ...detections].map(({ box }) => box);
    this.#gate.settle(seen.regions, vehicles);
    return { detections, regions: seen.regions, pixelShare: seen.pixelShare, isFull: !parts };
  }

  dispose(): Promise<void> {
    return this.detector.dispose();
  }

  async #lookAtAll(picture: Picture, atMs: number) {
    this.#wholeAtMs = atMs;
    const { widthPx, heightPx } = picture;
    const whole = { xPx: 0, yPx: 0, widthPx, heightPx };
    return { found: await this.detector.detect(picture), cut: [], trusted: [whole], regions: [whole], pixelShare: 1 };
  }

  async #lookAt(parts: readonly GridPart[], picture: Picture, grid: PictureGrid | null, changed: readonly Box[]) {
    const found: Detection[] = [];
    const cut: Detection[] = [];
    const trusted: Box[] = [];
    const regions: Box[] = [];
    let cells = 0;
    if (grid) {
      for (const part of parts) {
        for (const each of await this.detector.detect(picture, part)) {
          const { box } = each;
          if (contains(areaWithin(part, FOUND_INSET_CELLS, { picture, grid }), box)) found.push(each);
          else if (touchesAny(box, changed)) (contains(areaWithin(part, CUT_INSET_CELLS, { picture, grid }), box) ? found : cut).push(each);
        }
        trusted.push(areaWithin(part, CONTEXT_CELLS, { picture, grid }));
        regions.push(areaWithin(part, 0, { picture, grid }));
        cells += cellCount(part);
      }
    }
    const pixelShare = grid ? cells / (grid.columns * grid.rows) : 0;
    return { found: suppressOverlaps(found, OVERLAP_IOU_MAX), cut: cut.map(({ box }) => box), trusted, regions, pixelShare };
  }
}

/** No parts when nothing needs a look; null when only a look at the whole picture will do. */
function partsFor(places: readonly Box[], picture: Picture, grid: PictureGrid | null): GridPart[] | null {
  if (places.length === 0) return [];
  return grid && planParts(places, picture, grid);
}
