import { intersectionPx2, iou, type Box } from '../box.js';
import type { Detection } from '../detection.js';

/** A place where pixels rest is verified at the latest after this long: light drifts, and a wrong box must not live on. */
const VERIFY_MS_MAX = 10_000;

/** Two boxes of one vehicle at rest overlap by more than this. */
const SAME_IOU_MIN = 0.5;

/** A vehicle at rest that this many looks in a row do not find was never there; fewer are the network's flicker. */
const MISSES_MAX = 3;

/** Boxes of a vehicle at rest differ by the network's whim only: they are averaged over up to this many looks. */
const AVERAGED_LOOKS_MAX = 8;

/** A vehicle as it was seen when its place was looked at last. */
interface Remembered {
  readonly detection: Detection;
  readonly lookedAtMs: number;
  /** When pixels of its place changed last. */
  readonly changedAtMs: number;
  /** How many looks its box is the mean of. */
  readonly looks: number;
  /** Looks in a row that did not find it although nothing had changed. */
  readonly misses: number;
}

/** What looks at some areas brought. */
export interface Sight {
  readonly atMs: number;
  /** Areas that have been seen well enough that what is not found there is not there. */
  readonly seen: readonly Box[];
  readonly found: readonly Detection[];
  /** Where pixels changed since these places were looked at before. */
  readonly changed: readonly Box[];
}

/** The vehicles that were seen where nothing has changed since. */
export class VehicleMemory {
  #remembered: readonly Remembered[] = [];

  get detections(): readonly Detection[] {
    return this.#remembered.map(({ detection }) => detection);
  }

  forget(): void {
    this.#remembered = [];
  }

  /** The boxes that must be looked at now: touched by a change, not found at the last look, or not seen for long. */
  due(changed: readonly Box[], atMs: number): Box[] {
    return this.#remembered
      .filter((each) => each.misses > 0 || isDue(each, atMs) || touchesAny(each.detection.box, changed))
      .map(({ detection }) => detection.box);
  }

  learn({ atMs, seen, found, changed }: Sight): void {
    const next: Remembered[] = [];
    const free = new Set(found);
    for (const each of this.#remembered) {
      const { box } = each.detection;
      const isTouched = touchesAny(box, changed);
      const twin = bestTwin(box, free);
      if (twin) {
        free.delete(twin);
        next.push(isTouched ? fresh(twin, atMs) : confirmed(each, twin, atMs));
      } else if (!isTouched) {
        const isMissed = seen.some((area) => contains(area, box));
        if (!isMissed) next.push(each);
        else if (each.misses + 1 < MISSES_MAX) next.push({ ...each, lookedAtMs: atMs, misses: each.misses + 1 });
      }
    }
    this.#remembered = [...next, ...[...free].map((detection) => fresh(detection, atMs))];
  }
}

/** Looks at a place come to rest follow at doubling intervals: the sooner after a change, the likelier a surprise. */
function isDue({ lookedAtMs, changedAtMs }: Remembered, atMs: number): boolean {
  return atMs - lookedAtMs >= Math.min(VERIFY_MS_MAX, lookedAtMs - changedAtMs);
}

function fresh(detection: Detection, atMs: number): Remembered {
  return { detection, lookedAtMs: atMs, changedAtMs: atMs, looks: 1, misses: 0 };
}

function confirmed(before: Remembered, { box, score, type }: Detection, atMs: number): Remembered {
  const looks = Math.min(AVERAGED_LOOKS_MAX, before.looks + 1);
  const { detection } = before;
  const mean = (old: number, now: number) => old + (now - old) / looks;
  return {
    detection: {
      box: {
        xPx: mean(detection.box.xPx, box.xPx),
        yPx: mean(detection.box.yPx, box.yPx),
        widthPx: mean(detection.box.widthPx, box.widthPx),
        heightPx: mean(detection.box.heightPx, box.heightPx),
      },
      score: mean(detection.score, score),
      type: score > detection.score ? type : detection.type,
    },
    lookedAtMs: atMs,
    changedAtMs: before.changedAtMs,
    looks,
    misses: 0,
  };
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
