import type { LaneTraffic } from './lane-traffic.js';
import { intentOf } from './place-seeker.js';
import { QueueLines } from './queue-lines.js';
import {
  VERDICT_MS,
  isHeld,
  ledOthers,
  noteFollowers,
  noteHeld,
  noteOvertaking,
  verdictReleased,
  verdictStanding,
} from './queue.js';
import type { Passing } from './queue.js';
import type { Stand } from './stand.js';
import type { ZoneMap } from './zone-map.js';

/** Tells who blocks a lane from who waits in it, with what it has seen of the lanes so far. */
export class LaneJudge {
  readonly #lines = new QueueLines();

  constructor(
    private readonly zones: ZoneMap,
    private readonly traffic: LaneTraffic,
    private readonly doubleParkingMs: number,
  ) {}

  /** Whether it is sure by now that a stand of `durationMs` in a lane is double parked; `passing` are the vehicles in view. */
  isDoubleParked(
    stand: Stand,
    stands: readonly Stand[],
    {
      durationMs,
      passing,
      atMs,
    }: { readonly durationMs: number; readonly passing: readonly Passing[]; readonly atMs: number },
  ): boolean {
    if (!stand.location) return false;
    const { zone } = stand.location;
    const direction = this.zones.straightened(zone, this.traffic.direction(zone));
    stand.laneAheadM = this.zones.aheadM(stand.location, direction) ?? stand.laneAheadM;
    stand.isAtKnownLine ||= this.#lines.isAt(stand);
    if (stand.leftAtMs === null) {
      // Seen to drive off: judged once that is sure.
      if (stand.leavingAtMs !== null) return false;
      if (isHeld(stand, stands, direction, passing)) noteHeld(stand, atMs);
      noteFollowers(stand, stands, direction, atMs);
      noteOvertaking(stand, passing, direction, atMs);
      return durationMs >= this.doubleParkingMs && verdictStanding(stand, atMs) === 'double_parking';
    }
    if (durationMs < this.doubleParkingMs || atMs - stand.leftAtMs < VERDICT_MS) return false;
    if (intentOf(stand, stands, atMs) !== 'gone') return false;
    if (!stand.isAtKnownLine && ledOthers(stand, stands, direction)) this.#lines.learn(stand);
    return verdictReleased(stand, stands, direction) === 'double_parking';
  }
}
