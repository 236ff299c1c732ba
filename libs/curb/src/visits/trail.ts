import { momentOfMotion } from './moment.js';
import type { TimedBox } from './moment.js';
import { displacement, edgeShift, follow } from './rest.js';
import { median, medianBox, overlap } from './share-box.js';
import type { ShareBox } from './share-box.js';
import type { VehicleSighting } from './sighting.js';
import { VEHICLE_TYPES } from './visit.js';
import type { VehicleType } from './visit.js';

/** A start is found again in this much history: six times as long as a start is refined. It bounds the samples kept. */
const HISTORY_MS = 90_000;
/** Boxes are judged by their median over the latest frames, one second of them at 5 frames a second. */
const MEDIAN_FRAMES = 5;
/**
 * A box is at its place when it lies within so many times the usual shift of the rest. Boxes of parked cars shift by 1 to
 * 4 % of their size, so twice that leaves out the last half meter of braking; steady boxes are given 1.5 %.
 */
const USUAL_SHIFTS = 2;
const AT_PLACE_MIN = 0.015;

/** A vehicle that was this far from a place was somewhere else: about a fifth of its length. */
const ELSEWHERE_MIN = 3;
/** Boxes of one small or half-hidden vehicle change their shape more than that, but still cover most of each other. */
const ELSEWHERE_OVERLAP_MAX = 0.25;

/** How far a moment may lie inside the rest that bounds it: sharply known for arrivals, to a box's wander for departures. */
const ARRIVAL_SLACK_MS = 500;
const DEPARTURE_SLACK_MS = 1_200;

/** A moving vehicle's place changes with every few frames; one that keeps its place this long has come to rest. */
const MOVING_MS = 1_000;

/** What one track has done lately: where it rests and since when. */
export class Trail {
  readonly trackId: number;
  readonly firstSeenMs: number;
  lastSeenMs: number;
  /** Where the vehicle stands, or its latest box while it moves. */
  place: ShareBox;
  /** Since when it has been at `place`. */
  restSinceMs: number;
  /** When it last left a resting place, and null while it has none behind it. */
  leftAtMs: number | null = null;
  /** Of the latest sighting. */
  score = 0;
  sightings = 0;
  readonly #aspect: number;
  #samples: TimedBox[] = [];
  readonly #votes = new Map<VehicleType, number>();

  constructor(sighting: VehicleSighting, atMs: number, aspect: number) {
    this.trackId = sighting.trackId;
    this.firstSeenMs = atMs;
    this.lastSeenMs = atMs;
    this.place = sighting.box;
    this.restSinceMs = atMs;
    this.#aspect = aspect;
    this.#record(sighting, atMs);
  }

  /** The type that most of the score went to. */
  get type(): VehicleType {
    let best: VehicleType = 'unspecified';
    let most = 0;
    for (const type of VEHICLE_TYPES) {
      const votes = this.#votes.get(type) ?? 0;
      if (votes > most) [best, most] = [type, votes];
    }
    return best;
  }

  /** The latest box. */
  get box(): ShareBox {
    return this.#samples.at(-1)?.box ?? this.place;
  }

