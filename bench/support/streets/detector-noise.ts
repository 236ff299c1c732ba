import type { DetectedType, Detection } from '#detection';
import type { Chance } from './chance.js';
import { areaOf } from './outlines.js';
import type { Edges, Outline } from './outlines.js';

/** How a detector errs. `MEASURED` is CenterNet on ../shared/curbbench: its `det.txt` against `mot.txt`. */
export interface DetectorKind {
  /** Boxes left out at random, each for itself. */
  readonly dropShare: number;
  /** Jitter of every edge beside what was measured, as a share of the box's size. */
  readonly jitterShare: number;
  /** Scores are multiplied with this; a share of the vehicles is dark and gets `darkScale` in its place. */
  readonly scoreScale: number;
  readonly darkShare: number;
  readonly darkScale: number;
  /** Misses in runs: how often one begins in a second, beside what visibility and size do. */
  readonly missesPerS: number;
  /** Marks and shadows that are taken for vehicles for a while, and those that come and go. */
  readonly falseSpotsMax: number;
  readonly falsePerFrame: number;
}

export const MEASURED: DetectorKind = {
  dropShare: 0,
  jitterShare: 0,
  scoreScale: 1,
  darkShare: 0,
  darkScale: 1,
  missesPerS: 0.014,
  falseSpotsMax: 3,
  falsePerFrame: 0.05,
};

/** The recorded detections hold nothing weaker. */
const SCORE_MIN = 0.15;
const SCORE_WANDER_SD = 0.035;
/** Errors of a still vehicle's box last about half a second. */
const WANDER_S = 0.55;
/** Where an edge lies for good, as a share of the size: the lower one is the surest. */
const BIAS_SD: Edges = { left: 0.05, top: 0.05, right: 0.05, bottom: 0.025 };
const BIAS_SD_SMALL = 1.7;
const SMALL_PX = 50;
const JITTER = { median: 0.01, spread: 0.6, smallTimes: 1.8, hiddenTimes: 2.5, movingSd: 0.035 };
/** The bias of a moving vehicle becomes another over this way, in its own sizes. */
const BIAS_WAY = 1.5;
/** Misses last a frame or two, sometimes for two seconds. */
const MISS_S = { usual: 0.25, seldom: 1, seldomShare: 0.15 };
/** A share of the vehicles is seen twice or in parts, for some of the time. */
const TWICE_SHARE = 0.12;
const PART_SHARE = 0.12;
const MERGED_SHARE = 0.15;

/** Share of boxes found and score against plain view, by visibility; measured at sizes above 50 px. */
const BY_VISIBILITY: readonly Step[] = [
  { from: 0.98, found: 1, score: 1 },
  { from: 0.9, found: 0.999, score: 0.93 },
  { from: 0.7, found: 0.995, score: 0.87 },
  { from: 0.5, found: 0.957, score: 0.71 },
  { from: 0.3, found: 0.62, score: 0.62 },
  { from: 0.15, found: 0.16, score: 0.47 },
  { from: 0, found: 0.012, score: 0.45 },
];
/** The same by size, the square root of the box's area, in pixels of a picture 1280 wide. */
const BY_SIZE: readonly Step[] = [
  { from: 50, found: 1, score: 1 },
  { from: 36, found: 0.997, score: 0.87 },
  { from: 24, found: 0.957, score: 0.82 },
  { from: 0, found: 0.483, score: 0.58 },
];
/** And by the share that lies in the picture. */
const BY_EDGE: readonly Step[] = [
  { from: 0.98, found: 1, score: 1 },
  { from: 0.7, found: 0.85, score: 0.75 },
  { from: 0.4, found: 0.7, score: 0.7 },
  { from: 0, found: 0.4, score: 0.6 },
];

interface Step {
  readonly from: number;
  readonly found: number;
  readonly score: number;
}

const SIDES = ['left', 'top', 'right', 'bottom'] as const;
type PerSide = Record<(typeof SIDES)[number], number>;

/** What is the detector's own of one vehicle. */
interface Look {
  readonly score: number;
  readonly jitter: number;
  readonly called: DetectedType;
  readonly wholeShare: number;
  readonly isTwice: boolean;
  readonly isInParts: boolean;
  readonly isMerged: boolean;
  readonly bias: PerSide;
  readonly wander: PerSide;
  scoreWander: number;
  /** Below the share found it is found; it wanders, so that misses come in runs. */
  luck: number;
  missedUntilS: number;
  extraUntilS: number;
}

interface FalseSpot {
  readonly box: Edges;
  readonly score: number;
  isOn: boolean;
}

/** Turns outlines into what a detector would make of them, frame after frame. */
export class NoisyDetector {
  readonly #looks = new Map<number, Look>();
  readonly #spots: FalseSpot[];
  #atS: number | null = null;

