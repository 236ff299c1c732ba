import type { Chance } from './chance.js';
import { Driver } from './driver.js';
import type { ParkingPlace, StopReason, Trip } from './driver.js';
import type { Lane, StreetPlan } from './street-plan.js';

/** Twenty steps a second: a moment of the truth is known to 0.05 s. */
export const STEP_S = 0.05;
/** Vehicles come into being this far out of the zones, and end there. */
const OUTSIDE_M = 32;
/** Gap to a double parker that leaves room to pull out. */
const PASS_GAP_M = 6.5;
/** Who passes is clear of the other by this much before returning into the lane. */
const PASSED_M = 3;
/** Who stands nearer behind somebody than this cannot pull out without backing, and waits. */
const PULL_OUT_M = 5.8;
/** A car pulls into a place over this length, a bus over that. */
const PULL_IN_M = 11;
const BUS_PULL_IN_M = 20;
/** Who reverses in stops ahead of the place by its own length and this, and backs at walking pace. */
const REVERSE_FROM_M = 2;
const REVERSE_MPS = 1.3;
const REVERSE_MPS2 = 0.8;
/** Krauss (1998): a driver who follows can always stop behind the one ahead, with this time to react. */
const REACTION_S = 1;
const STANDING_MPS = 0.12;
/** Nobody pulls out into a lane with somebody this near, per metre a second of theirs. */
const CLEAR_BEHIND_M = 9;
const CLEAR_BEHIND_S = 1.8;
const CLEAR_AHEAD_M = 9;
const ONCOMING_M = 26;
const ONCOMING_S = 5;

/** Who meets somebody on the wrong side stops this far from them: they need about three lengths to get back into their lane. */
const GIVE_WAY_M = 14;

/** Few wait longer for somebody who sits in a parked car. */
const WAIT_S = 8;

export type IsGreen = (atS: number) => boolean;

interface Hold {
  readonly freeM: number;
  readonly reason: StopReason;
  readonly leadMps: number;
}

/** Cars follow, wait, park and pass by rules of their own, so that queues and waves come about as they do on a street. */
export class Traffic {
  readonly drivers: Driver[] = [];
  readonly #trips: Trip[];
  #nextId = 1;

  constructor(
    private readonly plan: StreetPlan,
    trips: readonly Trip[],
    private readonly isGreen: IsGreen,
    private readonly random: Chance,
  ) {
    this.#trips = [...trips].sort((a, b) => a.atS - b.atS);
  }

