import type { Chance } from './chance.js';
import type { Lane } from './street-plan.js';
import { kindOf } from './vehicle-kinds.js';
import type { VehicleKind, VehicleKindName } from './vehicle-kinds.js';

/** A stretch of curb one vehicle parks at; `freeFromS` is told by the traffic. */
export interface ParkingPlace {
  readonly xM: number;
  readonly yM: number;
  readonly lane: Lane;
}

/** What a driver is out for, one after another; then they drive on. */
export type Errand =
  | { readonly kind: 'park'; readonly place: ParkingPlace; readonly forS: number; readonly waitsS?: number }
  /** Stops in the lane: double parked, or for a `reason` that excuses it. */
  | { readonly kind: 'stand'; readonly yM: number; readonly forS: number; readonly reason?: StopReason }
  /** Waits at the stop line for a gap to turn, so long after the light has become green. */
  | { readonly kind: 'turn'; readonly forS: number };

/** Why a vehicle stands that is neither parked nor double parked. */
export type StopReason = 'queue' | 'waiting_to_pass' | 'manoeuvre' | 'yielding';

export interface Trip {
  readonly atS: number;
  readonly lane: Lane;
  readonly kind: VehicleKindName;
  readonly errands: readonly Errand[];
}

export type Mode = 'drives' | 'reverses' | 'rests';

/** One vehicle on the street. Its progress `pM` grows as it drives: `yM` times its lane's way. */
export class Driver {
  readonly vehicle: VehicleKind;
  readonly cruiseMps: number;
  readonly accelMps2: number;
  readonly brakeMps2: number;
  /** Bumper to bumper in a queue. */
  readonly queueGapM: number;
  /** How long a driver takes to follow the one ahead who has started. */
  readonly reactS: number;
  errands: Errand[];
  mode: Mode = 'drives';
  xM: number;
  speedMps: number;
  /** Of the body against the lane's way, to the right. */
  headingRad = 0;
  restUntilS = 0;
  reason: StopReason | null = null;
  /** How long it could have started again. */
  readyS = 0;
  /** The lane it uses to pass somebody, and whom. */
  passing: { readonly around: Driver; readonly lane: Lane } | null = null;
  /** The nearest ahead in its way, or who drives around it just when it would pull off. */
  heldBy: Driver | null = null;
  patienceS: number;
  /** How long it has stood before a place that is taken. */
  waitedS = 0;
  /** Whether it parks by reversing; decided when the place comes into reach. */
  reversesIn: boolean | null = null;
  reverseFrom: { readonly pM: number; readonly xM: number } | null = null;
  isGone = false;

  readonly kindName: VehicleKindName;
  readonly lane: Lane;

  constructor(
    readonly id: number,
    { kind, lane, errands }: Pick<Trip, 'kind' | 'lane' | 'errands'>,
    public pM: number,
    random: Chance,
  ) {
    this.kindName = kind;
    this.lane = lane;
    this.vehicle = kindOf(kind);
    const isLarge = this.vehicle.lengthM > 7;
    this.errands = [...errands];
    this.xM = lane.xM + random.normal(0.12);
    this.cruiseMps = random.between(6.5, isLarge ? 9 : 12);
    this.speedMps = this.cruiseMps;
    this.accelMps2 = isLarge ? random.between(0.6, 1.1) : random.between(1, 2.2);
    this.brakeMps2 = isLarge ? random.between(1, 1.8) : random.between(1.3, 2.6);
    this.queueGapM = random.between(1.3, 3);
    this.reactS = random.between(0.4, 1.5);
    this.patienceS = random.between(0, 2.5);
  }

  get yM(): number {
    return this.pM * this.lane.way;
  }

  get lengthM(): number {
    return this.vehicle.lengthM;
  }

  /** Stands in a lane of its own will: others drive around it, as they do not around who yields for a moment. */
  get isBlocking(): boolean {
    const errand = this.errands[0];
    return this.mode === 'rests' && errand?.kind === 'stand' && errand.reason === undefined;
  }

  get isParked(): boolean {
    return this.mode === 'rests' && this.errands[0]?.kind === 'park';
  }

  /** Out of its own lane by half a car or more, on its way. */
  get isAstray(): boolean {
    return this.mode === 'drives' && Math.abs(this.xM - this.lane.xM) > 0.9;
  }

  /** Whether the two would touch if one drove on to where the other is. */
  isInWayOf(other: Driver): boolean {
    return Math.abs(this.xM - other.xM) < (this.vehicle.widthM + other.vehicle.widthM) / 2 + 0.2;
  }
}
