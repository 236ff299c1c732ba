import type { Chance } from './chance.js';
import { MEASURED } from './detector-noise.js';
import type { DetectorKind } from './detector-noise.js';
import { CLIP_S } from './street-story.js';

/** How a street is seen: by which detector, how often, and with what interruptions. */
export interface Condition {
  readonly detector: DetectorKind;
  /** The moments of the looks, in seconds. */
  readonly looks: (random: Chance) => readonly number[];
  /** Stretches with looks in which nothing is found: exposure finds its level. */
  readonly faint?: (random: Chance) => readonly Span[];
  readonly isCalibrated?: boolean;
}

export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

const every = (periodS: number) => () =>
  Array.from({ length: Math.floor(CLIP_S / periodS) + 1 }, (_, i) => i * periodS);

/** A camera that is gone for a while. */
const BLIND_S = 10;

export const CONDITIONS = {
  measured: { detector: MEASURED, looks: every(0.2) },
  'more misses': { detector: { ...MEASURED, dropShare: 0.1, missesPerS: 0.04 }, looks: every(0.2) },
  jitter: { detector: { ...MEASURED, jitterShare: 0.025 }, looks: every(0.2) },
  night: {
    detector: { ...MEASURED, scoreScale: 0.9, darkShare: 0.35, darkScale: 0.62, falsePerFrame: 0.15 },
    looks: every(0.2),
  },
  'sparse, 2.5/s': { detector: MEASURED, looks: every(0.4) },
  'dense, 8/s': { detector: MEASURED, looks: every(0.125) },
  irregular: {
    detector: MEASURED,
    looks: (random) => {
      const looks = [0];
      for (let atS = 0; atS < CLIP_S;)
        looks.push((atS += random.is(0.03) ? random.between(0.8, 2) : random.between(0.1, 0.45)));
      return looks.filter((atS) => atS <= CLIP_S);
    },
  },
  'exposure jumps': {
    detector: MEASURED,
    looks: every(0.2),
    faint: (random) =>
      [20, 50, 80].map((aroundS) => {
        const fromS = aroundS + random.between(-12, 12);
        return { fromS, toS: fromS + random.between(1, 2) };
      }),
  },
  '10 s blind': {
    detector: MEASURED,
    looks: (random) => {
      const fromS = random.between(25, 70);
      return every(0.2)().filter((atS) => atS < fromS || atS > fromS + BLIND_S);
    },
  },
  uncalibrated: { detector: MEASURED, looks: every(0.2), isCalibrated: false },
} as const satisfies Record<string, Condition>;

export type ConditionName = keyof typeof CONDITIONS;
export const CONDITION_NAMES = Object.keys(CONDITIONS) as readonly ConditionName[];
