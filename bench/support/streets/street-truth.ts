import type { VisitType } from '#curb';
import type { StopReason } from './driver.js';
import type { Scenario } from './scenario.js';
import { BEFORE_S, CLIP_S, tellStory } from './street-story.js';
import type { StreetPlan } from './street-plan.js';
import { chance } from './chance.js';
import type { Chance } from './chance.js';
import { contains, isLane } from '#curb';
import { STEP_S } from './traffic.js';
import type { Traffic } from './traffic.js';
import { kindOf } from './vehicle-kinds.js';
import type { VehicleKind } from './vehicle-kinds.js';
import { project } from './pole-camera.js';

/** The definitions of ../shared/curbbench/README.md. */
const STILL_MPS = 0.05;
const STOP_S_MIN = 0.4;
export const MIN_DWELL_S = 8;
export const DOUBLE_PARKING_S = 12;
const LIMIT_MARGIN_S = 1.5;
/** Nobody waits for long astride two lanes. */
const ASTRIDE_M = 0.7;
const ASTRIDE_S_MAX = 5;

export interface Pose {
  readonly xM: number;
  readonly yM: number;
  /** Against +Y, clockwise. */
  readonly headingRad: number;
  readonly speedMps: number;
}

/** One vehicle's way: a pose every `STEP_S` from the clip's beginning, null while it is not on the street. */
export interface Way {
  readonly id: number;
  readonly vehicle: VehicleKind;
  readonly poses: readonly (Pose | null)[];
}

export interface Stop {
  readonly vehicle: number;
  readonly zone: string;
  readonly type: VisitType;
  readonly startS: number;
  /** Null where it stands to the end. */
  readonly endS: number | null;
  readonly startedBefore: boolean;
  readonly xM: number;
  readonly yM: number;
  readonly reason: StopReason | null;
  /** Whether it counts; else it is there to be mistaken for something that does. */
  readonly counts: boolean;
  /** Whether its place is in the picture; else nobody can tell for sure that it is in the zone. */
  readonly isInPicture: boolean;
}

export interface StreetTruth {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly plan: StreetPlan;
  readonly ways: readonly Way[];
  readonly stops: readonly Stop[];
}

const TRIES_MAX = 40;

/** The street of a seed. Stories with a stop too near to a limit to be judged are told again. */
export function streetTruth(seed: number, scenario: Scenario): StreetTruth {
  const random = chance(seed);
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const truth = liveThrough(random.apart(), seed, scenario);
    if (truth) return truth;
  }
  throw new Error(`no clear story for seed ${seed}, ${scenario}`);
}

interface OpenWay {
  readonly way: { id: number; vehicle: VehicleKind; poses: (Pose | null)[] };
  readonly stops: OpenStop[];
}

interface OpenStop {
  fromS: number;
  toS: number | null;
  xM: number;
  yM: number;
  reason: StopReason | null;
}

function liveThrough(random: Chance, seed: number, scenario: Scenario): StreetTruth | null {
  const { plan, traffic } = tellStory(random, scenario);
  if (!plan.homography) return null;
  const ways = new Map<number, OpenWay>();
  const steps = Math.round(CLIP_S / STEP_S);
  for (let step = -Math.round(BEFORE_S / STEP_S); step <= steps; step++) {
    traffic.step(step * STEP_S);
    record(traffic, step, ways);
  }
  if (traffic.isDeadlocked) return null;
  const stops: Stop[] = [];
  for (const { way, stops: open } of ways.values()) {
    for (const stop of open) {
      const judged = judge(stop, way.id, plan);
      if (judged === 'unclear') return null;
      if (judged) stops.push(judged);
    }
  }
  return { seed, scenario, plan, ways: [...ways.values()].map(({ way }) => way), stops };
}

function record({ drivers }: Traffic, step: number, ways: Map<number, OpenWay>): void {
  const atS = step * STEP_S;
  for (const driver of drivers) {
    let open = ways.get(driver.id);
    if (!open) {
      open = { way: { id: driver.id, vehicle: kindOf(driver.kindName), poses: [] }, stops: [] };
      ways.set(driver.id, open);
    }
    const { way, stops } = open;
    const last = stops.at(-1);
    const isStill = !driver.isGone && Math.abs(driver.speedMps) < STILL_MPS;
    if (isStill && (!last || last.toS !== null)) {
      stops.push({ fromS: atS, toS: null, xM: driver.xM, yM: driver.yM, reason: driver.reason });
    } else if (isStill && last) last.reason ??= driver.reason;
    else if (last?.toS === null) last.toS = atS;
    if (step < 0) continue;
    while (way.poses.length < step) way.poses.push(null);
    const turned = driver.lane.way === 1 ? 0 : Math.PI;
    const { xM, yM, speedMps } = driver;
    way.poses.push(driver.isGone ? null : { xM, yM, speedMps, headingRad: turned + driver.headingRad });
  }
}

function judge({ fromS, toS, xM, yM, reason }: OpenStop, vehicle: number, plan: StreetPlan): Stop | 'unclear' | null {
  if (fromS >= CLIP_S || (toS !== null && (toS <= 0 || toS - fromS < STOP_S_MIN))) return null;
  const zone = plan.zones.find(({ ground }) =>
    contains(
      ground.map(([x, y]) => ({ x, y })),
      { x: xM, y: yM },
    ),
  )?.zone;
  const at = project(plan.pole, [xM, yM]);
  if (!zone || !at) return null;
  const image = { x: at.x / plan.pole.widthPx, y: at.y / plan.pole.heightPx };
  const isInPicture = contains(zone.polygon, image);
  const endS = toS !== null && toS < CLIP_S ? toS : null;
  const startS = Math.max(0, fromS);
  const type = isLane(zone.kind) ? 'double_parking' : 'dwell';
  const limitS = type === 'dwell' ? MIN_DWELL_S : DOUBLE_PARKING_S;
  const lastsS = (endS ?? CLIP_S) - startS;
  // Nobody gives way: two who pull out face to face, as drivers do not.
  const lane = plan.lanes.find(({ id }) => id === zone.id);
  if (lane && reason !== null && lastsS > ASTRIDE_S_MAX && Math.abs(xM - lane.xM) > ASTRIDE_M) return 'unclear';
  const isExcused = type === 'double_parking' && reason !== null;
  if (!isExcused && Math.abs(lastsS - limitS) < LIMIT_MARGIN_S) return 'unclear';
  const counts = !isExcused && lastsS >= limitS;
  return { vehicle, zone: zone.id, type, startS, endS, startedBefore: fromS <= 0, xM, yM, reason, counts, isInPicture };
}
