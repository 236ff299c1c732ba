import {
  CROSS_EASTBOUND,
  CROSS_WESTBOUND,
  CURB_LEFT,
  CURB_RIGHT,
  EAST,
  LANE_LEFT,
  LANE_RIGHT,
  NORTH,
  SOUTH,
  WEST,
} from '../street-plan.mjs';

/** Ways that many stories share: how vehicles come into view, turn and leave. */

export const STAYS = [{ stay: true }];

export const parkedRight = (y) => ({ at: 0, x: CURB_RIGHT, y, heading: NORTH });
export const parkedLeft = (y, heading = SOUTH) => ({ at: 0, x: CURB_LEFT, y, heading });
/** From behind the camera, in the lane away from it. */
export const enterNorthbound = (at, speed = 9, x = LANE_RIGHT) => ({ at, x, y: -16, heading: NORTH, speed });
/** From far up the street, towards the camera. */
export const enterSouthbound = (at, speed = 10, x = LANE_LEFT) => ({ at, x, y: 138, heading: SOUTH, speed });
/** Out of the crossing road, from the right-hand arm. */
export const enterFromEast = (at, speed = 6) => ({ at, x: 30, y: CROSS_WESTBOUND, heading: WEST, speed });

export const turnEast = [
  [LANE_RIGHT, 44],
  [9, CROSS_EASTBOUND, EAST],
  [32, CROSS_EASTBOUND],
];
export const turnWest = [
  [LANE_LEFT, 46],
  [-8, CROSS_WESTBOUND, WEST],
  [-32, CROSS_WESTBOUND],
];
export const turnSouth = [
  [5.5, CROSS_WESTBOUND],
  [LANE_LEFT, 47.5, SOUTH],
];
export const leaveNorth = (x = LANE_RIGHT) => [[x, 140]];
export const leaveSouth = (x = LANE_LEFT) => [[x, -20]];

/** Drives by without a stop. */
export const passing = (id, type, paint, start, drive, cruise = 10) => ({
  id,
  type,
  paint,
  start,
  steps: [{ drive, cruise, exit: cruise }],
});

/** One car of a queue: stops behind the one ahead, then leaves as part of the wave. */
export const queued = ({
  id,
  type,
  paint,
  at,
  x = LANE_RIGHT,
  stopY,
  leaves,
  way = leaveNorth(x),
  reason = 'queue',
}) => ({
  id,
  type,
  paint,
  start: enterNorthbound(at, 9, x),
  steps: [
    { drive: [[x, stopY]], cruise: 8.5, brakeMax: 2.3 },
    { holdUntil: leaves, reason },
    { drive: way, cruise: 7, exit: 7, accelMax: 2 },
  ],
});

/** Backs into a bay at the right-hand curb, `y` being the bay's middle. */
export const backInRight = (y, ahead = 6.4) => [
  { drive: [[LANE_RIGHT + 0.3, y + ahead]], cruise: 8.5, signal: 'right' },
  { hold: 0.9, reason: 'manoeuvre', signal: 'right' },
  { reverse: [[CURB_RIGHT, y]], cruise: 1.7, accelMax: 1.2, brakeMax: 1.2, signal: 'right' },
];
/** Pulls out of such a bay. */
export const pullOutRight = (y, way = leaveNorth()) => ({
  drive: [[LANE_RIGHT, y + 8], ...way],
  cruise: 6.5,
  exit: 6.5,
  accelMax: 1.6,
  signal: 'left',
});

/** Walkers come out of one door and leave by another, so that none of them appears or vanishes in view. */
export const walk = (pace, ...way) => ({ ...pace, way });
