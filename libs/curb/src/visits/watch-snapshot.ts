import type { Zone } from '../zones/zone.js';
import type { LaneHeading } from './lane-traffic.js';
import { NO_TRACK } from './stand.js';
import type { Stand } from './stand.js';
import { DEFAULT_ASPECT } from './watch-options.js';
import type { VisitWatchOptions } from './watch-options.js';
import type { Location } from './zone-map.js';

/** Grows when what a stand remembers changes: a snapshot of before is then refused. */
const VERSION = 2;

/** Without its tracks: they do not outlive the process that numbered them. Its zone goes by its id. */
export interface StandSnapshot extends Omit<
  Stand,
  | 'trackId'
  | 'trail'
  | 'departing'
  | 'behind'
  | 'abreast'
  | 'rear'
  | 'isAtKnownLine'
  | 'followers'
  | 'location'
  | 'isAwaited'
> {
  readonly location: (Omit<Location, 'zone'> & { readonly zoneId: string }) | null;
}

/** All that a watch must remember to go on in another process: plain data, about 1 kB a vehicle as JSON. */
export interface WatchSnapshot {
  readonly version: typeof VERSION;
  /** The zones, calibration and rules it was made under, as text to compare. */
  readonly rules: string;
  /** The last frame or the last word on sight. */
  readonly atMs: number;
  readonly nextOrdinal: number;
  readonly stands: readonly StandSnapshot[];
  readonly headings: readonly LaneHeading[];
}

export const SNAPSHOT_PROBLEMS = ['another_version', 'other_rules', 'from_the_future'] as const;
export type SnapshotProblem = (typeof SNAPSHOT_PROBLEMS)[number];

/** Why a watch under these rules cannot go on from a snapshot at `atMs`; null when it can. */
export function snapshotProblem(
  { version, rules, atMs: madeAtMs }: Pick<WatchSnapshot, 'rules' | 'atMs'> & { readonly version: number },
  options: VisitWatchOptions,
  atMs: number,
): SnapshotProblem | null {
  if (version !== VERSION) return 'another_version';
  if (rules !== rulesOf(options)) return 'other_rules';
  return madeAtMs > atMs ? 'from_the_future' : null;
}

export function watchSnapshot(
  options: VisitWatchOptions,
  state: Pick<WatchSnapshot, 'atMs' | 'nextOrdinal' | 'headings'> & { readonly stands: readonly Stand[] },
): WatchSnapshot {
  return { version: VERSION, rules: rulesOf(options), ...state, stands: state.stands.map(saveStand) };
}

/** The stand as it was; null when its zone is not among these. */
export function restoreStand(saved: StandSnapshot, zones: readonly Zone[]): Stand | null {
  const { location, ...rest } = saved;
  const zone = zones.find(({ id }) => id === location?.zoneId);
  if (location && !zone) return null;
  return {
    ...rest,
    location: location && zone ? { zone, place: location.place, footprint: location.footprint } : null,
    trackId: NO_TRACK,
    trail: null,
    departing: null,
    isAwaited: true,
    behind: new Set(),
    abreast: new Map(),
    rear: new Set(),
    isAtKnownLine: false,
    followers: 0,
  };
}

function saveStand(stand: Stand): StandSnapshot {
  const { location, departing, place, leavingAtMs } = stand;
  return {
    ordinal: stand.ordinal,
    cameFromNowhere: stand.cameFromNowhere,
    location: location && { zoneId: location.zone.id, place: location.place, footprint: location.footprint },
    startMs: stand.startMs,
    startCensored: stand.startCensored,
    place,
    type: stand.type,
    state: stand.state,
    lastSeenMs: stand.lastSeenMs,
    blindMs: stand.blindMs,
    seenMs: stand.seenMs,
    missingMs: stand.missingMs,
    reshapedMs: stand.reshapedMs,
    emptyRunMs: stand.emptyRunMs,
    emptyMs: stand.emptyMs,
    gapMsMax: stand.gapMsMax,
    coveredShare: stand.coveredShare,
    hiddenMs: stand.hiddenMs,
    scoreSum: stand.scoreSum,
    sightings: stand.sightings,
    // The trail of the move knows better than the first sign of it.
    leavingAtMs: departing?.movedOffMs(place) ?? leavingAtMs,
    leftAtMs: stand.leftAtMs,
    endCensored: stand.endCensored,
    sightRegainedMs: stand.sightRegainedMs,
    heldSinceMs: stand.heldSinceMs,
    heldAtMs: stand.heldAtMs,
    followedAtMs: stand.followedAtMs,
    desertedAtMs: stand.desertedAtMs,
    overtakenAtMs: stand.overtakenAtMs,
    goneAroundAtMs: stand.goneAroundAtMs,
    laneAheadM: stand.laneAheadM,
    outlastedSignal: stand.outlastedSignal,
  };
}

function rulesOf({
  zones,
  homography,
  minDwellMs,
  doubleParkingMs,
  aspect = DEFAULT_ASPECT,
}: VisitWatchOptions): string {
  return JSON.stringify([zones, homography, minDwellMs, doubleParkingMs, aspect]);
}
