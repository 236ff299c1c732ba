import type { Chance } from './chance.js';
import type { Errand, ParkingPlace, Trip } from './driver.js';
import type { Scenario } from './scenario.js';
import { planStreet } from './street-plan.js';
import type { CurbStretch, Lane, StreetPlan } from './street-plan.js';
import { Traffic } from './traffic.js';
import type { IsGreen } from './traffic.js';
import type { VehicleKindName } from './vehicle-kinds.js';

/** The camera is on for this long, and the street lives a while before. */
export const CLIP_S = 110;
export const BEFORE_S = 40;

const PLACE_M = 6.3;
const LONG_PLACE_M = 9;
/** From where a vehicle comes into being to the zones. */
const APPROACH_S = 4;

export interface Story {
  readonly plan: StreetPlan;
  readonly traffic: Traffic;
}

/** One random street and what is to happen on it. */
export function tellStory(random: Chance, scenario: Scenario): Story {
  const plan = planStreet(random.apart(), scenario);
  const teller = new Teller(plan, random.apart(), scenario);
  return teller.tell();
}

const CARS = ['hatchback', 'sedan', 'suv', 'sedan', 'hatchback', 'van'] as const;

class Teller {
  readonly #trips: Trip[] = [];
  readonly #parked: { readonly kind: VehicleKindName; readonly place: ParkingPlace; readonly untilS: number }[] = [];

  constructor(
    private readonly plan: StreetPlan,
    private readonly random: Chance,
    private readonly scenario: Scenario,
  ) {}

  tell(): Story {
    const { plan, random } = this;
    for (const stretch of plan.stretches) this.#fill(stretch);
    this.#drivePast(this.#flowPerS());
    this.#special();
    const traffic = new Traffic(plan, this.#trips, this.#signal(), random.apart());
    for (const { kind, place, untilS } of this.#parked) traffic.park(kind, place, untilS);
    return { plan, traffic };
  }

  /** Parked vehicles, some of which leave, arrivals, short stops, and places that change hands. */
  #fill(stretch: CurbStretch): void {
    const { random, scenario } = this;
    if (stretch.kind === 'bus_stop') return this.#serve(stretch);
    const isLively = scenario === 'turnover' || scenario === 'quick replacement';
    const fullness = stretch.kind === 'parking' ? random.between(0.3, 0.95) : random.between(0.05, 0.4);
    let quick = scenario === 'quick replacement' && stretch.kind === 'parking' ? 2 : 0;
    for (const place of placesOf(stretch, stretch.kind === 'loading' ? LONG_PLACE_M : PLACE_M)) {
      if (random.is(fullness)) {
        const leaves = quick > 0 || random.is(isLively ? 0.5 : 0.25);
        const untilS = leaves ? random.between(12, CLIP_S - 12) : Infinity;
        this.#parked.push({ kind: this.#kindFor(stretch), place, untilS });
        if (leaves && (quick-- > 0 || random.is(0.2))) this.#arrive(stretch, place, untilS + random.between(-8, 4));
      } else if (random.is(isLively ? 0.5 : 0.22)) this.#arrive(stretch, place, random.between(0, CLIP_S - 25));
    }
  }

  #arrive(stretch: CurbStretch, place: ParkingPlace, atS: number): void {
    const { random } = this;
    const isShort = stretch.kind !== 'parking' ? random.is(0.4) : random.is(0.15);
    const forS = isShort ? random.between(2, 6.2) : random.is(0.45) ? random.between(10, 45) : Infinity;
    const errands: Errand[] = [{ kind: 'park', place, forS }];
    this.#trips.push({ atS: atS - APPROACH_S, lane: place.lane, kind: this.#kindFor(stretch), errands });
  }

