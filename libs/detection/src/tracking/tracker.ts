import type { Detection } from '../detection.js';
import { Assignment } from './assignment.js';
import { areaOf, Neighbours } from './neighbours.js';
import { Track } from './track.js';
import { TRACKER_LIMITS } from './tracker-limits.js';
import type { TrackerLimits } from './tracker-limits.js';

/** The overlap at which a sure detection is a vehicle's next box. */
const OVERLAP_MIN = 0.3;
/** A still vehicle's next box is where it stood; what overlaps it less is one that passes in front of it. */
const STILL_OVERLAP_MIN = 0.5;
const WEAK_OVERLAP_MIN = 0.5;
/** For vehicles that moved further than predicted: boxes widened by a fifth on every side still touch. */
const WIDENED_SHARE = 0.2;
const WIDE_OVERLAP_MIN = 0.2;
/** Similar size counts beside overlap, so that a car that passes a parked one does not take over its track. */
const SIZE_WEIGHT = 0.3;
/** Of two tracks that overlap a detection alike, the one seen later has it: this much for a second. */
const GAP_WEIGHT_PER_S = 0.1;

/** A nearer vehicle touches the road lower in the picture, by at least this share of the farther one's height. */
const NEARER_SHARE_MIN = 0.08;
/** Boxes that overlap by more than this are the same vehicle, not one before the other. */
const SAME_OVERLAP_MIN = 0.6;
/** A nearer box over this share of a vehicle hides it from the detector. */
const HIDDEN_SHARE_MIN = 0.5;
/** A partly covered still vehicle may show as any box that lies mostly in its own. */
const PART_COVERED_SHARE_MIN = 0.2;
const PART_INSIDE_SHARE_MIN = 0.7;

/** A second box that overlaps or fills one that is already taken by so much is of the same vehicle. */
const DUPLICATE_OVERLAP_MIN = 0.4;
const DUPLICATE_INSIDE_SHARE_MIN = 0.8;
/** A new track that shares so much of the smaller box with an old one is contested. */
const CONTESTED_SHARE_MIN = 0.5;

/**
 * Follows vehicles from frame to frame. Time is capture time; frames may be any time apart.
 *
 * A vehicle is believed to stand until it is seen to move: a still track keeps its place while a nearer vehicle covers it,
 * takes the part of it that shows as a sighting, and never lends its box to a passer-by.
 */
export class Tracker {
  readonly #limits: TrackerLimits;
  readonly #neighbours = new Neighbours(WIDENED_SHARE);
  readonly #assignment = new Assignment();
  readonly #contested = new Set<Track>();
  #tracks: Track[] = [];
  #nextId = 1;
  #atMs = 0;
  #sinceFrameMs = 0;
  #detections: readonly Detection[] = [];
  /** By index of this frame's tracks and detections: 1 once joined, and 2 for a second box of a joined detection. */
  #isTrackTaken = new Uint8Array(64);
  #isDetectionTaken = new Uint8Array(64);

  constructor(limits: Partial<TrackerLimits> = {}) {
    this.#limits = { ...TRACKER_LIMITS, ...limits };
  }

  /** The live tracks after a frame's detections; those seen in this very frame have `lastSeenMs === atMs`. */
  update(detections: readonly Detection[], atMs: number): readonly Track[] {
    this.#open(detections, atMs);
    this.#findCovered();
    this.#join(this.#valueOfStrong);
    this.#join(this.#valueOfPart);
    this.#join(this.#valueOfWeak);
    this.#setDuplicatesAside();
    this.#join(this.#valueOfTentative);
    this.#join(this.#valueOfWide);
    const known = this.#tracks.length;
    this.#begin();
    for (let index = 0; index < known; index++) this.#age(this.#tracks[index]);
    this.#tracks = this.#tracks.filter((track) => this.#survives(track));
    return this.#tracks;
  }