  /** A vehicle that is parked when the story begins. */
  park(kind: Trip['kind'], place: ParkingPlace, untilS: number): void {
    const { lane } = place;
    const errand = { kind: 'park', place, forS: 0 } as const;
    const driver = new Driver(this.#nextId++, { kind, lane, errands: [errand] }, place.yM * lane.way, this.random);
    Object.assign(driver, { mode: 'rests', speedMps: 0, xM: place.xM, restUntilS: untilS });
    this.drivers.push(driver);
  }

  step(atS: number): void {
    this.#enter(atS);
    for (const driver of this.drivers) {
      if (driver.isGone) continue;
      if (driver.mode === 'rests') this.#rest(driver, atS);
      if (driver.mode === 'reverses') this.#reverse(driver, atS);
      else if (driver.mode === 'drives') this.#drive(driver, atS);
      const { nearM, farM } = this.plan;
      const endM = driver.lane.way === 1 ? farM + OUTSIDE_M : OUTSIDE_M - nearM;
      if (driver.pM > endM) driver.isGone = true;
    }
  }

  /** Whether some wait for each other, each for the next: as drivers do not, and these would for ever. */
  get isDeadlocked(): boolean {
    return this.drivers.some((driver) => {
      const line = new Set<Driver>();
      for (let next: Driver | null = driver; next && waitsFor(next); next = waitsFor(next)) {
        if (line.has(next)) return true;
        line.add(next);
      }
      return false;
    });
  }

  #enter(atS: number): void {
    const waiting = new Set<Lane>();
    for (const trip of [...this.#trips]) {
      if (trip.atS > atS) break;
      const { lane } = trip;
      const pM = lane.way === 1 ? this.plan.nearM - OUTSIDE_M : -this.plan.farM - OUTSIDE_M;
      const nearest = this.drivers.find((d) => !d.isGone && d.lane === lane && d.pM - pM < 14);
      if (nearest || waiting.has(lane)) {
        waiting.add(lane);
        continue;
      }
      this.drivers.push(new Driver(this.#nextId++, trip, pM, this.random));
      this.#trips.splice(this.#trips.indexOf(trip), 1);
    }
  }

  #rest(driver: Driver, atS: number): void {
    if (atS < driver.restUntilS) return;
    if (driver.errands[0]?.kind !== 'turn' && !this.#isClear(driver, driver.lane)) return;
    // Nobody pulls off while others drive around them: those could not get back into the lane.
    driver.heldBy = this.drivers.find(({ passing, isGone }) => !isGone && passing?.around === driver) ?? null;
    if (driver.heldBy) return;
    driver.mode = 'drives';
    driver.reason = null;
    driver.errands.shift();
    driver.reversesIn = null;
    driver.readyS = driver.reactS;
  }

  #reverse(driver: Driver, atS: number): void {
    const from = driver.reverseFrom;
    const errand = driver.errands[0];
    if (!from || errand?.kind !== 'park') return;
    if (atS < driver.restUntilS) return;
    driver.reason = null;
    const toM = errand.place.yM * driver.lane.way;
    const leftM = driver.pM - toM;
    const allowed = Math.min(REVERSE_MPS, Math.sqrt(2 * REVERSE_MPS2 * Math.max(0, leftM)));
    driver.speedMps = -Math.min(allowed, Math.abs(driver.speedMps) + REVERSE_MPS2 * STEP_S);
    driver.pM = Math.max(toM, driver.pM + driver.speedMps * STEP_S);
    const share = smooth(1 - (driver.pM - toM) / (from.pM - toM));
    const xM = from.xM + (errand.place.xM - from.xM) * share;
    driver.headingRad =
      Math.atan2(-(xM - driver.xM) * driver.lane.way, Math.abs(driver.speedMps) * STEP_S + 1e-6) * 0.8;
    driver.xM = xM;
    if (driver.pM - toM < 0.01) this.#settle(driver, atS, errand.forS);
  }

  #settle(driver: Driver, atS: number, forS: number): void {
    Object.assign(driver, { mode: 'rests', speedMps: 0, headingRad: 0, restUntilS: atS + forS });
    driver.passing = null;
  }

  #drive(driver: Driver, atS: number): void {
    const holds = [
      ...this.#errandHold(driver, atS),
      ...this.#signalHold(driver, atS),
      ...this.#leaderHold(driver, atS),
    ];
    if (driver.mode !== 'drives') return;
    let allowedMps = driver.cruiseMps;
    let reason: StopReason | null = null;
    for (const { freeM, leadMps, reason: why } of holds) {
      const b = driver.brakeMps2;
      const safe =
        leadMps < 0
          ? Math.sqrt(2 * b * Math.max(0, freeM))
          : -b * REACTION_S + Math.sqrt((b * REACTION_S) ** 2 + leadMps ** 2 + 2 * b * Math.max(0, freeM));
      if (safe >= allowedMps) continue;
      allowedMps = safe;
      reason = why;
    }
    if (driver.speedMps === 0) {
      driver.readyS = allowedMps > 0.7 ? driver.readyS + STEP_S : 0;
      if (driver.readyS < driver.reactS) return;
    }
    const slowest = driver.speedMps - 6 * STEP_S;
    driver.speedMps = Math.max(0, Math.min(allowedMps, driver.speedMps + driver.accelMps2 * STEP_S), slowest);
    driver.reason = null;
    if (allowedMps < STANDING_MPS && driver.speedMps < 2 * STANDING_MPS) {
      Object.assign(driver, { speedMps: 0, readyS: 0, reason: reason ?? 'yielding', headingRad: 0 });
      return;
    }
    driver.pM += driver.speedMps * STEP_S;
    this.#steer(driver);
  }

