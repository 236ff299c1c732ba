import { isLane } from '../zones/zone.js';
import { isHiddenBy } from './hiding.js';
import { LaneJudge } from './lane-judge.js';
import { LaneTraffic } from './lane-traffic.js';
import { VERDICT_MS } from './queue.js';
import type { Passing } from './queue.js';
import { isWithin, overlap } from './share-box.js';
import { SEEN_LATELY_MS, coverOf, hasVanishedBeside, isBlinded, isCutBelow } from './sight-lines.js';
import { EMPTY_SEEN_MS_MIN, SAME_PLACE_MIN, hasTakenOver, isSameVehicle, sharesRoad } from './same-place.js';
import type { FrameSightings } from './sighting.js';
import {
  EMPTY_MS_MIN,
  REST_MS_MIN,
  leave,
  noteCovered,
  noteHidden,
  noteMissing,
  noteSeen,
  ownTrail,
} from './presence.js';
import { isVehicle } from './belief.js';
import { trailAt } from './found-again.js';
import { isAlike, passGap } from './gap.js';
import { newStand } from './stand.js';
import type { Stand } from './stand.js';
import { visitOf } from './stand-visit.js';
import { Trail } from './trail.js';
import type { Visit, VisitEvent, VisitType } from './visit.js';
import { DEFAULT_ASPECT } from './watch-options.js';
import type { VisitWatchOptions } from './watch-options.js';
import { restoreStand, watchSnapshot } from './watch-snapshot.js';
import type { WatchSnapshot } from './watch-snapshot.js';
import { ZoneMap } from './zone-map.js';
import type { Location } from './zone-map.js';

/** After this time the moment of the stop is as well known as it will be. */
const REFINE_MS_MAX = 15_000;
/** Frames further apart than this leave a gap in which nothing can be claimed. */
const GAP_MS_MAX = 3_000;
/** Trails of vehicles that have not been seen for this long are forgotten. */
const TRAIL_MS_MAX = 10_000;

/**
 * Turns sightings into visits. Frames come in time order; the same frames always give the same events.
 * Each vehicle at rest is a stand, keyed on its place; a stand that lasts becomes a visit of its zone.
 */
export class VisitWatch {
  readonly #options: Required<VisitWatchOptions>;
  readonly #zones: ZoneMap;
  readonly #traffic: LaneTraffic;
  readonly #lanes: LaneJudge;
  readonly #trails = new Map<number, Trail>();
  #stands: Stand[] = [];
  #nextOrdinal = 1;
  #watchSinceMs: number | null = null;
  #atMs: number | null = null;
  /** It knows what an earlier watch knew, and has not looked yet. */
  #isResuming = false;

  /** `resumed`: what an earlier watch knew, for which there is no `snapshotProblem`. The time since is a gap in sight. */
  constructor(options: VisitWatchOptions, resumed?: WatchSnapshot) {
    const { zones, homography } = options;
    this.#options = { aspect: DEFAULT_ASPECT, ...options };
    this.#zones = new ZoneMap(zones, homography, this.#options.aspect);
    this.#traffic = new LaneTraffic(zones, homography, resumed?.headings);
    this.#lanes = new LaneJudge(this.#zones, this.#traffic, options.doubleParkingMs);
    if (!resumed) return;
    this.#stands = resumed.stands.flatMap((saved) => restoreStand(saved, zones) ?? []);
    this.#nextOrdinal = resumed.nextOrdinal;
    this.#atMs = resumed.atMs;
    this.#isResuming = true;
  }

