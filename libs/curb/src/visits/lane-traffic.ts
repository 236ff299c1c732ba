import { toGround } from '../geometry/homography.js';
import type { Homography } from '../geometry/homography.js';
import type { GroundPoint } from '../geometry/points.js';
import { contains } from '../geometry/polygon.js';
import { isLane } from '../zones/zone.js';
import type { Zone } from '../zones/zone.js';
import type { LaneDirection, Passing } from './queue.js';
import type { Trail } from './trail.js';

/** A vehicle slower than this is not driving: walking pace. */
const DRIVING_MPS_MIN = 1.5;
/** The velocity of a track is measured over this time, which evens out the detector's jitter. */
const MEASURE_MS = 600;
/** A lane's direction is known once this much driving time agrees on it. */
const DIRECTION_WEIGHT_MIN = 3;

/** How much driving was seen along a lane, and which way: the sum of unit vectors. */
export interface LaneHeading {
  readonly zoneId: string;
  readonly xM: number;
  readonly yM: number;
}

interface Fix {
  readonly atMs: number;
  readonly at: GroundPoint;
}

/** Watches the vehicles that drive: how each lane is driven, and who passes a given place. Needs calibration. */
export class LaneTraffic {
  readonly #lanes: readonly Zone[];
  readonly #homography: Homography | null;
  readonly #fixes = new Map<number, Fix[]>();
  readonly #directions = new Map<Zone, { xM: number; yM: number; weight: number }>();

  /** `headings`: what an earlier watch of the same lanes has learned. */
  constructor(zones: readonly Zone[], homography: Homography | null, headings: readonly LaneHeading[] = []) {
    this.#lanes = zones.filter(({ kind }) => isLane(kind));
    this.#homography = homography;
    for (const { zoneId, xM, yM } of headings) {
      const lane = this.#lanes.find(({ id }) => id === zoneId);
      if (lane) this.#directions.set(lane, { xM, yM, weight: Math.hypot(xM, yM) });
    }
  }

  headings(): readonly LaneHeading[] {
    return [...this.#directions].map(([{ id }, { xM, yM }]) => ({ zoneId: id, xM, yM }));
  }

  /** How the lane is driven, as a unit vector on the ground; null while too little traffic has been seen. */
  direction(lane: Zone): LaneDirection {
    const sum = this.#directions.get(lane);
    if (!sum || sum.weight < DIRECTION_WEIGHT_MIN) return null;
    const length = Math.hypot(sum.xM, sum.yM);
    return length > 0 ? { xM: sum.xM / length, yM: sum.yM / length } : null;
  }

  /** The vehicles of this frame on the road, and which of them drive. */
  observe(seen: readonly Trail[], atMs: number): readonly Passing[] {
    const homography = this.#homography;
    if (!homography) return [];
    const passing: Passing[] = [];
    for (const { trackId, box, firstSeenMs, appearedAtRest } of seen) {
      const image = { x: box.x + box.width / 2, y: Math.min(1, box.y + box.height) };
      const at = toGround(homography, image);
      const fixes = (this.#fixes.get(trackId) ?? []).filter((fix) => atMs - fix.atMs <= 2 * MEASURE_MS);
      const earlier = fixes.find((fix) => atMs - fix.atMs <= MEASURE_MS);
      fixes.push({ atMs, at });
      this.#fixes.set(trackId, fixes);
      if (!earlier) continue;
      const dtS = (atMs - earlier.atMs) / 1000;
      const velocity = { xM: (at.xM - earlier.at.xM) / dtS, yM: (at.yM - earlier.at.yM) / dtS };
      const isDriving = Math.hypot(velocity.xM, velocity.yM) >= DRIVING_MPS_MIN;
      passing.push({ trackId, at, velocity, isDriving, droveUpMs: appearedAtRest ? 0 : atMs - firstSeenMs });
      if (isDriving) this.#learn(image, velocity);
    }
    for (const [id, fixes] of this.#fixes) {
      if (atMs - (fixes.at(-1)?.atMs ?? 0) > 2 * MEASURE_MS) this.#fixes.delete(id);
    }
    return passing;
  }

  #learn(image: { x: number; y: number }, velocity: GroundPoint): void {
    const lane = this.#lanes.find(({ polygon }) => contains(polygon, image));
    if (!lane) return;
    const speed = Math.hypot(velocity.xM, velocity.yM);
    const sum = this.#directions.get(lane) ?? { xM: 0, yM: 0, weight: 0 };
    sum.xM += velocity.xM / speed;
    sum.yM += velocity.yM / speed;
    sum.weight = Math.hypot(sum.xM, sum.yM);
    this.#directions.set(lane, sum);
  }
}
