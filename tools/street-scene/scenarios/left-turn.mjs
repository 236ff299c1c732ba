import { LANE_LEFT, LANE_RIGHT, NORTH } from '../street-plan.mjs';
import {
  STAYS,
  backInRight,
  enterNorthbound,
  leaveNorth,
  parkedLeft,
  parkedRight,
  passing,
  queued,
  turnWest,
  walk,
} from './ways.mjs';
import { ALWAYS_GREEN, PARAMETERS, calibrationAt, leftCurb, leftLane, rightCurb, rightLane } from './zones.mjs';

/**
 * A low, near camera in a one-way street: a queue stands in the turning lane while the lane beside it flows past, which
 * looks like overtaking. Later a car really double-parks in the lane that flows.
 */
const turning = { x: LANE_LEFT, way: turnWest };
const straight = (id, type, paint, at) => passing(id, type, paint, enterNorthbound(at, 10), leaveNorth());

export default {
  name: 'left-turn',
  seed: 131,
  fps: 5,
  durationSeconds: 72,
  startTime: '2025-04-09T09:20:00.000Z',
  weather: 'sunny',
  city: 'concrete',
  pole: { x: 5.4, y: 3, heightM: 5.4, panDeg: -20, tiltDeg: 11, fovDeg: 42, size: [960, 540] },
  zones: [
    rightCurb('parking_right', 'parking', [16, 41]),
    leftCurb('parking_left', 'parking', [14, 41]),
    rightLane(10),
    leftLane(10, 'lane_turn'),
  ],
  calibrationGrid: calibrationAt(14, 18, 24, 34, 42),
  parameters: PARAMETERS,
  signal: ALWAYS_GREEN,
  trees: [
    [-6.7, 25],
    [-6.7, 66],
    [6.6, 70],
  ],
  vehicles: [
    { id: 'right-2', type: 'sedan', paint: '#8c1f2a', start: parkedRight(31), steps: STAYS },
    { id: 'right-3', type: 'suv', paint: '#c9ccd0', start: parkedRight(37), steps: STAYS },
    { id: 'left-1', type: 'estate', paint: '#20242b', start: parkedLeft(20, NORTH), steps: STAYS },
    { id: 'left-2', type: 'hatchback', paint: '#e7e3d6', start: parkedLeft(34, NORTH), steps: STAYS },
    queued({ id: 'turn-1', type: 'sedan', paint: '#41506b', at: 2, stopY: 39.4, leaves: 32, ...turning }),
    queued({ id: 'turn-2', type: 'suv', paint: '#d9902f', at: 4.6, stopY: 32.8, leaves: 33.5, ...turning }),
    queued({ id: 'turn-3', type: 'hatchback', paint: '#7c8288', at: 7.2, stopY: 26.2, leaves: 35, ...turning }),
    straight('straight-1', 'estate', '#5b6f8f', 9),
    straight('straight-2', 'van', '#f1f2f2', 14),
    straight('straight-3', 'sedan', '#17191c', 20),
    straight('straight-4', 'suv', '#9d2420', 25.5),
    {
      id: 'backing-in',
      type: 'hatchback',
      paint: '#2f62a8',
      start: enterNorthbound(30, 8),
      steps: [...backInRight(24.6), { holdUntil: 62 }, { stay: true }],
    },
    {
      id: 'double-parker',
      type: 'suv',
      paint: '#e0b93a',
      start: enterNorthbound(42),
      steps: [
        { drive: [[LANE_RIGHT, 29]], cruise: 8.5, brakeMax: 2.3 },
        { holdUntil: 64, signal: 'hazard', parked: true },
        { drive: leaveNorth(), cruise: 8, exit: 8, accelMax: 1.5 },
      ],
    },
    passing('beside-1', 'sedan', '#e4e2da', enterNorthbound(51, 9, LANE_LEFT), leaveNorth(LANE_LEFT), 9),
  ],
  pedestrians: [walk({ at: 5, speed: 1.3, coat: '#b5452f' }, [-10.6, 15.2], [-8.6, 17], [-8.2, 38], [-10.6, 39.4])],
};