  #serve(stretch: CurbStretch): void {
    const { random } = this;
    const place = { xM: stretch.xM, yM: (stretch.nearM + stretch.farM) / 2, lane: stretch.lane };
    let atS = random.between(-20, 30);
    while (atS < CLIP_S - 30) {
      const forS = random.is(0.4) ? random.between(30, 60) : random.between(10, 25);
      const errands: Errand[] = [{ kind: 'park', place, forS }];
      this.#trips.push({ atS: atS - APPROACH_S, lane: stretch.lane, kind: 'bus', errands });
      atS += forS + random.between(25, 60);
    }
  }

  #kindFor(stretch: CurbStretch): VehicleKindName {
    if (stretch.kind !== 'loading') return this.random.pick(CARS);
    return this.random.pick(['van', 'van', 'truck', 'sedan']);
  }

  #flowPerS(): number {
    const { random } = this;
    switch (this.scenario) {
      case 'lone double parker':
        return random.between(0, 0.01);
      case 'red light':
      case 'red light and double parker':
      case 'left turn':
        return random.between(0.07, 0.2);
      default:
        return random.between(0.015, 0.12);
    }
  }

  #drivePast(perS: number): void {
    const { random, plan } = this;
    for (const lane of plan.lanes) {
      let atS = -BEFORE_S + random.between(0, 10);
      for (;;) {
        atS += 1.8 - Math.log(1 - random.next()) / Math.max(1e-3, perS);
        if (atS > CLIP_S) break;
        const kind = random.is(0.06) ? random.pick(['truck', 'bus'] as const) : random.pick(CARS);
        const isTurning = this.scenario === 'left turn' && lane === plan.lanes[1];
        const errands: Errand[] = isTurning ? [{ kind: 'turn', forS: this.#turnS() }] : [];
        this.#trips.push({ atS, lane, kind, errands });
      }
    }
  }

  #turnS(): number {
    return this.random.is(0.35) ? this.random.between(8, 30) : this.random.between(0.5, 3);
  }

  #signal(): IsGreen {
    const { random, scenario } = this;
    const isControlled = ['red light', 'red light and double parker', 'left turn'].includes(scenario) || random.is(0.2);
    if (!isControlled) return () => true;
    const greenS = random.between(14, 30);
    const redS = random.between(15, 45);
    const offsetS = random.between(0, greenS + redS);
    return (atS) => (((atS + offsetS) % (greenS + redS)) + greenS + redS) % (greenS + redS) < greenS;
  }

  #special(): void {
    const { scenario, random } = this;
    const count = scenario === 'double parker in traffic' ? 2 : 1;
    switch (scenario) {
      case 'double parker in traffic':
      case 'lone double parker':
      case 'facing double parker':
      case 'red light and double parker':
        for (let i = 0; i < count; i++) this.#doublePark(random.pick(['sedan', 'van', 'suv', 'truck']), 10 + 45 * i);
        break;
      case 'hidden double parker':
        this.#doublePark(random.pick(['sedan', 'van', 'suv']), 5);
        this.#standBeside();
        break;
      case 'waiting for a place':
        this.#waitForPlace();
        break;
      default:
        if (random.is(0.25)) this.#doublePark(random.pick(['sedan', 'van']), 10);
    }
  }

  /** In a lane whose traffic can pass it; alone it may stand in any. */
  #doublePark(kind: VehicleKindName, fromS: number): void {
    const { plan, random, scenario } = this;
    const facing = plan.lanes.filter(({ way }) => way === -1);
    const lanes = scenario === 'facing double parker' ? facing : plan.lanes;
    if (plan.lanes.length === 1 && scenario !== 'lone double parker') return;
    const lane = lanes[Math.floor(random.next() * lanes.length)];
    if (!lane) return;
    const [nearM, farM] = this.#standable(lane);
    if (farM - nearM < 2) return;
    const yM = random.between(nearM, farM);
    const forS = random.is(0.15) ? random.between(3, 9) : random.between(15, 55);
    const atS = Math.max(-BEFORE_S / 2, fromS + random.between(-25, 25));
    this.#trips.push({ atS, lane, kind, errands: [{ kind: 'stand', yM, forS }] });
  }

  /** Nobody double parks within a few lengths of a stop line. */
  #standable(lane: Lane): readonly [number, number] {
    const { nearM, farM, stopLineM } = this.plan;
    return lane.way === 1 ? [nearM + 2, stopLineM[1] - 15] : [stopLineM[-1] + 13, farM - 4];
  }

  /** Large vehicles that are held up for a while in the other lane, beside the double parker. */
  #standBeside(): void {
    const { plan, random } = this;
    const own = this.#trips.at(-1);
    const stand = own?.errands[0];
    const other = plan.lanes.find((lane) => lane !== own?.lane);
    if (stand?.kind !== 'stand' || !own || !other) return;
    for (let i = 0; i < 2; i++) {
      const atS = own.atS + 12 + 22 * i + random.between(0, 8);
      const yM = stand.yM + random.between(-3, 3);
      const errands: Errand[] = [{ kind: 'stand', yM, forS: random.between(4, 9), reason: 'yielding' }];
      this.#trips.push({ atS, lane: other, kind: random.pick(['bus', 'truck']), errands });
    }
  }

  /** A driver who waits in the lane until a parked car leaves. */
  #waitForPlace(): void {
    const { random } = this;
    const leaving = this.#parked.filter(({ untilS }) => Number.isFinite(untilS) && untilS > 30);
    for (const { place, untilS } of leaving.slice(0, 2)) {
      const errands: Errand[] = [{ kind: 'park', place, forS: Infinity, waitsS: 60 }];
      const atS = untilS - random.between(12, 35);
      this.#trips.push({ atS, lane: place.lane, kind: random.pick(CARS), errands });
    }
  }
}

function placesOf({ xM, lane, nearM, farM }: CurbStretch, lengthM: number): ParkingPlace[] {
  const count = Math.floor((farM - nearM) / lengthM);
  const firstM = (nearM + farM) / 2 - ((count - 1) * lengthM) / 2;
  return Array.from({ length: count }, (_, i) => ({ xM, lane, yM: firstM + i * lengthM }));
}