  /** The latest box without jitter. */
  get smoothBox(): ShareBox {
    return medianBox(this.#samples.slice(-MEDIAN_FRAMES).map(({ box }) => box));
  }

  /** Whether it has lately been on its way; a vehicle just found may stand. */
  get isMoving(): boolean {
    return this.lastSeenMs - this.restSinceMs < MOVING_MS && !this.appearedAtRest;
  }

  restMs(atMs: number): number {
    return atMs - this.restSinceMs;
  }

  /** Whether the vehicle was already at its resting place when it was first seen. */
  get appearedAtRest(): boolean {
    const first = this.#samples[0];
    return first?.atMs === this.firstSeenMs && displacement(this.place, first.box, this.#aspect) <= 1;
  }

  /** Whether the vehicle drove up to `place` rather than being found there; it was elsewhere with so little overlap. */
  cameTo(place: ShareBox, overlapMax = ELSEWHERE_OVERLAP_MAX): boolean {
    return this.#samples.some(
      ({ box }) => overlap(place, box) < overlapMax && displacement(place, box, this.#aspect) > ELSEWHERE_MIN,
    );
  }

  /** How far the box is from the resting place now: up to 1 it stands. */
  displacementFrom(place: ShareBox): number {
    return displacement(place, this.smoothBox, this.#aspect);
  }

  /** Takes one more sighting. Returns true when it shows that a vehicle at rest has moved off (see `leftAtMs`). */
  see(sighting: VehicleSighting, atMs: number): boolean {
    const elapsedMs = atMs - this.lastSeenMs;
    this.#record(sighting, atMs);
    const latest = this.#samples.slice(-MEDIAN_FRAMES);
    const smooth = medianBox(latest.map(({ box }) => box));
    if (displacement(this.place, smooth, this.#aspect) <= 1) {
      this.place = follow(this.place, smooth, this.restMs(atMs), elapsedMs);
      return false;
    }
    const wasMoving = this.restMs(atMs) < MOVING_MS;
    const leftAtMs = this.#lastAtPlaceMs();
    this.place = smooth;
    // The median lies some frames back: so does the rest that begins here.
    this.restSinceMs = latest[latest.length >> 1]?.atMs ?? atMs;
    if (wasMoving) return false;
    this.leftAtMs = leftAtMs;
    return true;
  }

  /** When the vehicle came to rest at its present place: re-reads the history now that the place is known well. */
  cameToRestMs(): number {
    const firstMs = this.#atPlace()[0]?.atMs ?? this.restSinceMs;
    const before = this.#samples.filter(({ atMs }) => atMs < firstMs).reverse();
    const after = this.#samples.filter(({ atMs }) => atMs >= firstMs);
    return Math.round(momentOfMotion(after, before, this.#aspect, ARRIVAL_SLACK_MS) ?? firstMs);
  }

  /** When the vehicle began to move off from `place`, read again now that its way is known; null if it does not show. */
  movedOffMs(place: ShareBox): number | null {
    const last = this.#samples.findLastIndex(({ box }) => displacement(place, box, this.#aspect) <= 1);
    if (last < 0 || last === this.#samples.length - 1) return null;
    const before = this.#samples.slice(0, last + 1).reverse();
    const moment = momentOfMotion(before, this.#samples.slice(last + 1), this.#aspect, DEPARTURE_SLACK_MS);
    return moment === null ? null : Math.round(moment);
  }

  #lastAtPlaceMs(): number {
    return this.#atPlace().at(-1)?.atMs ?? this.restSinceMs;
  }

  /** The samples of the present rest that lie no further from its place than the boxes' own jitter explains. */
  #atPlace(): readonly TimedBox[] {
    const samples = this.#samples.filter(({ atMs }) => atMs >= this.restSinceMs);
    // Most of the rest is spent at the place: braking and pulling out are its short ends.
    const place = medianBox(samples.map(({ box }) => box));
    const rest = samples.map((sample) => ({ ...sample, shift: edgeShift(place, sample.box, this.#aspect) }));
    const usual = median(rest.map(({ shift }) => shift));
    return rest.filter(({ shift }) => shift <= Math.max(AT_PLACE_MIN, USUAL_SHIFTS * usual));
  }

  #record({ box, score, vehicleType }: VehicleSighting, atMs: number): void {
    this.lastSeenMs = atMs;
    this.score = score;
    this.sightings++;
    this.#votes.set(vehicleType, (this.#votes.get(vehicleType) ?? 0) + score);
    this.#samples.push({ atMs, box });
    while ((this.#samples[0]?.atMs ?? atMs) < atMs - HISTORY_MS) this.#samples.shift();
  }
}