  constructor(
    private readonly kind: DetectorKind,
    private readonly random: Chance,
    private readonly size: { readonly widthPx: number; readonly heightPx: number },
  ) {
    const count = Math.floor(random.between(0, kind.falseSpotsMax + 1));
    this.#spots = Array.from({ length: count }, () => ({
      box: this.#somewhere(),
      score: random.between(0.15, 0.23),
      isOn: random.is(0.5),
    }));
  }

  detect(outlines: readonly Outline[], atS: number): Detection[] {
    const dtS = atS - (this.#atS ?? atS - 0.2);
    this.#atS = atS;
    const found = outlines.flatMap((outline) => this.#see(outline, outlines, atS, dtS));
    return [...found, ...this.#nothing(dtS)];
  }

  #see(outline: Outline, all: readonly Outline[], atS: number, dtS: number): Detection[] {
    const { random, kind } = this;
    const look = this.#lookOf(outline);
    this.#age(look, outline, dtS);
    const sizePx = Math.sqrt(areaOf(outline.box));
    const steps = [
      stepOf(BY_VISIBILITY, outline.visibility),
      stepOf(BY_SIZE, sizePx),
      stepOf(BY_EDGE, outline.inPicture),
    ];
    const found = steps.reduce((product, step) => product * step.found, 1);
    if (random.is(kind.missesPerS * dtS)) {
      const meanS = random.is(MISS_S.seldomShare) ? MISS_S.seldom : MISS_S.usual;
      look.missedUntilS = atS - meanS * Math.log(1 - random.next());
    }
    const isDropped = random.is(kind.dropShare);
    if (isDropped || atS < look.missedUntilS || cumulative(look.luck) > found) return [];
    const scale = steps.reduce((product, step) => product * step.score, 1);
    const score = Math.min(0.95, look.score * scale + look.scoreWander);
    if (score < SCORE_MIN) return [];
    const box = this.#boxOf(look, outline, sizePx);
    const type = random.is(0.05) ? random.pick(outline.vehicle.calledMostly) : look.called;
    return [detection(box, score, type), ...this.#extras(look, outline, all, { box, score, atS, dtS })];
  }

  #age(look: Look, { pose, box, vehicle }: Outline, dtS: number): void {
    const { random } = this;
    const kept = Math.exp(-dtS / WANDER_S);
    const fresh = Math.sqrt(1 - kept * kept);
    look.scoreWander = look.scoreWander * kept + random.normal(SCORE_WANDER_SD) * fresh;
    look.luck = look.luck * kept + random.normal(1) * fresh;
    const way = (Math.abs(pose.speedMps) * dtS) / Math.sqrt(vehicle.lengthM * vehicle.widthM);
    const keptBias = Math.exp(-way / BIAS_WAY);
    const times = Math.sqrt(areaOf(box)) < SMALL_PX ? BIAS_SD_SMALL : 1;
    for (const side of SIDES) {
      look.wander[side] = look.wander[side] * kept + random.normal(1) * fresh;
      const freshBias = random.normal(times * BIAS_SD[side]) * Math.sqrt(1 - keptBias * keptBias);
      look.bias[side] = look.bias[side] * keptBias + freshBias;
    }
  }

  #boxOf(look: Look, { box, free, visibility, pose }: Outline, sizePx: number): Edges {
    const { random, kind } = this;
    const isHidden = visibility < 0.9;
    const times = (sizePx < SMALL_PX ? JITTER.smallTimes : 1) * (isHidden ? JITTER.hiddenTimes : 1);
    const moving = Math.abs(pose.speedMps) > 0.5 ? JITTER.movingSd : 0;
    const edge = (side: (typeof SIDES)[number]) => {
      const shown = free[side] + look.wholeShare * (box[side] - free[side]);
      const error =
        look.bias[side] +
        look.jitter * times * look.wander[side] +
        random.normal(moving) +
        random.normal(kind.jitterShare);
      return shown + error * sizePx;
    };
    return this.#clipped({ left: edge('left'), top: edge('top'), right: edge('right'), bottom: edge('bottom') });
  }

  /** Second boxes of a vehicle, parts of it, and boxes over it and its neighbour. */
  #extras(
    look: Look,
    outline: Outline,
    all: readonly Outline[],
    {
      box,
      score,
      atS,
      dtS,
    }: { readonly box: Edges; readonly score: number; readonly atS: number; readonly dtS: number },
  ): Detection[] {
    const { random } = this;
    if (!look.isTwice && !look.isInParts && !look.isMerged) return [];
    if (atS > look.extraUntilS && random.is(0.25 * dtS)) look.extraUntilS = atS + random.between(0.4, 4);
    if (atS > look.extraUntilS) return [];
    const width = box.right - box.left;
    const height = box.bottom - box.top;
    const weaker = Math.max(SCORE_MIN, score * random.between(0.45, 0.75));
    if (look.isTwice) {
      const second = { ...box, left: box.left + 0.3 * width, top: box.top - 0.12 * height };
      return [detection(this.#clipped(second), weaker, random.pick(['truck', 'bus', 'car']))];
    }
    if (look.isInParts) {
      const part = { ...box, right: box.left + 0.45 * width, bottom: box.top + 0.6 * height };
      return [detection(this.#clipped(part), Math.min(0.2, weaker), 'car')];
    }
    const neighbour = all.find(
      (other) =>
        other !== outline && other.visibility > 0.3 && Math.abs(other.box.bottom - outline.box.bottom) < height,
    );
    const isNear = neighbour && neighbour.box.left < box.right + 0.1 * width && neighbour.box.right > box.left;
    if (!isNear) return [];
    const both = {
      left: Math.min(box.left, neighbour.box.left),
      top: Math.min(box.top, neighbour.box.top),
      right: Math.max(box.right, neighbour.box.right),
      bottom: Math.max(box.bottom, neighbour.box.bottom),
    };
    return [detection(this.#clipped(both), weaker, random.pick(['truck', 'bus', 'car']))];
  }

  #nothing(dtS: number): Detection[] {
    const { random, kind } = this;
    const shown: Detection[] = [];
    for (const spot of this.#spots) {
      if (random.is(0.15 * dtS)) spot.isOn = !spot.isOn;
      if (!spot.isOn || random.is(0.15)) continue;
      shown.push(detection(this.#shaken(spot.box), spot.score + random.normal(0.015), 'car'));
    }
    if (random.is(kind.falsePerFrame)) shown.push(detection(this.#somewhere(), random.between(0.15, 0.28), 'car'));
    return shown;
  }

  #lookOf({ id, vehicle, box }: Outline): Look {
    const known = this.#looks.get(id);
    if (known) return known;
    const { random, kind } = this;
    const times = Math.sqrt(areaOf(box)) < SMALL_PX ? BIAS_SD_SMALL : 1;
    const perSide = (of: (side: (typeof SIDES)[number]) => number): PerSide => ({
      left: of('left'),
      top: of('top'),
      right: of('right'),
      bottom: of('bottom'),
    });
    const scale = random.is(kind.darkShare) ? kind.darkScale : kind.scoreScale;
    const whim = random.next();
    const look: Look = {
      score: scale * Math.max(0.28, vehicle.score[0] + random.normal(vehicle.score[1])),
      jitter: JITTER.median * Math.exp(random.normal(JITTER.spread)),
      called: random.pick(vehicle.calledMostly),
      wholeShare: random.between(0, 0.4),
      isTwice: whim < TWICE_SHARE,
      isInParts: whim >= TWICE_SHARE && whim < TWICE_SHARE + PART_SHARE,
      isMerged: whim > 1 - MERGED_SHARE,
      bias: perSide((side) => random.normal(times * BIAS_SD[side])),
      wander: perSide(() => random.normal(1)),
      scoreWander: random.normal(SCORE_WANDER_SD),
      luck: random.normal(1),
      missedUntilS: -1,
      extraUntilS: -1,
    };
    this.#looks.set(id, look);
    return look;
  }

  #somewhere(): Edges {
    const { random, size } = this;
    const sidePx = random.between(16, 55);
    const left = random.between(0, size.widthPx - sidePx);
    const top = random.between(0.3 * size.heightPx, size.heightPx - sidePx);
    return { left, top, right: left + sidePx * random.between(1, 1.4), bottom: top + sidePx };
  }

  #shaken(box: Edges): Edges {
    const error = () => this.random.normal(0.02 * Math.sqrt(areaOf(box)));
    return this.#clipped({
      left: box.left + error(),
      top: box.top + error(),
      right: box.right + error(),
      bottom: box.bottom + error(),
    });
  }

  #clipped({ left, top, right, bottom }: Edges): Edges {
    const { widthPx, heightPx } = this.size;
    const x = Math.max(0, Math.min(widthPx - 4, left));
    const y = Math.max(0, Math.min(heightPx - 4, top));
    return {
      left: x,
      top: y,
      right: Math.max(x + 4, Math.min(widthPx, right)),
      bottom: Math.max(y + 4, Math.min(heightPx, bottom)),
    };
  }
}

function stepOf(steps: readonly Step[], value: number): Step {
  return steps.find(({ from }) => value >= from) ?? { from: 0, found: 0, score: 0 };
}

/** The normal distribution, to the third digit (logistic approximation). */
function cumulative(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z));
}

function detection({ left, top, right, bottom }: Edges, score: number, type: DetectedType): Detection {
  return { box: { xPx: left, yPx: top, widthPx: right - left, heightPx: bottom - top }, score, type };
}
