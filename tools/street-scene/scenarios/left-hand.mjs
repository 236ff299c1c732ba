import { LANE_LEFT, LANE_RIGHT, CURB_LEFT, NORTH, SOUTH } from '../street-plan.mjs';
import {
  STAYS,
  enterNorthbound,
  enterSouthbound,
  leaveNorth,
  leaveSouth,
  parkedLeft,
  parkedRight,
  passing,
  walk,
} from './ways.mjs';
import { ALWAYS_GREEN, PARAMETERS, calibrationAt, leftCurb, leftLane, rightCurb, rightLane } from './zones.mjs';

/**
 * Traffic on the left, seen from high above a short stretch of street on a sunny day: a bay changes hands within seconds,
 * and a car that double-parks is overtaken. The exposure jumps when the sun comes out.
 */
const BAY_Y = 21;

const intoBay = [
  [LANE_LEFT, BAY_Y - 9],
  [CURB_LEFT, BAY_Y],
];
const outOfBay = [[LANE_LEFT, BAY_Y + 9], ...leaveNorth(LANE_LEFT)];
const overtake = [
  [LANE_LEFT, 8],
  [1.2, 19],
  [1.2, 32],
  [LANE_LEFT, 44],
  [LANE_LEFT, 140],
];

export default {
  name: 'left-hand',
  seed: 5,
  fps: 5,
  durationSeconds: 75,
  startTime: '2025-07-01T11:30:00.000Z',
  weather: 'sunny',
  city: 'brick',
  pole: { x: 1.5, y: 2, heightM: 11, panDeg: -4, tiltDeg: 27, fovDeg: 38, size: [768, 432] },
  exposure: [
    { from: 0, gain: 0.8 },
    { from: 44, gain: 1.25 },
  ],
  zones: [
    leftCurb('parking_left', 'parking', [9.5, 41]),
    rightCurb('parking_right', 'parking', [9.5, 41]),
    leftLane(10),
    rightLane(10),
  ],
  calibrationGrid: calibrationAt(12, 16, 24, 32, 40),
  parameters: PARAMETERS,
  signal: ALWAYS_GREEN,
  trees: [
    [6.6, 30],
    [-6.7, 66],
    [6.6, 70],
  ],
  vehicles: [
    { id: 'left-1', type: 'suv', paint: '#e9e9e6', start: parkedLeft(12, NORTH), steps: STAYS },
    { id: 'left-3', type: 'hatchback', paint: '#1d3f8a', start: parkedLeft(37, NORTH), steps: STAYS },
    { id: 'right-1', type: 'estate', paint: '#3d3f42', start: { ...parkedRight(18), heading: SOUTH }, steps: STAYS },
    { id: 'right-2', type: 'sedan', paint: '#a99f8c', start: { ...parkedRight(30), heading: SOUTH }, steps: STAYS },
    {
      id: 'leaver',
      type: 'hatchback',
      paint: '#9d2420',
      start: parkedLeft(BAY_Y, NORTH),
      steps: [{ holdUntil: 14 }, { drive: outOfBay, cruise: 6.5, exit: 6.5, accelMax: 1.7, signal: 'right' }],
    },
    {
      id: 'taker',
      type: 'hatchback',
      paint: '#b23a2e',
      start: enterNorthbound(15.5, 8, LANE_LEFT),
      steps: [{ drive: intoBay, cruise: 8, signal: 'left' }, { stay: true }],
    },
    {
      id: 'double-parker',
      type: 'sedan',
      paint: '#d8d4c6',
      start: enterNorthbound(24, 9, LANE_LEFT),
      steps: [
        { drive: [[LANE_LEFT, 26]], cruise: 8.5, brakeMax: 2.3 },
        { holdUntil: 61, signal: 'hazard', parked: true },
        { drive: leaveNorth(LANE_LEFT), cruise: 8, exit: 8, accelMax: 1.5 },
      ],
    },
    passing('overtaker-1', 'suv', '#20242b', enterNorthbound(36, 8, LANE_LEFT), overtake, 8),
    passing('overtaker-2', 'van', '#e0b93a', enterNorthbound(41, 8, LANE_LEFT), overtake, 8),
    passing('oncoming-1', 'sedan', '#5b6f8f', enterSouthbound(2, 10, LANE_RIGHT), leaveSouth(LANE_RIGHT)),
    passing('oncoming-2', 'estate', '#7c8288', enterSouthbound(18, 10, LANE_RIGHT), leaveSouth(LANE_RIGHT)),
    passing('oncoming-3', 'hatchback', '#c8b73a', enterSouthbound(55, 10, LANE_RIGHT), leaveSouth(LANE_RIGHT)),
  ],
  pedestrians: [walk({ at: 5, speed: 1.3, coat: '#7a3d5d' }, [10.6, 15.2], [8.6, 17], [8.2, 38], [10.6, 39.4])],
};
