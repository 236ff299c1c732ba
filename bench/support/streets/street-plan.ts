import { fitHomography } from '#curb';
import type { CurbKind, Homography, Zone, ZoneKind } from '#curb';
import type { Chance } from './chance.js';
import { project, projectZone } from './pole-camera.js';
import type { Pole, RoadPoint } from './pole-camera.js';
import type { Scenario } from './scenario.js';

export interface Lane {
  readonly id: string;
  readonly xM: number;
  /** 1 drives away from the camera, -1 towards it. */
  readonly way: 1 | -1;
}

/** A stretch along the curb that an installer would draw as one zone. */
export interface CurbStretch {
  readonly id: string;
  readonly kind: CurbKind;
  readonly xM: number;
  readonly nearM: number;
  readonly farM: number;
  /** The lane it is reached from. */
  readonly lane: Lane;
}

export interface StreetZone {
  readonly zone: Zone;
  readonly ground: readonly RoadPoint[];
}

export interface StreetPlan {
  readonly pole: Pole;
  readonly lanes: readonly Lane[];
  readonly stretches: readonly CurbStretch[];
  readonly zones: readonly StreetZone[];
  readonly homography: Homography | null;
  /** The reach of the zones along the street. */
  readonly nearM: number;
  readonly farM: number;
  /** Where lanes of either way stop at red. */
  readonly stopLineM: Readonly<Record<1 | -1, number>>;
}

/** Installers are told to draw lanes to the stop line; not all do. */
const DRAWN_BEYOND_SHARE = 0.33;

export const CURB_WIDTH_M = 2.4;
/** The smallest car an installer would watch, as the square root of its picture's area: 24 px, 20 px from afar. */
const FAR_CAR_PX = { near: 29, far: 21 };
const CAR_SIDE_M = 2;
/** Zones are drawn from where vehicles are seen whole: a car's length into the picture. */
const SEEN_WHOLE_M = 3;

/** A random street with a random camera for what the scenario is about. */
export function planStreet(random: Chance, scenario: Scenario): StreetPlan {
  const laneM = random.between(3, 3.5);
  const ways = pickWays(random, scenario);
  const down = ways.filter((way) => way === -1).length;
  const leftM = -down * laneM;
  const rightM = (ways.length - down) * laneM;
  const lanes = ways.map((way, i) => ({ id: `lane_${i + 1}`, way, xM: leftM + (i + 0.5) * laneM }));
  const pole = pickPole(random, { leftM, rightM, scenario });
  const nearM = nearestInPicture(pole, [leftM - CURB_WIDTH_M, rightM + CURB_WIDTH_M], scenario);
  const carPx = scenario === 'far' ? FAR_CAR_PX.far : random.between(FAR_CAR_PX.near, 40);
  const reachM = (pole.focalPx * CAR_SIDE_M) / carPx;
  const farM = Math.max(nearM + 26, Math.min(scenario === 'far' ? 85 : 58, reachM));
  // Where the lane is drawn to its line, or through the junction or a crossing in the middle of the block.
  const beyondM = random.is(DRAWN_BEYOND_SHARE) ? random.between(12, Math.max(12, Math.min(35, farM - nearM - 24))) : 0;
  const stopLineM = {
    1: farM - beyondM - random.between(0, 1),
    [-1]: nearM + beyondM + random.between(0, 2),
  } as const;
  const stretches = [
    ...planCurb(random, { side: 'right', xM: rightM + CURB_WIDTH_M / 2, lane: lanes.at(-1), nearM, farM, scenario }),
    ...planCurb(random, { side: 'left', xM: leftM - CURB_WIDTH_M / 2, lane: lanes[0], nearM, farM, scenario }),
  ];
  const zones = [
    ...stretches.map(({ id, kind, xM, nearM: y0, farM: y1 }) =>
      zoneOf(pole, { id, kind, ground: rectangle(xM - CURB_WIDTH_M / 2, xM + CURB_WIDTH_M / 2, y0, y1) }),
    ),
    ...lanes.map(({ id, xM }) =>
      zoneOf(pole, { id, kind: 'travel_lane', ground: rectangle(xM - laneM / 2, xM + laneM / 2, nearM - 2, farM) }),
    ),
  ];
  const marks = [leftM, (leftM + rightM) / 2, rightM].flatMap((xM) =>
    [nearM + 1, (2 * nearM + farM) / 3, farM].map((yM) => [xM, yM] as const),
  );
  return { pole, lanes, stretches, zones, homography: surveyed(pole, marks), nearM, farM, stopLineM };
}

