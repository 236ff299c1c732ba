import { CURB_LEFT, CURB_RIGHT, LANE_LEFT, LANE_RIGHT } from '../street-plan.mjs';
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
 * Rain on a wet road and a pole that sways in the wind, seen from the right: two deliveries, a stop where none is allowed,
 * a stop too short to count, and the camera's exposure jumping up and back.
 */
const throughLeft = [
  [LANE_LEFT, 34],
  [CURB_LEFT, 24],
];

export default {
  name: 'rain-sway',
  seed: 67,
  fps: 5,
  durationSeconds: 70,
  startTime: '2025-10-07T06:40:00.000Z',
  weather: 'rain',
  city: 'brick',
  pole: { x: 5.6, y: 0, heightM: 5.8, panDeg: -17, tiltDeg: 14, fovDeg: 40, size: [960, 540] },
  sway: { amplitudePx: 3.5, periodSeconds: 2.3 },
  exposure: [
    { from: 0, gain: 1 },
    { from: 33, gain: 1.5 },
    { from: 47, gain: 1 },
  ],
  zones: [
    rightCurb('loading_right', 'loading', [13, 29]),
    rightCurb('no_stopping', 'no_stopping', [30.5, 42]),
    leftCurb('parking_left', 'parking', [12, 41]),
    rightLane(6),
    leftLane(6),
  ],
  calibrationGrid: calibrationAt(11, 16, 24, 34, 42),
  parameters: PARAMETERS,
  signal: ALWAYS_GREEN,
  trees: [
    [-6.7, 22],
    [6.6, 66],
    [-6.7, 72],
  ],
  vehicles: [
    { id: 'left-1', type: 'sedan', paint: '#26313f', start: parkedLeft(15.5), steps: STAYS },
    { id: 'left-3', type: 'suv', paint: '#8a8f94', start: parkedLeft(36), steps: STAYS },
    {
      id: 'delivery-1',
      type: 'van',
      paint: '#e9e9e6',
      start: enterNorthbound(2),
      steps: [
        {
          drive: [
            [LANE_RIGHT, 14],
            [CURB_RIGHT, 25],
          ],
          cruise: 8,
          signal: 'right',
        },
        { holdUntil: 41 },
        { drive: [[LANE_RIGHT, 36], ...leaveNorth()], cruise: 7, exit: 7, accelMax: 1.5, signal: 'left' },
      ],
    },
    {
      id: 'delivery-2',
      type: 'van',
      paint: '#244a8f',
      start: enterNorthbound(12),
      steps: [
        {
          drive: [
            [LANE_RIGHT, 5],
            [CURB_RIGHT, 15.5],
          ],
          cruise: 7,
          signal: 'right',
        },
        { stay: true },
      ],
    },
    {
      id: 'no-stopper',
      type: 'suv',
      paint: '#17191c',
      start: enterNorthbound(21, 9),
      steps: [
        {
          drive: [
            [LANE_RIGHT, 29],
            [CURB_RIGHT, 38.5],
          ],
          cruise: 9,
          signal: 'right',
        },
        { holdUntil: 56 },
        { drive: [[LANE_RIGHT, 49], ...leaveNorth()], cruise: 7, exit: 7, signal: 'left' },
      ],
    },
    {
      id: 'short-stop',
      type: 'hatchback',
      paint: '#c8b73a',
      start: enterSouthbound(6),
      steps: [
        { drive: throughLeft, cruise: 9, signal: 'right' },
        { hold: 4 },
        { drive: [[LANE_LEFT, 14], ...leaveSouth()], cruise: 7, exit: 7, signal: 'left' },
      ],
    },
    {
      id: 'visitor',
      type: 'estate',
      paint: '#d2d0c8',
      start: enterSouthbound(29),
      steps: [{ drive: throughLeft, cruise: 9, signal: 'right' }, { stay: true }],
    },
    passing('through-1', 'sedan', '#8c1f2a', enterNorthbound(30.5, 10), leaveNorth()),
    passing('through-2', 'hatchback', '#e7e3d6', enterNorthbound(52, 10), leaveNorth()),
    passing('oncoming-1', 'suv', '#5b2a2a', enterSouthbound(45, 11), leaveSouth(), 11),
    { id: 'far-1', type: 'sedan', paint: '#4d5358', start: parkedRight(66), steps: STAYS },
  ],
  pedestrians: [walk({ at: 8, speed: 1.4, coat: '#2c3e63' }, [10.6, 42.8], [7.2, 45.7], [-7.4, 45.6], [-10.6, 42.2])],
};
