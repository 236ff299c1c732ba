import type { GroundPoint } from '../geometry/points.js';
import type { Zone } from '../zones/zone.js';
import type { Stand } from './stand.js';

/** First vehicles stop up to a car's length before their line. */
const SAME_LINE_M_MAX = 5;
/** A lane has one stop line, or two with a crossing; more heads than this are kept of none. */
const HEADS_MAX = 8;

/** Remembers where the first of a queue has stood: where one did, others will. */
export class QueueLines {
  readonly #heads = new Map<Zone, GroundPoint[]>();

  /** One that stood first left, and others after it. */
  learn({ location }: Stand): void {
    if (!location?.place.ground) return;
    const heads = this.#heads.get(location.zone) ?? [];
    this.#heads.set(location.zone, [...heads, location.place.ground].slice(-HEADS_MAX));
  }

  /** Whether an earlier head stood where this one stands. */
  isAt({ location }: Stand): boolean {
    const here = location?.place.ground;
    if (!location || !here) return false;
    const heads = this.#heads.get(location.zone) ?? [];
    return heads.some(({ xM, yM }) => Math.hypot(xM - here.xM, yM - here.yM) <= SAME_LINE_M_MAX);
  }
}