  #steer(driver: Driver): void {
    const errand = driver.errands[0];
    const before = driver.xM;
    if (errand?.kind === 'park' && driver.reversesIn === false && !driver.passing) {
      const overM = driver.vehicle.lengthM > 7 ? BUS_PULL_IN_M : PULL_IN_M;
      const leftM = errand.place.yM * driver.lane.way - driver.pM;
      const share = smooth(1 - leftM / overM);
      driver.xM = driver.lane.xM + (errand.place.xM - driver.lane.xM) * share;
    } else {
      const towards = driver.passing?.lane.xM ?? driver.lane.xM;
      const most = 0.42 * driver.speedMps;
      driver.xM += Math.max(-most, Math.min(most, 1.1 * (towards - driver.xM))) * STEP_S;
    }
    const aside = (driver.xM - before) * driver.lane.way;
    driver.headingRad = Math.atan2(aside, Math.max(0.01, driver.speedMps * STEP_S));
  }

  /** What the errand asks: where to stop for it, and what follows when it is reached. */
  #errandHold(driver: Driver, atS: number): Hold[] {
    const errand = driver.errands[0];
    const { way } = driver.lane;
    if (!errand) return [];
    if (errand.kind === 'stand') {
      const freeM = errand.yM * way - driver.pM;
      if (freeM < 0.03) {
        driver.reason = errand.reason ?? null;
        this.#settle(driver, atS, errand.forS);
      }
      return [{ freeM, leadMps: -1, reason: 'yielding' }];
    }
    if (errand.kind === 'turn') {
      const freeM = this.plan.stopLineM[way] * way - driver.lengthM / 2 - driver.pM;
      if (freeM < 0.2 && this.isGreen(atS)) {
        driver.reason = 'yielding';
        this.#settle(driver, atS, errand.forS);
      }
      return [{ freeM, leadMps: -1, reason: 'yielding' }];
    }
    const placeM = errand.place.yM * way;
    const other = this.#occupant(errand.place, driver);
    if (other) {
      if (driver.speedMps === 0) driver.waitedS += STEP_S;
      if (driver.waitedS > (errand.waitsS ?? WAIT_S)) driver.errands.shift();
      const freeM = placeM - driver.pM - (other.lengthM + driver.lengthM) / 2 - 2;
      return [{ freeM, leadMps: -1, reason: 'yielding' }];
    }
    if (placeM - driver.pM < PULL_IN_M + 14) driver.reversesIn ??= this.#isTaken(driver, placeM - PULL_IN_M, placeM);
    if (!driver.reversesIn) {
      const freeM = placeM - driver.pM;
      if (freeM < 0.03) this.#settle(driver, atS, errand.forS);
      return [{ freeM, leadMps: -1, reason: 'yielding' }];
    }
    const freeM = placeM + driver.lengthM + REVERSE_FROM_M - driver.pM;
    if (freeM < 0.03) {
      this.#settle(driver, atS, 0);
      driver.mode = 'reverses';
      driver.reason = 'manoeuvre';
      driver.restUntilS = atS + this.random.between(0.5, 1.6);
      driver.reverseFrom = { pM: driver.pM, xM: driver.xM };
    }
    return [{ freeM, leadMps: -1, reason: 'manoeuvre' }];
  }

  #signalHold(driver: Driver, atS: number): Hold[] {
    if (this.isGreen(atS)) return [];
    const freeM = this.plan.stopLineM[driver.lane.way] * driver.lane.way - driver.lengthM / 2 - driver.pM;
    if (freeM < -0.3 || freeM < driver.speedMps ** 2 / 7) return [];
    return [{ freeM, leadMps: -1, reason: 'queue' }];
  }

  #leaderHold(driver: Driver, atS: number): Hold[] {
    let leader: Driver | null = null;
    let gapM = Infinity;
    for (const other of this.drivers) {
      // Who is parked leaves the lane free, and drivers who pull in or out keep clear of them.
      if (other === driver || other.isGone || other.isParked) continue;
      const aheadM = other.yM * driver.lane.way - driver.pM;
      if (aheadM <= 0) continue;
      if (!driver.isInWayOf(other) && !(other.mode === 'reverses' && other.lane === driver.lane)) continue;
      const free = aheadM - (driver.lengthM + other.lengthM) / 2;
      if (free >= gapM) continue;
      leader = other;
      gapM = free;
    }
    if (driver.passing) this.#endPassing(driver);
    driver.heldBy = leader;
    if (!leader) return [];
    if (leader.isBlocking && gapM < 30 && !driver.passing) this.#tryToPass(driver, leader, gapM, atS);
    const isAround = driver.passing?.around === leader;
    const isPreparing = leader.errands[0]?.kind === 'park' && leader.reversesIn === true;
    const isMet = leader.lane.way !== driver.lane.way && leader.isAstray && !driver.isAstray;
    const keptM = isAround
      ? 0.6
      : isMet
        ? GIVE_WAY_M
        : leader.isBlocking || isPreparing
          ? PASS_GAP_M
          : driver.queueGapM;
    const waits = leader.isBlocking || leader.reason === 'waiting_to_pass';
    const leadMps = leader.lane.way === driver.lane.way ? Math.max(0, leader.speedMps) : 0;
    return [{ freeM: gapM - keptM, leadMps, reason: waits ? 'waiting_to_pass' : 'queue' }];
  }

  #tryToPass(driver: Driver, around: Driver, gapM: number, atS: number): void {
    const index = this.plan.lanes.indexOf(driver.lane);
    if (gapM < PULL_OUT_M) return;
    if (driver.speedMps > 0.5 && gapM > 18) return;
    const errand = driver.errands[0];
    const nearM = around.pM + around.lengthM;
    if (errand?.kind === 'stand' && errand.yM * driver.lane.way < nearM) return;
    if (!this.isGreen(atS) && this.plan.stopLineM[driver.lane.way] * driver.lane.way < nearM + 8) return;
    driver.patienceS -= STEP_S;
    if (driver.patienceS > 0) return;
    for (const lane of [this.plan.lanes[index - 1], this.plan.lanes[index + 1]]) {
      if (!lane || !this.#isClear(driver, lane)) continue;
      driver.passing = { around, lane };
      this.#parkBeyond(driver, around);
      return;
    }
  }

  /** Who has driven around somebody reverses into a place right beyond, and looks for another instead of one beside. */
  #parkBeyond(driver: Driver, around: Driver): void {
    const errand = driver.errands[0];
    if (errand?.kind !== 'park') return;
    const beyondM = errand.place.yM * driver.lane.way - around.yM * driver.lane.way;
    const pastM = (driver.lengthM + around.lengthM) / 2 + PASSED_M;
    if (beyondM < pastM) driver.errands.shift();
    else if (beyondM < pastM + PULL_IN_M) driver.reversesIn = true;
  }

  #endPassing(driver: Driver): void {
    const { passing } = driver;
    if (!passing) return;
    const pastM = driver.pM - passing.around.yM * driver.lane.way;
    if (pastM > (driver.lengthM + passing.around.lengthM) / 2 + PASSED_M || !passing.around.isBlocking)
      driver.passing = null;
  }

  #isClear(driver: Driver, lane: Lane): boolean {
    return this.drivers.every((other) => {
      if (other === driver || other.isGone) return true;
      const isComing = other.passing?.lane === lane && other.speedMps > 0;
      if (Math.abs(other.xM - lane.xM) > 1.7 && !isComing) return true;
      const aheadM = other.yM * driver.lane.way - driver.pM;
      const bodiesM = (driver.lengthM + other.lengthM) / 2;
      if (other.lane.way === driver.lane.way) {
        const behindM = other.speedMps < 0.3 ? 1.5 : CLEAR_BEHIND_M + CLEAR_BEHIND_S * other.speedMps;
        return aheadM > bodiesM + CLEAR_AHEAD_M * 0.4 || aheadM < -bodiesM - behindM;
      }
      return aheadM < -bodiesM - 1 || aheadM > bodiesM + ONCOMING_M + ONCOMING_S * other.speedMps;
    });
  }

  #occupant(place: ParkingPlace, driver: Driver): Driver | undefined {
    const reachM = (other: Driver) => (other.lengthM + driver.lengthM) / 2 + 0.3;
    return this.drivers.find((other) => {
      if (other === driver || other.isGone) return false;
      return Math.abs(other.yM - place.yM) < reachM(other) && Math.abs(other.xM - place.xM) < 1.5;
    });
  }

  #isTaken(driver: Driver, fromM: number, toM: number): boolean {
    const errand = driver.errands[0];
    if (errand?.kind !== 'park') return false;
    return this.drivers.some((other) => {
      const pM = other.yM * driver.lane.way;
      return other !== driver && other.isParked && pM > fromM && pM < toM && Math.abs(other.xM - errand.place.xM) < 1;
    });
  }
}

/** Whom somebody who stands waits for. */
function waitsFor({ mode, speedMps, isGone, heldBy }: Driver): Driver | null {
  return mode !== 'reverses' && speedMps === 0 && !isGone ? heldBy : null;
}

function smooth(share: number): number {
  const u = Math.min(1, Math.max(0, share));
  return u * u * u * (10 + u * (6 * u - 15));
}