  /** All that it knows, to go on from after a restart; null before it has seen a frame. */
  snapshot(): WatchSnapshot | null {
    if (this.#atMs === null) return null;
    const state = { atMs: this.#atMs, nextOrdinal: this.#nextOrdinal, stands: this.#stands };
    return watchSnapshot(this.#options, { ...state, headings: this.#traffic.headings() });
  }

  /** The visits that have counted and not ended, in the order in which they began. */
  standing(): readonly Visit[] {
    return this.#stands.flatMap((stand) => {
      const visit = stand.state === 'counted' && stand.leftAtMs === null ? this.#visit(stand) : null;
      return visit ? [visit] : [];
    });
  }

  /** From `atMs` on the camera sees nothing; frames go on with `regainSight`. */
  loseSight(atMs: number): void {
    if (this.#isResuming) this.#passBlind(atMs);
    this.#atMs = Math.max(atMs, this.#atMs ?? atMs);
  }

  /** The camera sees again: what happened since `loseSight` is blind time, and nobody left in it until it is seen. */
  regainSight(atMs: number): void {
    this.#passBlind(atMs);
  }

  /** What one more frame means. Throws `RangeError` when it is older than the one before. */
  observe(frame: FrameSightings): VisitEvent[] {
    const { atMs } = frame;
    const beforeMs = this.#atMs ?? atMs;
    if (atMs < beforeMs) throw new RangeError(`a frame of ${atMs} came after one of ${beforeMs}`);
    this.#watchSinceMs ??= atMs;
    if (this.#isResuming || atMs - beforeMs > GAP_MS_MAX) this.#passBlind(atMs);
    const elapsedMs = atMs - (this.#atMs ?? atMs);
    this.#atMs = atMs;

    this.#followTrails(frame);
    const seen = frame.vehicles.flatMap(({ trackId }) => this.#trails.get(trackId) ?? []);
    const isUnsettled = frame.isUnsettled === true || isBlinded(seen, this.#stands);
    for (const stand of this.#stands) this.#lookAt(stand, seen, elapsedMs, { atMs, isUnsettled });
    if (!isUnsettled) for (const trail of seen) this.#beginStand(trail, seen, atMs);
    const passing = this.#traffic.observe(seen, atMs);
    return this.#settle(seen, passing, atMs);
  }

  /**
   * The recording ends: vehicles whose leaving was seen but not yet believed have left; the others stand there still.
   * Nothing may be observed after it.
   */
  finish(): VisitEvent[] {
    const atMs = this.#atMs ?? 0;
    for (const stand of this.#stands) {
      const isGone = stand.leavingAtMs !== null && stand.trail?.lastSeenMs !== atMs;
      if (stand.leftAtMs === null && (isGone || stand.missingMs >= EMPTY_MS_MIN)) leave(stand);
    }
    // Of those that have left all is known that will be; for those that stand no time has passed.
    return this.#settle([], [], atMs + VERDICT_MS, atMs);
  }

  #followTrails({ vehicles, atMs }: FrameSightings): void {
    for (const vehicle of vehicles) {
      const trail = this.#trails.get(vehicle.trackId);
      if (!trail) {
        this.#trails.set(vehicle.trackId, new Trail(vehicle, atMs, this.#options.aspect));
        continue;
      }
      if (!trail.see(vehicle, atMs)) continue;
      const stand = this.#stands.find((s) => s.trail === trail && s.leftAtMs === null);
      if (!stand) continue;
      stand.leavingAtMs ??= Math.max(stand.startMs, trail.leftAtMs ?? atMs);
      stand.departing ??= trail;
    }
    for (const [id, trail] of this.#trails) if (atMs - trail.lastSeenMs > TRAIL_MS_MAX) this.#trails.delete(id);
  }

  #lookAt(
    stand: Stand,
    seen: readonly Trail[],
    elapsedMs: number,
    { atMs, isUnsettled }: { readonly atMs: number; readonly isUnsettled: boolean },
  ): void {
    if (stand.leftAtMs !== null) return;
    const trail =
      ownTrail(stand, atMs) ??
      trailAt(
        stand,
        seen,
        this.#stands,
        (other) => isCutBelow(other, seen, this.#stands) && hasVanishedBeside(stand, this.#trails.values()),
      );
    const covered = coverOf(stand, this.#trails.values(), this.#stands, atMs);
    if (trail && !isUnsettled) noteCovered(stand, covered);
    if (trail && stand.isAwaited) {
      // Its box is not known well before it has been looked at for a while, nor in changing light.
      if (isUnsettled || trail.restMs(atMs) < REST_MS_MIN) noteHidden(stand, elapsedMs);
      else if (isAlike(trail, stand)) noteSeen(stand, trail, elapsedMs, atMs);
      else leave(stand);
    } else if (trail) noteSeen(stand, trail, elapsedMs, atMs);
    else if (isUnsettled || isHiddenBy(covered, stand.coveredShare)) noteHidden(stand, elapsedMs);
    else noteMissing(stand, elapsedMs);
  }

  /** Where a vehicle stands, also when another one, seen now or known to stand there, hides the road before it. */
  #locate(trail: Trail, seen: readonly Trail[]): Location | null {
    return this.#zones.locate(trail.place, trail.type, isCutBelow(trail, seen, this.#stands));
  }

  #beginStand(trail: Trail, seen: readonly Trail[], atMs: number): void {
    if (trail.restMs(atMs) < REST_MS_MIN) return;
    if (this.#stands.some((stand) => stand.trail === trail && stand.leftAtMs === null)) return;
    const location = this.#locate(trail, seen);
    if (!this.#makeRoom(location, trail)) return;
    const watchSinceMs = this.#watchSinceMs ?? atMs;
    this.#stands.push(newStand(trail, location, { ordinal: this.#nextOrdinal++, watchSinceMs, atMs }));
  }

  /**
   * Whether the place is free for a new stand. A vehicle that drove up proves that the one before it has left; one that
   * was found there is the one before it.
   */
  #makeRoom(location: Location | null, trail: Trail): boolean {
    for (const stand of this.#stands) {
      if (stand.leftAtMs !== null) continue;
      const isSame = isSameVehicle(trail.place, stand);
      if (!isSame && !sharesRoad(location, trail.place, stand)) continue;
      if (stand.isAwaited) {
        // Not the one from before the gap, or it would have been found: that one has made room.
        leave(stand);
        continue;
      }
      if (stand.trail && trail.lastSeenMs - stand.lastSeenMs < SEEN_LATELY_MS) return false;
      const isAnother = hasTakenOver(trail, stand);
      const droveUp = isAnother || trail.cameTo(stand.place);
      const covers = overlap(trail.place, stand.place) >= SAME_PLACE_MIN || isWithin(trail.place, stand.place);
      if (!droveUp || (covers && !isAnother)) {
        if (isSame) stand.trail = trail;
        return false;
      }
      if (stand.emptyMs < EMPTY_SEEN_MS_MIN) continue;
      leave(stand);
    }
    return true;
  }

  #settle(seen: readonly Trail[], passing: readonly Passing[], atMs: number, lastSightMs = atMs): VisitEvent[] {
    this.#dropDoubles();
    const events: VisitEvent[] = [];
    for (const stand of this.#stands) {
      if (stand.state === 'released') continue;
      if (stand.state === 'watched') this.#refine(stand, seen, atMs);
      const untilMs = stand.leftAtMs === null ? lastSightMs : atMs;
      if (stand.state === 'watched' && this.#counts(stand, passing, untilMs)) {
        stand.state = 'counted';
        const visit = this.#visit(stand);
        if (visit) events.push({ type: 'park_start', atMs: stand.startMs, visit });
      }
      if (stand.state === 'counted' && stand.leftAtMs !== null) {
        stand.state = 'released';
        const visit = this.#visit(stand);
        const { leftAtMs, endCensored, blindMs } = stand;
        if (visit) events.push({ type: 'park_end', atMs: leftAtMs, visit, endCensored, blindMs });
      }
    }
    this.#stands = this.#stands.filter(({ leftAtMs }) => leftAtMs === null || atMs - leftAtMs <= 2 * VERDICT_MS);
    return events;
  }

  /** A vehicle may be shown twice by boxes that differ at first and agree later; the earlier stand is the vehicle's, if it has been seen for longer. */
  #dropDoubles(): void {
    this.#stands = this.#stands.filter((stand) => {
      if (stand.state !== 'watched' || stand.leftAtMs !== null) return true;
      return !this.#stands.some(
        (other) =>
          other.ordinal < stand.ordinal &&
          other.leftAtMs === null &&
          other.leavingAtMs === null &&
          other.seenMs >= stand.seenMs &&
          overlap(other.place, stand.place) >= SAME_PLACE_MIN,
      );
    });
  }

  #counts(stand: Stand, passing: readonly Passing[], atMs: number): boolean {
    const { location } = stand;
    if (!location) return false;
    const { zone } = location;
    const durationMs = (stand.leftAtMs ?? stand.leavingAtMs ?? stand.lastSeenMs) - stand.startMs;
    if (!isVehicle(stand, durationMs)) return false;
    if (!isLane(zone.kind)) return durationMs >= this.#options.minDwellMs;
    return this.#lanes.isDoubleParked(stand, this.#stands, { durationMs, passing, atMs });
  }

  /** The longer a vehicle stands, the better its place is known, and the better the moment it got there. */
  #refine(stand: Stand, seen: readonly Trail[], atMs: number): void {
    const { trail } = stand;
    if (!trail || stand.leftAtMs !== null || atMs - stand.startMs > REFINE_MS_MAX) return;
    if (trail.lastSeenMs === atMs) stand.location = this.#locate(trail, seen);
    if (trail.trackId === stand.trackId && !stand.startCensored) stand.startMs = trail.cameToRestMs();
  }

  #visit(stand: Stand): Visit | null {
    const type: VisitType = stand.location && isLane(stand.location.zone.kind) ? 'double_parking' : 'dwell';
    return visitOf(stand, type, this.#atMs ?? stand.startMs);
  }

  #passBlind(atMs: number): void {
    const gapMs = atMs - (this.#atMs ?? atMs);
    for (const stand of this.#stands) if (stand.leftAtMs === null) passGap(stand, gapMs, atMs);
    this.#atMs = atMs;
    this.#watchSinceMs = atMs;
    this.#isResuming = false;
    this.#trails.clear();
  }
}
