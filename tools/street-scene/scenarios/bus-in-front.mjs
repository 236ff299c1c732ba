import { LANE_LEFT, LANE_RIGHT } from '../street-plan.mjs';
import {
  STAYS,
  enterNorthbound,
  enterSouthbound,
  leaveNorth,
  leaveSouth,
  parkedLeft,
  parkedRight,
  passing,
} from './ways.mjs';
import { ALWAYS_GREEN, PARAMETERS, calibrationAt, leftCurb, leftLane, rightCurb, rightLane } from './zones.mjs';

/**
 * A bus stands at its stop for a minute, between the camera and the cars parked across the street. One of them leaves and
 * another one comes while the bus hides nothing of them; the hidden ones must stay one visit each.
 */
const BUS_X = 4.22;

export default {
  name: 'bus-in-front',
  seed: 11,
  fps: 5,
  durationSeconds: 90,
  startTime: '2025-06-18T15:05:00.000Z',
  weather: 'overcast',
  city: 'old town',
  pole: { x: 8.6, y: 6.5, heightM: 4.3, panDeg: -32, tiltDeg: 7.5, fovDeg: 40, size: [768, 432] },
  zones: [
    rightCurb('bus_stop', 'bus_stop', [10, 27]),
    leftCurb('parking_left', 'parking', [10, 41]),
    rightLane(10),
    leftLane(10),
  ],
  calibrationGrid: calibrationAt(12, 16, 24, 34, 42),
  parameters: PARAMETERS,
  signal: ALWAYS_GREEN,
  trees: [
    [-6.7, 18],
    [-6.7, 33],
    [-6.7, 70],
    [6.6, 66],
  ],
  vehicles: [
    { id: 'left-1', type: 'hatchback', paint: '#d9902f', start: parkedLeft(13), steps: STAYS },
    { id: 'left-2', type: 'sedan', paint: '#2a2f38', start: parkedLeft(18.5), steps: STAYS },
    { id: 'left-3', type: 'estate', paint: '#c9ccd0', start: parkedLeft(24.4), steps: STAYS },
    { id: 'left-4', type: 'suv', paint: '#7c2020', start: parkedLeft(30), steps: STAYS },
    {
      id: 'left-5',
      type: 'hatchback',
      paint: '#35586b',
      start: parkedLeft(39),
      steps: [
        { holdUntil: 81 },
        { drive: [[LANE_LEFT, 30], ...leaveSouth()], cruise: 6, exit: 6, accelMax: 1.5, signal: 'left' },
      ],
    },
    {
      id: 'bus',
      type: 'bus',
      paint: '#2b5aa0',
      start: enterNorthbound(5, 8),
      steps: [
        {
          drive: [
            [LANE_RIGHT, 2],
            [BUS_X, 19],
          ],
          cruise: 8,
          brakeMax: 1.4,
          signal: 'right',
        },
        { hold: 62, parked: true },
        { drive: [[LANE_RIGHT, 38], ...leaveNorth()], cruise: 8, exit: 8, accelMax: 1.3, signal: 'left' },
      ],
    },
    passing('through-1', 'sedan', '#8c1f2a', enterNorthbound(18, 10), leaveNorth()),
    passing('through-2', 'van', '#f1f2f2', enterNorthbound(40, 10), leaveNorth()),
    passing('oncoming-1', 'suv', '#41506b', enterSouthbound(24), leaveSouth()),
    passing('oncoming-2', 'estate', '#9aa3a8', enterSouthbound(55), leaveSouth()),
    { id: 'right-1', type: 'suv', paint: '#e4e2da', start: parkedRight(66), steps: STAYS },
  ],
  pedestrians: [],
};