function pickWays(random: Chance, scenario: Scenario): readonly (1 | -1)[] {
  if (scenario === 'left turn') return [-1, 1, 1];
  if (scenario === 'hidden double parker') return random.is(0.5) ? [-1, -1] : [1, 1];
  if (scenario === 'facing double parker') return random.is(0.5) ? [-1, -1] : [-1, 1];
  return random.pick<readonly (1 | -1)[]>([[1], [-1], [-1, 1], [-1, 1], [1, 1], [-1, -1], [-1, 1, 1], [-1, -1, 1]]);
}

function pickPole(
  random: Chance,
  { leftM, rightM, scenario }: { readonly leftM: number; readonly rightM: number; readonly scenario: Scenario },
): Pole {
  const size = random.pick<readonly [number, number]>([
    [1280, 720],
    [1280, 720],
    [1280, 960],
  ]);
  const [widthPx, heightPx] = size;
  const asideM = CURB_WIDTH_M + random.between(0.6, 4);
  const side = random.pick(['left', 'right', 'over'] as const);
  const middleM = (leftM + rightM) / 2;
  const xM = side === 'left' ? leftM - asideM : side === 'right' ? rightM + asideM : random.between(leftM, rightM);
  const fov = scenario === 'far' ? random.between(0.42, 0.55) : random.between(0.56, 0.85);
  const focalPx = heightPx / 2 / Math.tan(fov / 2);
  const heightM = random.between(scenario === 'hidden double parker' ? 4 : 4.5, 9);
  const targetM = scenario === 'far' ? random.between(30, 45) : random.between(14, 26);
  const targetXM = middleM + random.between(-1.5, 1.5);
  const panRad = Math.atan2(targetXM - xM, targetM);
  const tiltRad = Math.atan2(heightM - 0.5, Math.hypot(targetM, targetXM - xM));
  return { xM, heightM, panRad, tiltRad, focalPx, widthPx, heightPx };
}

/** From here on the whole width of the road is in the picture; at the edge only half of it need be. */
function nearestInPicture(pole: Pole, xsM: readonly number[], scenario: Scenario): number {
  const isIn = (xM: number, yM: number) => {
    const at = project(pole, [xM, yM]);
    return at !== null && at.x >= 0 && at.x <= pole.widthPx && at.y <= pole.heightPx;
  };
  const needed = scenario === 'edge' ? xsM.slice(0, 1).concat((xsM[0] ?? 0) / 2 + (xsM[1] ?? 0) / 2) : xsM;
  let yM = 2;
  while (yM < 30 && !needed.every((xM) => isIn(xM, yM))) yM += 0.5;
  return scenario === 'edge' ? yM : yM + SEEN_WHOLE_M;
}

interface CurbSide {
  readonly side: 'left' | 'right';
  readonly xM: number;
  readonly lane: Lane | undefined;
  readonly nearM: number;
  readonly farM: number;
  readonly scenario: Scenario;
}

function planCurb(random: Chance, { side, xM, lane, nearM, farM, scenario }: CurbSide): CurbStretch[] {
  if (!lane || (random.is(0.15) && side === 'left')) return [];
  const stretches: CurbStretch[] = [];
  let y = nearM;
  while (farM - y > 12) {
    const first = stretches.length === 0;
    const kind =
      scenario === 'bus stop' && first && side === 'right'
        ? 'bus_stop'
        : random.pick(['parking', 'parking', 'parking', 'loading', 'no_stopping'] as const);
    const lengthM = kind === 'bus_stop' ? 18 : random.between(12, Math.min(30, farM - y));
    stretches.push({ id: `${kind}_${side}_${stretches.length}`, kind, xM, lane, nearM: y, farM: y + lengthM });
    y += lengthM + (random.is(0.6) ? 0.3 : random.between(2, 8));
  }
  return stretches;
}

function zoneOf(
  pole: Pole,
  { id, kind, ground }: { readonly id: string; readonly kind: ZoneKind; readonly ground: readonly RoadPoint[] },
): StreetZone {
  return { zone: { id, kind, polygon: projectZone(pole, ground) }, ground };
}

/** An installer marks what can be seen, to a pixel or so. */
function surveyed(pole: Pole, marks: readonly (readonly [number, number])[]): Homography | null {
  const pairs = marks.flatMap(([xM, yM]) => {
    const at = project(pole, [xM, yM]);
    if (!at || at.x < 0 || at.y < 0 || at.x > pole.widthPx || at.y > pole.heightPx) return [];
    const image = { x: Math.round(at.x) / pole.widthPx, y: Math.round(at.y) / pole.heightPx };
    return [{ image, ground: { xM, yM } }];
  });
  return pairs.length >= 6 ? fitHomography(pairs).homography : null;
}

function rectangle(x0: number, x1: number, y0: number, y1: number): RoadPoint[] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}
