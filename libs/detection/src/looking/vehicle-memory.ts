import { areaPx2, intersectionPx2, iou, type Box } from '../box.js';
import type { Detection } from '../detection.js';

/**
 * A place where pixels rest is verified at the latest after this long: light drifts, and a wrong box must not live on. The
 * looks at whole pictures of a street at rest come as often, so that it costs little else; where anything moves they come
 * sooner and verify the places too.
 */
const VERIFY_MS_MAX = 60_000;

/** Two boxes of one vehicle at rest overlap by more than this. */
const SAME_IOU_MIN = 0.5;

/** Boxes of a vehicle at rest jitter by 2 to 4 % of their size (decision 9) and overlap by more than this. */
const RESTING_IOU_MIN = 0.8;

/** A vehicle at rest that this many looks in a row do not find was never there; fewer are the network's flicker. */
const MISSES_MAX = 3;

/** A vehicle is the one that left a place near by when it is no further from it than this many times its size. */
const LEAP_SIZES_MAX = 2;

/** A place that a vehicle may have left unseen is looked at again for this long; by then it is gone. */
const VACANT_MS_MAX = 10_000;

/** A street view holds fewer vehicles than this; the places vacated last are the ones worth another look. */
const VACANCIES_MAX = 32;

/** A vehicle as it was seen when its place was looked at last. */
interface Remembered {
  readonly detection: Detection;
  readonly lookedAtMs: number;
  /** When pixels of its place changed last. */
  readonly changedAtMs: number;
  /** Looks in a row that did not find it although nothing had changed. */
  readonly misses: number;
  /** Whether two looks in a row found it at one place. */
  readonly isResting: boolean;
  /** Whether it had moved by more than half its size between the last two looks: it drives through. */
  readonly isPassing: boolean;
}

/** A place where a vehicle was seen, then changed and showed none: it may be hidden, or the network may have blinked. */
interface Vacancy {
  readonly box: Box;
  readonly sinceMs: number;
  readonly lookedAtMs: number;
}

/** What looks at some areas brought. */
export interface Sight {
  readonly atMs: number;
  /** Areas that have been seen well enough that what is not found there is not there. */
  readonly seen: readonly Box[];
  readonly found: readonly Detection[];
  /** Where something was found that was not seen whole. */
  readonly cut: readonly Box[];
  /** Where pixels changed since these places were looked at before. */
  readonly changed: readonly Box[];
}

/** The vehicles that were seen where nothing has changed since. */
export class VehicleMemory {
  #remembered: readonly Remembered[] = [];
  #vacancies: readonly Vacancy[] = [];

  /**
   * What is known while these areas have changed and are not looked at. A vehicle that rested there is still believed to:
   * most often something passes it. One that moved is anywhere.
   */
  detectionsWhile(putOff: readonly Box[]): readonly Detection[] {
    return this.#remembered
      .filter(({ detection, isResting }) => isResting || !touchesAny(detection.box, putOff))
      .map(({ detection }) => detection);
  }

  forget(): void {
    this.#remembered = [];
    this.#vacancies = [];
  }

  /** The vehicles that must be looked at now: touched by a change, not found at the last look, or not seen for long. */
  dueVehicles(changed: readonly Box[], atMs: number): Box[] {
    return this.#remembered
      .filter((each) => each.misses > 0 || isDue(each, atMs) || touchesAny(each.detection.box, changed))
      .map(({ detection }) => detection.box);
  }

  /** Whether all that is known here drives through. */
  isPassedThrough(place: Box): boolean {
    const here = this.#remembered.filter(({ detection }) => intersectionPx2(detection.box, place) > 0);
    return here.length > 0 && here.every(({ isPassing }) => isPassing);
  }

  /** The places that must be looked at now because a vehicle may be there although none is known. */
  dueVacancies(atMs: number): Box[] {
    return this.#vacancies.filter((each) => isAskedAgain(each.sinceMs, each.lookedAtMs, atMs)).map(({ box }) => box);
  }

