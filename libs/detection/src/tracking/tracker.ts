import type { Detection } from '../detection.js';
import { associate } from './association.js';
import type { AssociationLimits } from './association.js';
import { Track } from './track.js';

export interface TrackerLimits {
  /** Detections at least this sure may begin a track; weaker ones only carry one on (ByteTrack, Zhang et al., 2022). */
  readonly scoreStrongMin: number;
  readonly hitsToConfirm: number;
  /** How long a track that is not seen is carried on by its motion alone. */
  readonly lostMsMax: number;
  /** A tentative track that is not seen again within this time was a glitch. */
  readonly tentativeMsMax: number;
}

/** CenterNet scores real cars 0.25 to 0.6; see docs/performance.md for the effect of these on recorded detections. */
export const TRACKER_LIMITS: TrackerLimits = {
  scoreStrongMin: 0.25,
  hitsToConfirm: 2,
  lostMsMax: 2_500,
  tentativeMsMax: 650,
};

const CLOSE: AssociationLimits = { bufferShare: 0, overlapMin: 0.3 };
const WEAK: AssociationLimits = { bufferShare: 0, overlapMin: 0.4 };
/** For vehicles that moved further than their prediction: widened by 40 %, boxes of one vehicle at 5 fps still touch. */
const FAR: AssociationLimits = { bufferShare: 0.4, overlapMin: 0.2 };

/** Follows vehicles from frame to frame. Time is capture time; frames may be any time apart. */
export class Tracker {
  readonly #limits: TrackerLimits;
  #tracks: Track[] = [];
  #nextId = 1;

  constructor(limits: Partial<TrackerLimits> = {}) {
    this.#limits = { ...TRACKER_LIMITS, ...limits };
  }

  /** The live tracks after a frame's detections; those seen in this very frame have `lastSeenMs === atMs`. */
  update(detections: readonly Detection[], atMs: number): readonly Track[] {
    for (const track of this.#tracks) track.predict(atMs);
    const strong = detections.filter((d) => d.score >= this.#limits.scoreStrongMin);
    const weak = detections.filter((d) => d.score < this.#limits.scoreStrongMin);
    const close = this.#join(this.#tracks, strong, CLOSE, atMs);
    const carried = this.#join(close.tracks, weak, WEAK, atMs);
    const far = this.#join(carried.tracks, close.rest, FAR, atMs);
    for (const detection of far.rest) this.#tracks.push(new Track(this.#nextId++, detection, atMs));
    this.#tracks = this.#tracks.filter((track) => this.#survives(track, atMs));
    return this.#tracks;
  }

  #join(candidates: readonly Track[], detections: readonly Detection[], limits: AssociationLimits, atMs: number) {
    const pairs = associate(
      candidates.map((track) => track.box),
      detections.map((detection) => detection.box),
      limits,
    );
    const joinedTracks = new Set<number>();
    const joinedDetections = new Set<number>();
    for (const pair of pairs) {
      const detection = detections[pair.detection];
      if (!detection) continue;
      candidates[pair.track]?.seen(detection, atMs);
      joinedTracks.add(pair.track);
      joinedDetections.add(pair.detection);
    }
    return {
      tracks: candidates.filter((_, index) => !joinedTracks.has(index)),
      rest: detections.filter((_, index) => !joinedDetections.has(index)),
    };
  }

  #survives(track: Track, atMs: number): boolean {
    const unseenMs = atMs - track.lastSeenMs;
    if (unseenMs === 0) {
      if (track.hits >= this.#limits.hitsToConfirm) track.state = 'confirmed';
      return true;
    }
    if (track.state === 'tentative') return unseenMs <= this.#limits.tentativeMsMax;
    track.state = 'lost';
    return unseenMs <= this.#limits.lostMsMax;
  }
}
