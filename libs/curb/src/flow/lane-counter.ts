import { SAME_PLACE_MIN } from '../visits/same-place.js';
import { isWithin, overlap } from '../visits/share-box.js';
import type { ShareBox } from '../visits/share-box.js';
import type { FrameSightings, VehicleSighting } from '../visits/sighting.js';
import type { CountingLine } from './counting-line.js';

/** Tracks that have not been seen for this long are forgotten, as the visit watch forgets its trails. */
const TRACK_MS_MAX = 10_000;
/** A vehicle whose track ended is where it was for about this long; the next one is a car's headway (1 s or more) behind. */
const RENUMBERED_MS_MAX = 1_000;

/** What one track has done along one lane. */
interface Passage {
  lastSeenMs: number;
  box: ShareBox;
  /** Where it was last seen in the lane before it went over to the other side of the line. */
  from: { isBeyond: boolean; box: ShareBox } | null;
  hasPassed: boolean;
}

/**
 * Counts the vehicles that pass a lane's counting line. A track passes once, when it has been seen in the lane on one
 * side and then on the other with its box clear of where it was: vehicles at rest never leave their place, whatever
 * their boxes do. A track that begins beyond the line has not passed, nor has one that shows a vehicle which has passed
 * under another number.
 */
export class LaneCounter {
  readonly #passages = new Map<number, Passage>();

  constructor(private readonly line: CountingLine) {}

  /** The tracks that have passed with this frame. */
  observe({ vehicles, atMs }: FrameSightings): readonly number[] {
    const passed = vehicles.filter((vehicle) => this.#passes(vehicle, atMs));
    for (const [id, { lastSeenMs }] of this.#passages) {
      if (atMs - lastSeenMs > TRACK_MS_MAX) this.#passages.delete(id);
    }
    return passed.map(({ trackId }) => trackId);
  }

  /** A track that was in this lane too has passed in the one beside it: it has changed lanes, or swings around. */
  passedBeside(trackId: number): void {
    const passage = this.#passages.get(trackId);
    if (passage?.from) passage.hasPassed = true;
  }

  /** After a time without sight a track's number says nothing about where its vehicle was. */
  forget(): void {
    this.#passages.clear();
  }

  #passes(vehicle: VehicleSighting, atMs: number): boolean {
    const sight = this.line.sight(vehicle);
    if (!sight) return false;
    const { box } = vehicle;
    const passage = this.#passageOf(vehicle, atMs);
    if (!sight.isInLane) return false;
    const { from } = passage;
    if (!from || from.isBeyond === sight.isBeyond) {
      passage.from = { isBeyond: sight.isBeyond, box };
      return false;
    }
    if (passage.hasPassed || !hasLeft(from.box, box)) return false;
    passage.hasPassed = true;
    return !this.#hasPassedAlready(passage, atMs);
  }

  #passageOf({ trackId, box }: VehicleSighting, atMs: number): Passage {
    const known = this.#passages.get(trackId);
    if (known) {
      known.lastSeenMs = atMs;
      known.box = box;
      return known;
    }
    const passage: Passage = {
      lastSeenMs: atMs,
      box,
      from: null,
      hasPassed: false,
    };
    this.#passages.set(trackId, passage);
    return passage;
  }

  /** Whether another track that passed showed this vehicle just now: the same one under two numbers. */
  #hasPassedAlready(passage: Passage, atMs: number): boolean {
    return [...this.#passages.values()].some(
      (other) =>
        other !== passage &&
        other.hasPassed &&
        atMs - other.lastSeenMs <= RENUMBERED_MS_MAX &&
        overlap(other.box, passage.box) >= SAME_PLACE_MIN,
    );
  }
}

/** A box that shows only a part of what the other shows is still at its place: a nearer vehicle hides the rest. */
function hasLeft(before: ShareBox, now: ShareBox): boolean {
  return overlap(before, now) < SAME_PLACE_MIN && !isWithin(now, before) && !isWithin(before, now);
}