  learn({ atMs, seen, found, cut, changed }: Sight): void {
    const next: Remembered[] = [];
    const gone: Box[] = [];
    const free = new Set(found);
    for (const each of this.#remembered) {
      const { box } = each.detection;
      const isTouched = touchesAny(box, changed);
      const twin = bestTwin(box, free);
      if (twin) {
        free.delete(twin);
        const changedAtMs = isTouched ? atMs : each.changedAtMs;
        const isResting = iou(box, twin.box) >= RESTING_IOU_MIN;
        next.push({ detection: twin, lookedAtMs: atMs, changedAtMs, misses: 0, isResting, isPassing: false });
      } else if (isTouched) {
        gone.push(box);
      } else if (!isSeen(box, seen)) {
        next.push(each);
      } else if (each.misses + 1 < MISSES_MAX) {
        next.push({ ...each, lookedAtMs: atMs, misses: each.misses + 1 });
      }
    }
    const foundBoxes = found.map(({ box }) => box);
    const { left, passing } = leaversAmong(gone, free);
    const vacant = [...cut, ...left];
    const stillVacant = this.#vacancies
      .filter(
        ({ box, sinceMs }) =>
          atMs - sinceMs <= VACANT_MS_MAX &&
          ![...foundBoxes, ...vacant].some((other) => iou(box, other) >= SAME_IOU_MIN),
      )
      .map((each) => (isSeen(each.box, seen) ? { ...each, lookedAtMs: atMs } : each));
    const newlyVacant = vacant.map((box) => ({ box, sinceMs: atMs, lookedAtMs: atMs }));
    this.#vacancies = [...stillVacant, ...newlyVacant].slice(-VACANCIES_MAX);
    this.#remembered = [...next, ...[...free].map((detection) => fresh(detection, atMs, passing.has(detection)))];
  }
}

/** Which newcomers are vehicles that just left a place near by, and the places that nobody near by has left. */
function leaversAmong(gone: readonly Box[], newcomers: ReadonlySet<Detection>) {
  const free = new Set(newcomers);
  const passing = new Set<Detection>();
  const left = gone.filter((box) => {
    const leaver = [...free].find((each) => leapSizes(box, each.box) <= LEAP_SIZES_MAX);
    if (leaver) {
      free.delete(leaver);
      passing.add(leaver);
    }
    return !leaver;
  });
  return { left, passing };
}

/** How far apart the centres of two boxes lie, in mean sizes of the two. */
function leapSizes(a: Box, b: Box): number {
  const dx = a.xPx + a.widthPx / 2 - b.xPx - b.widthPx / 2;
  const dy = a.yPx + a.heightPx / 2 - b.yPx - b.heightPx / 2;
  return Math.hypot(dx, dy) / ((Math.sqrt(areaPx2(a)) + Math.sqrt(areaPx2(b))) / 2);
}

function isSeen(box: Box, seen: readonly Box[]): boolean {
  return seen.some((area) => contains(area, box));
}

/** Looks at a place come to rest follow at doubling intervals: the sooner after a change, the likelier a surprise. */
function isDue({ lookedAtMs, changedAtMs }: Remembered, atMs: number): boolean {
  return atMs - lookedAtMs >= VERIFY_MS_MAX || isAskedAgain(changedAtMs, lookedAtMs, atMs);
}

function isAskedAgain(sinceMs: number, lookedAtMs: number, atMs: number): boolean {
  return atMs > lookedAtMs && atMs - lookedAtMs >= lookedAtMs - sinceMs;
}

function fresh(detection: Detection, atMs: number, isPassing: boolean): Remembered {
  return { detection, lookedAtMs: atMs, changedAtMs: atMs, misses: 0, isResting: false, isPassing };
}

function bestTwin(box: Box, candidates: Iterable<Detection>): Detection | undefined {
  let best: Detection | undefined;
  let bestIou = SAME_IOU_MIN;
  for (const candidate of candidates) {
    const overlap = iou(box, candidate.box);
    if (overlap >= bestIou) [best, bestIou] = [candidate, overlap];
  }
  return best;
}

export function touchesAny(box: Box, areas: readonly Box[]): boolean {
  return areas.some((area) => intersectionPx2(box, area) > 0);
}

export function contains(area: Box, box: Box): boolean {
  return (
    box.xPx >= area.xPx &&
    box.yPx >= area.yPx &&
    box.xPx + box.widthPx <= area.xPx + area.widthPx &&
    box.yPx + box.heightPx <= area.yPx + area.heightPx
  );
}
