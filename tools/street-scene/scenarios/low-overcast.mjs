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
 * A low camera on the other pavement, under clouds, in a city of concrete: passing cars hide the far curb. A delivery van
 * double-parks in the oncoming lane, and a bay is taken again ten seconds after it was left.
 */
const BAY_Y = 24;

/** Nose first into the bay and out again. */
const intoBay = [
  [LANE_RIGHT, BAY_Y - 9],
  [CURB_RIGHT, BAY_Y],
];
const outOfBay = [[LANE_RIGHT, BAY_Y + 9], ...leaveNorth()];
/** Round the van that stands in the oncoming lane. */
const round = [
  [LANE_LEFT, 46],
  [LANE_RIGHT - 0.3, 36],
  [LANE_RIGHT - 0.3, 26],
  [LANE_LEFT, 14],
  [LANE_LEFT, -20],
];

export default {
  name: 'low-overcast',
  seed: 23,
  fps: 5,
  durationSeconds: 70,
  startTime: '2025-09-02T08:00:00.000Z',
  weather: 'overcast',
  city: 'concrete',
  pole: { x: 5.6, y: 0, heightM: 4.3, panDeg: -14, tiltDeg: 8.5, fovDeg: 38, size: [768, 432] },
  zones: [
    rightCurb('parking_right', 'parking', [12, 38]),
    leftCurb('parking_left', 'parking', [10, 41]),
    rightLane(6),
    leftLane(6),
  ],
  calibrationGrid: calibrationAt(12, 18, 26, 36, 42),
  parameters: PARAMETERS,
  signal: ALWAYS_GREEN,
  trees: [
    [-6.7, 20],
    [-6.7, 36],
    [6.6, 66],
    [-6.7, 70],
    [6.6, 84],
  ],
  vehicles: [
    { id: 'left-1', type: 'hatchback', paint: '#3d4a3f', start: parkedLeft(15), steps: STAYS },
    { id: 'left-2', type: 'suv', paint: '#17191c', start: parkedLeft(21), steps: STAYS },
    { id: 'left-3', type: 'sedan', paint: '#c2c5c8', start: parkedLeft(38.6), steps: STAYS },
    { id: 'right-1', type: 'estate', paint: '#5d2226', start: parkedRight(35), steps: STAYS },
    {
      id: 'leaver',
      type: 'sedan',
      paint: '#8d949b',
      start: parkedRight(BAY_Y),
      steps: [{ holdUntil: 15 }, { drive: outOfBay, cruise: 6.5, exit: 6.5, accelMax: 1.6, signal: 'left' }],
    },
    {
      id: 'taker',
      type: 'hatchback',
      paint: '#b5532c',
      start: enterNorthbound(20.3, 8),
      steps: [
        { drive: intoBay, cruise: 8, signal: 'right' },
        { holdUntil: 62 },
        { drive: outOfBay, cruise: 6, exit: 6 },
      ],
    },
    {
      id: 'double-parker',
      type: 'van',
      paint: '#e7e8e6',
      start: enterSouthbound(4),
      steps: [
        { drive: [[LANE_LEFT, 28]], cruise: 10, brakeMax: 2.2 },
        { holdUntil: 51, signal: 'hazard', parked: true },
        { drive: leaveSouth(), cruise: 8, exit: 8, accelMax: 1.4 },
      ],
    },
    passing('oncoming-1', 'suv', '#2f3b57', enterSouthbound(29), round, 8),
    passing('oncoming-2', 'sedan', '#a8a49a', enterSouthbound(42.5), round, 8),
    passing('through-1', 'estate', '#20242b', enterNorthbound(3, 10), leaveNorth()),
    passing('through-2', 'van', '#39618f', enterNorthbound(54, 9), leaveNorth(), 9),
    {
      id: 'short-stop',
      type: 'hatchback',
      paint: '#d8d4c6',
      start: enterSouthbound(51.5, 9),
      steps: [
        {
          drive: [
            [LANE_LEFT, 37],
            [CURB_LEFT, 27.3],
          ],
          cruise: 9,
          signal: 'right',
        },
        { hold: 3 },
        { drive: [[LANE_LEFT, 19.5], ...leaveSouth()], cruise: 7, exit: 7, signal: 'left' },
      ],
    },
    { id: 'far-1', type: 'sedan', paint: '#4d5358', start: parkedRight(66), steps: STAYS },
  ],
  pedestrians: [
    walk({ at: 3, speed: 1.3, coat: '#7a3d5d' }, [-10.6, 15.2], [-8.6, 17], [-8.2, 38], [-10.6, 39.4]),
    walk({ at: 22, speed: 1.3, coat: '#35586b' }, [10.6, 40], [8.4, 38], [8.2, 24], [10.6, 22]),
  ],
};
