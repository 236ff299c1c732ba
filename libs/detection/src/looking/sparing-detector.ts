import { areaPx2, intersectionPx2, type Box } from '../box.js';
import type { Detection } from '../detection.js';
import type { Detector, GridPart, Picture } from '../detector.js';
import { suppressOverlaps } from '../nms.js';
import { ChangeGate } from './change-gate.js';
import { areaWithin, cellCount, CONTEXT_CELLS, CUT_INSET_CELLS, FOUND_INSET_CELLS, planParts } from './look-plan.js';
import { contains, touchesAny, VehicleMemory } from './vehicle-memory.js';

/** Where anything changed, the whole picture is looked at this often: nothing that was missed stays missed. */
const WHOLE_LOOK_EVERY_MS = 20_000;

/** A street where nothing at all has changed since its last whole look shows the network the same again. */
const WHOLE_LOOK_AT_REST_EVERY_MS = 60_000;

/**
 * A place is looked at again no sooner than this, so that at 5 pictures a second what moves is looked at in every other
 * one. `bench/visits.js` with every other picture left out finds the same visits, their moments no less exact; with two of
 * three left out it misses one of three double parkers.
 */
const LOOK_AGAIN_MS_MIN = 350;

/**
 * Where looks are stretched, no further than this: what drives through is then looked at in every fourth of five pictures
 * a second. What may stop is not stretched: looked at every 700 ms, all three double parkers of six films are lost.
 */
export const STRETCH_MAX = 2;

/** A look at a whole picture lets the looks of other cameras go first, but not for longer than this. */
const WHOLE_LOOK_YIELD_MS_MAX = 5_000;

/** A place of which a look has seen this share has been looked at: what moves is half out of its old place by then. */
const LOOKED_AT_SHARE_MIN = 0.5;

/** After a longer gap between pictures nothing of what was seen before it is believed. */
const GAP_MS_MAX = 2_000;

/** Boxes of one vehicle from two overlapping looks overlap by more than this, as within one look. */
const OVERLAP_IOU_MAX = 0.55;

/** What there is in one picture, and what it took to know. */
export interface Look {
  /**
   * The vehicles found in this picture, and those found before where nothing has changed since. A place that changed but
   * was looked at a moment ago is put off: vehicles that rested there are told as they were, moving ones not at all.
   */
  readonly detections: readonly Detection[];
  /** The parts of the picture that the network saw. */
  readonly regions: readonly Box[];
  /** How much the network saw, in whole pictures; parts that overlap count twice. */
  readonly pixelShare: number;
  readonly isFull: boolean;
  /** Places driven through that would have been looked at if looks were not stretched. */
  readonly putOffPlaces: number;
}

/** How much time there is for looks. */
export interface LookPace {
  /** Through traffic and whole pictures wait this many times as long as they would: 1, or up to `STRETCH_MAX`. */
  readonly stretch: number;
  /** Looks of other cameras are waiting or under way. */
  readonly isBusy: boolean;
}

/** There is time for all looks, as for a recording. */
export const UNHURRIED: LookPace = { stretch: 1, isBusy: false };

/** What the network saw of one picture. */
interface Seen {
  readonly found: readonly Detection[];
  /** Vehicles that a part's border cuts. */
  readonly cut: readonly Box[];
  /** Where what was not found is not there. */
  readonly certain: readonly Box[];
  readonly regions: readonly Box[];
  readonly pixelShare: number;
}

/**
 * Looks only where it pays: the network sees what changed since it looked there last, though no place more often than
 * moving vehicles need, vehicles come to rest at growing intervals, and the whole picture now and then. A detector that
 * takes whole pictures only is spared the still ones.
 * Pictures come one at a time, each after the one before has been answered, in the order of their capture times.
 */
export class SparingDetector {
  readonly #gate = new ChangeGate();
  readonly #memory = new VehicleMemory();
  #lastMs: number | null = null;
  #wholeAtMs = 0;
  /** Whether anything changed since the whole picture was looked at last. */
  #hasChanged = false;
  /** What was looked at a moment ago. */
  #recent: readonly { readonly area: Box; readonly atMs: number }[] = [];

  constructor(private readonly detector: Detector) {}

