import type { Homography } from '../geometry/homography.js';
import type { FrameSightings } from '../visits/sighting.js';
import { isLane } from '../zones/zone.js';
import type { Zone } from '../zones/zone.js';
import { CountingLine } from './counting-line.js';
import { FLOW_PERIOD_MS, FlowPeriods } from './flow-periods.js';
import type { EndedPeriod } from './flow-periods.js';
import { LaneCounter } from './lane-counter.js';

export { FLOW_PERIOD_MS } from './flow-periods.js';

export interface LaneFlowOptions {
  readonly zones: readonly Zone[];
  readonly homography: Homography | null;
  /** Width of the picture over its height. */
  readonly aspect?: number;
}

/** How many vehicles passed the middle of a lane, either way. */
export interface LaneCount {
  readonly zoneId: string;
  readonly vehicles: number;
}

/** The lanes of a camera in one period. Periods begin at the five-minute marks of the epoch. */
export interface FlowPeriod {
  readonly startMs: number;
  readonly periodMs: number;
  /** How much of the period nothing was seen: its counts miss what passed in it. */
  readonly blindMs: number;
  /** Every lane of the camera, in the order of its zones. */
  readonly lanes: readonly LaneCount[];
}

/** Frames further apart than this leave a gap in which nothing can be claimed, as in the visit watch. */
const GAP_MS_MAX = 3_000;

/**
 * Counts the vehicles that pass along each lane zone, in periods of five minutes. Frames come in time order; the same
 * frames always give the same counts. A camera without lanes has no periods.
 */
export class LaneFlow {
  readonly #lanes: readonly { readonly zoneId: string; readonly counter: LaneCounter; vehicles: number }[];
  readonly #periods = new FlowPeriods();
  #ended: FlowPeriod[] = [];
  #atMs: number | null = null;
  #isBlind = false;

  constructor({ zones, homography, aspect = 16 / 9 }: LaneFlowOptions) {
    this.#lanes = zones
      .filter(({ kind }) => isLane(kind))
      .map((zone) => ({
        zoneId: zone.id,
        counter: new LaneCounter(new CountingLine(zone, homography, aspect)),
        vehicles: 0,
      }));
  }

  /** From `atMs` on the camera sees nothing, until `regainSight` or the next frame. */
  loseSight(atMs: number): void {
    this.#advance(atMs);
    this.#isBlind = true;
  }

  /** The camera sees again: what lies between is blind time. */
  regainSight(atMs: number): void {
    this.#advance(atMs);
    this.#isBlind = false;
  }

  /** The periods that have ended with this frame, oldest first, blind ones too; what passes in it is of the next. */
  observe(frame: FrameSightings): FlowPeriod[] {
    this.#advance(frame.atMs);
    this.#isBlind = false;
    for (const lane of this.#lanes) {
      const passed = lane.counter.observe(frame);
      lane.vehicles += passed.length;
      for (const { counter } of this.#lanes) for (const trackId of passed) counter.passedBeside(trackId);
    }
    return this.#ended.splice(0);
  }

  #advance(givenMs: number): void {
    const atMs = Math.max(givenMs, this.#atMs ?? givenMs);
    const isSeen = !this.#isBlind && atMs - (this.#atMs ?? atMs) <= GAP_MS_MAX;
    this.#atMs = atMs;
    if (!isSeen) for (const { counter } of this.#lanes) counter.forget();
    for (const period of this.#periods.advance(atMs, isSeen)) this.#end(period);
  }

  #end({ startMs, blindMs }: EndedPeriod): void {
    if (this.#lanes.length === 0) return;
    const lanes = this.#lanes.map(({ zoneId, vehicles }) => ({ zoneId, vehicles }));
    this.#ended.push({ startMs, periodMs: FLOW_PERIOD_MS, blindMs, lanes });
    for (const lane of this.#lanes) lane.vehicles = 0;
  }
}