  #open(detections: readonly Detection[], atMs: number): void {
    this.#sinceFrameMs = this.#tracks.length > 0 ? atMs - this.#atMs : 0;
    this.#atMs = atMs;
    this.#detections = detections;
    const { predicted, detected } = this.#neighbours;
    predicted.clear();
    detected.clear();
    for (const track of this.#tracks) {
      track.predict(atMs);
      track.coveredShare = 0;
      predicted.push(track.box);
    }
    for (const { box } of detections) detected.push(box);
    this.#neighbours.find();
    this.#isTrackTaken = cleared(this.#isTrackTaken, this.#tracks.length);
    this.#isDetectionTaken = cleared(this.#isDetectionTaken, detections.length);
  }

  #findCovered(): void {
    const {
      count,
      track: trackOf,
      detection: detectionOf,
      overlap,
      coveredShare,
      predicted,
      detected,
    } = this.#neighbours;
    for (let pair = 0; pair < count; pair++) {
      const index = trackOf[pair] ?? 0;
      const other = detectionOf[pair] ?? 0;
      const track = this.#tracks[index];
      const share = coveredShare[pair] ?? 0;
      if (!track || share <= track.coveredShare || (overlap[pair] ?? 0) > SAME_OVERLAP_MIN || !this.#isStrong(other))
        continue;
      const bottom = predicted.bottom[index] ?? 0;
      const nearerPx = NEARER_SHARE_MIN * (bottom - (predicted.top[index] ?? 0));
      if ((detected.bottom[other] ?? 0) >= bottom + nearerPx) track.coveredShare = share;
    }
  }

  /** Joins the free tracks and detections with the greatest total value; pairs of value 0 are not joined. */
  #join(valueOf: (pair: number, track: Track, detection: number) => number): void {
    const { count, track: trackOf, detection: detectionOf } = this.#neighbours;
    this.#assignment.clear();
    for (let pair = 0; pair < count; pair++) {
      const index = trackOf[pair] ?? 0;
      const detection = detectionOf[pair] ?? 0;
      const track = this.#tracks[index];
      if (!track || this.#isTrackTaken[index] !== 0 || this.#isDetectionTaken[detection] !== 0) continue;
      const value = valueOf(pair, track, detection);
      if (value > 0) this.#assignment.offer(index, detection, value);
    }
    if (this.#assignment.isEmpty) return;
    this.#assignment.solve(this.#tracks.length, this.#detections.length);
    const { columnOfRow } = this.#assignment;
    for (let index = 0; index < this.#tracks.length; index++) {
      const detection = this.#detections[columnOfRow[index] ?? -1];
      if (!detection) continue;
      this.#tracks[index]?.seen(detection, this.#atMs);
      this.#isTrackTaken[index] = 1;
      this.#isDetectionTaken[columnOfRow[index] ?? 0] = 1;
    }
  }

  #valueOfStrong = (pair: number, track: Track, detection: number): number => {
    if (track.state === 'tentative' || !this.#isStrong(detection)) return 0;
    return this.#likeness(pair, track, track.isStill ? STILL_OVERLAP_MIN : OVERLAP_MIN);
  };

  #valueOfPart = (pair: number, track: Track, detection: number): number => {
    if (track.state === 'tentative' || track.coveredShare < PART_COVERED_SHARE_MIN || !track.isStill) return 0;
    const inside = this.#neighbours.insideShare[pair] ?? 0;
    const box = this.#detections[detection]?.box;
    if (inside < PART_INSIDE_SHARE_MIN || !box || !track.sharesEdges(box)) return 0;
    return inside + (this.#neighbours.coveredShare[pair] ?? 0);
  };

  #valueOfWeak = (pair: number, track: Track, detection: number): number => {
    if (track.state === 'tentative' || this.#isStrong(detection)) return 0;
    return this.#likeness(pair, track, WEAK_OVERLAP_MIN);
  };

  #valueOfTentative = (pair: number, track: Track, detection: number): number =>
    track.state === 'tentative' && this.#isStrong(detection) ? this.#likeness(pair, track, OVERLAP_MIN) : 0;

  #valueOfWide = (pair: number, track: Track, detection: number): number => {
    const wideOverlap = this.#neighbours.wideOverlap[pair] ?? 0;
    if (wideOverlap < WIDE_OVERLAP_MIN || !this.#isStrong(detection) || track.isStill) return 0;
    return wideOverlap + this.#preference(pair, track);
  };

  #likeness(pair: number, track: Track, overlapMin: number): number {
    const overlap = this.#neighbours.overlap[pair] ?? 0;
    return overlap < overlapMin ? 0 : overlap + this.#preference(pair, track);
  }

  #preference(pair: number, track: Track): number {
    const gapS = (this.#atMs - this.#sinceFrameMs - track.lastSeenMs) / 1000;
    return SIZE_WEIGHT * (this.#neighbours.sizeLikeness[pair] ?? 0) - GAP_WEIGHT_PER_S * Math.min(1, gapS);
  }

  #isStrong(detection: number): boolean {
    return this.#scoreOf(detection) >= this.#limits.scoreStrongMin;
  }

  #scoreOf(detection: number): number {
    return this.#detections[detection]?.score ?? 0;
  }

  /** Second boxes of vehicles that are already joined (car and truck at once, a cab in its lorry) carry nothing. */
  #setDuplicatesAside(): void {
    for (let detection = 0; detection < this.#detections.length; detection++) {
      if (this.#isDetectionTaken[detection] === 0 && this.#isDuplicate(detection))
        this.#isDetectionTaken[detection] = 2;
    }
  }

  #isDuplicate(detection: number): boolean {
    const boxes = this.#neighbours.detected;
    const left = boxes.left[detection] ?? 0;
    const top = boxes.top[detection] ?? 0;
    const right = boxes.right[detection] ?? 0;
    const bottom = boxes.bottom[detection] ?? 0;
    for (let other = 0; other < boxes.count; other++) {
      if (this.#isDetectionTaken[other] !== 1) continue;
      const widthPx = Math.min(right, boxes.right[other] ?? 0) - Math.max(left, boxes.left[other] ?? 0);
      if (widthPx <= 0) continue;
      const heightPx = Math.min(bottom, boxes.bottom[other] ?? 0) - Math.max(top, boxes.top[other] ?? 0);
      if (heightPx <= 0) continue;
      const sharedPx2 = widthPx * heightPx;
      const areaPx2 = (right - left) * (bottom - top);
      const otherPx2 = areaOf(boxes, other);
      if (sharedPx2 > DUPLICATE_OVERLAP_MIN * (areaPx2 + otherPx2 - sharedPx2)) return true;
      if (sharedPx2 > DUPLICATE_INSIDE_SHARE_MIN * Math.min(areaPx2, otherPx2)) return true;
    }
    return false;
  }

  /** The surest first, so that a second box of the same vehicle finds it begun. */
  #begin(): void {
    const free: number[] = [];
    for (let index = 0; index < this.#detections.length; index++) {
      if (this.#isDetectionTaken[index] === 0 && this.#scoreOf(index) >= this.#limits.scoreBeginMin) free.push(index);
    }
    free.sort((a, b) => this.#scoreOf(b) - this.#scoreOf(a) || a - b);
    for (const index of free) {
      const detection = this.#detections[index];
      if (!detection || this.#isDuplicate(index)) continue;
      const track = new Track(this.#nextId++, detection, this.#atMs);
      if (this.#isContested(index)) this.#contested.add(track);
      this.#tracks.push(track);
      this.#isDetectionTaken[index] = 1;
    }
  }

  #isContested(detection: number): boolean {
    const { count, track, detection: detectionOf, coveredShare, insideShare } = this.#neighbours;
    for (let pair = 0; pair < count; pair++) {
      if (detectionOf[pair] !== detection || this.#tracks[track[pair] ?? -1]?.state === 'tentative') continue;
      if (Math.max(coveredShare[pair] ?? 0, insideShare[pair] ?? 0) > CONTESTED_SHARE_MIN) return true;
    }
    return false;
  }

  #age(track: Track | undefined): void {
    if (!track) return;
    if (track.lastSeenMs < this.#atMs) {
      if (track.coveredShare < HIDDEN_SHARE_MIN) track.missedMs += this.#sinceFrameMs;
      if (track.state === 'confirmed') track.state = 'lost';
    } else if (track.state === 'lost' || this.#isConfirmed(track)) {
      track.state = 'confirmed';
      this.#contested.delete(track);
    }
  }

  #isConfirmed(track: Track): boolean {
    if (track.hits < this.#limits.hitsToConfirm) return false;
    return !this.#contested.has(track) || this.#atMs - track.firstSeenMs >= this.#limits.contestedMsMin;
  }

  #survives(track: Track): boolean {
    const limits = this.#limits;
    const unseenMs = this.#atMs - track.lastSeenMs;
    if (unseenMs === 0) return true;
    if (track.state === 'tentative') {
      if (unseenMs <= limits.tentativeMsMax) return true;
      this.#contested.delete(track);
      return false;
    }
    return track.isStill
      ? track.missedMs <= limits.stillLostMsMax && unseenMs <= limits.stillHiddenMsMax
      : track.missedMs <= limits.lostMsMax && unseenMs <= limits.hiddenMsMax;
  }
}

function cleared(marks: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
  if (marks.length < count) return new Uint8Array(2 * count);
  marks.fill(0, 0, count);
  return marks;
}