  /** Throws `DetectorError` as the detector does; what was due then is looked at with the next picture. */
  async detect(picture: Picture, atMs: number, { stretch, isBusy }: LookPace = UNHURRIED): Promise<Look> {
    const { regions: changed, isAll } = this.#gate.update(picture, atMs);
    if (isAll || (this.#lastMs !== null && atMs - this.#lastMs > GAP_MS_MAX)) this.#forget();
    if (changed.length > 0) this.#hasChanged = true;
    this.#recent = this.#recent.filter((look) => atMs - look.atMs < LOOK_AGAIN_MS_MIN * STRETCH_MAX);
    const isDue = (place: Box) => this.#isDue(place, atMs, stretch);
    const dueChanged = changed.filter(isDue);
    const putOffPlaces = changed.filter((place) => !isDue(place) && this.#isDue(place, atMs, 1)).length;
    const vacancies = this.#memory.dueVacancies(atMs).filter(isDue);
    const vehicles = this.#memory
      .dueVehicles(dueChanged, atMs)
      .filter((box) => isDue(box) || touchesAny(box, dueChanged));
    const places = [...dueChanged, ...vacancies, ...vehicles];
    const isWhole = this.#isWholeDue(isBusy ? atMs - WHOLE_LOOK_YIELD_MS_MAX : atMs, stretch);
    const parts = isWhole ? null : this.#partsFor(picture, places);
    const putOff = parts ? this.#putOff(changed, dueChanged, { parts, picture }) : [];
    const lookedAt = changed.filter((region) => !putOff.includes(region));
    const open = [...lookedAt, ...vacancies];
    const { found, cut, certain, regions, pixelShare } = parts
      ? await this.#lookAt(parts, picture, open)
      : await this.#lookAtAll(picture);
    this.#lastMs = atMs;
    if (!parts) {
      this.#wholeAtMs = atMs;
      this.#hasChanged = false;
    }
    this.#memory.learn({ atMs, seen: certain, found, cut, changed: lookedAt });
    this.#gate.settle(regions);
    this.#recent = [...this.#recent, ...regions.map((area) => ({ area, atMs }))];
    return { detections: this.#memory.detectionsWhile(putOff), regions, pixelShare, isFull: !parts, putOffPlaces };
  }

  dispose(): Promise<void> {
    return this.detector.dispose();
  }

  /** The changed regions that no part shows well enough: they keep till they are due. */
  #putOff(
    changed: readonly Box[],
    due: readonly Box[],
    { parts, picture }: { readonly parts: readonly GridPart[]; readonly picture: Picture },
  ): readonly Box[] {
    const grid = this.detector.gridOf(picture);
    const shown = grid ? parts.map((part) => areaWithin(part, FOUND_INSET_CELLS, { picture, grid })) : [];
    return changed.filter((region) => !due.includes(region) && !shown.some((area) => contains(area, region)));
  }

  #forget(): void {
    this.#memory.forget();
    this.#recent = [];
    this.#lastMs = null;
  }

  /** Stretched, vehicles that drive through wait longer, and those that may be about to stop do not. */
  #isDue(place: Box, atMs: number, stretch: number): boolean {
    const againMs = LOOK_AGAIN_MS_MIN * (this.#memory.isPassedThrough(place) ? stretch : 1);
    return !this.#recent.some((look) => atMs - look.atMs < againMs && isMostlyIn(place, look.area));
  }

  #isWholeDue(atMs: number, stretch: number): boolean {
    const wholeEveryMs = this.#hasChanged ? WHOLE_LOOK_EVERY_MS : WHOLE_LOOK_AT_REST_EVERY_MS;
    return this.#lastMs === null || atMs - this.#wholeAtMs >= stretch * wholeEveryMs;
  }

  /** No parts when nothing needs a look; null when a look at the whole picture costs no more. */
  #partsFor(picture: Picture, places: readonly Box[]): readonly GridPart[] | null {
    if (places.length === 0) return [];
    const grid = this.detector.gridOf(picture);
    return grid && planParts(places, picture, grid);
  }

  async #lookAtAll(picture: Picture): Promise<Seen> {
    const { widthPx, heightPx } = picture;
    const whole = [{ xPx: 0, yPx: 0, widthPx, heightPx }];
    return { found: await this.detector.detect(picture), cut: [], certain: whole, regions: whole, pixelShare: 1 };
  }

  /** In `open` places anything may be new: what is found there counts unless a border cuts it. */
  async #lookAt(parts: readonly GridPart[], picture: Picture, open: readonly Box[]): Promise<Seen> {
    const grid = this.detector.gridOf(picture);
    if (!grid) return NOTHING_SEEN;
    const found: Detection[] = [];
    const cut: Box[] = [];
    for (const part of parts) {
      const within = (insetCells: number) => areaWithin(part, insetCells, { picture, grid });
      for (const detection of await this.detector.detect(picture, part)) {
        const { box } = detection;
        const isNew = touchesAny(box, open);
        if (contains(within(isNew ? CUT_INSET_CELLS : FOUND_INSET_CELLS), box)) found.push(detection);
        else if (isNew) cut.push(box);
      }
    }
    const areas = (insetCells: number) => parts.map((part) => areaWithin(part, insetCells, { picture, grid }));
    const cells = parts.reduce((sum, part) => sum + cellCount(part), 0);
    return {
      found: suppressOverlaps(found, OVERLAP_IOU_MAX),
      cut,
      certain: areas(CONTEXT_CELLS),
      regions: areas(0),
      pixelShare: cells / (grid.columns * grid.rows),
    };
  }
}

function isMostlyIn(place: Box, area: Box): boolean {
  return intersectionPx2(place, area) >= LOOKED_AT_SHARE_MIN * areaPx2(place);
}

const NOTHING_SEEN: Seen = { found: [], cut: [], certain: [], regions: [], pixelShare: 0 };
