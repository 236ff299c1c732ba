import { LANE_RIGHT, LANE_LEFT, CURB_LEFT } from '../street-plan.mjs';
import {
  STAYS,
  backInRight,
  enterNorthbound,
  enterSouthbound,
  leaveSouth,
  parkedLeft,
  parkedRight,
  passing,
  pullOutRight,
  queued,
  turnEast,
  walk,
} from './ways.mjs';
import { PARAMETERS, calibrationAt, leftCurb, leftLane, rightCurb, rightLane } from './zones.mjs';

/**
 * Night under street lamps: dark parked cars, headlights towards the camera, a queue at the red light with a double parker
 * at its foot who stays when it leaves, and a car that backs into a bay.
 */
export default {
  name: 'night-queue',
  seed: 41,
  fps: 5,
  durationSeconds: 72,
  startTime: '2025-11-20T19:15:00.000Z',
  weather: 'night',
  city: 'old town',
  pole: { x: -7.4, y: 1, heightM: 6.2, panDeg: 20, tiltDeg: 14, fovDeg: 42, size: [768, 432] },
  zones: [
    rightCurb('parking_right', 'parking', [12, 41]),
    leftCurb('loading_left', 'loading', [14, 30]),
    rightLane(6),
    leftLane(6),
  ],
  calibrationGrid: calibrationAt(11, 16, 24, 34, 42),
  parameters: PARAMETERS,
  signal: [
    { from: 0, light: 'green' },
    { from: 8, light: 'amber' },
    { from: 11, light: 'red' },
    { from: 38, light: 'green' },
  ],
  trees: [
    [6.6, 18],
    [-6.7, 36],
    [6.6, 66],
    [-6.7, 70],
  ],
  vehicles: [
    { id: 'p1', type: 'sedan', paint: '#15171b', start: parkedRight(15), steps: STAYS },
    { id: 'p2', type: 'suv', paint: '#3a1518', start: parkedRight(20.8), steps: STAYS },
    { id: 'p4', type: 'hatchback', paint: '#c9ccd0', start: parkedRight(32.6), steps: STAYS },
    {
      id: 'p5',
      type: 'estate',
      paint: '#1b2a22',
      start: parkedRight(38.2),
      steps: [{ holdUntil: 47 }, pullOutRight(38.2, turnEast.slice(1))],
    },
    queued({ id: 'queue-1', type: 'hatchback', paint: '#41506b', at: 9, stopY: 39.4, leaves: 39, way: turnEast }),
    queued({ id: 'queue-2', type: 'suv', paint: '#20242b', at: 11.3, stopY: 32.8, leaves: 40.4, way: turnEast }),
    queued({ id: 'queue-3', type: 'sedan', paint: '#b9bcc0', at: 13.8, stopY: 26, leaves: 41.8, way: turnEast }),
    {
      id: 'double-parker',
      type: 'van',
      paint: '#d9dad8',
      start: enterNorthbound(17),
      steps: [
        { drive: [[LANE_RIGHT, 18]], cruise: 8.5, brakeMax: 2.3 },
        { holdUntil: 60, signal: 'hazard', parked: true },
        { drive: turnEast, cruise: 7, exit: 7, accelMax: 1.5 },
      ],
    },
    {
      id: 'backing-in',
      type: 'sedan',
      paint: '#6c1f24',
      start: enterNorthbound(0.5),
      steps: [...backInRight(26.6), { stay: true }],
    },
    {
      id: 'drop-off',
      type: 'hatchback',
      paint: '#20304f',
      start: enterSouthbound(4, 9),
      steps: [
        {
          drive: [
            [LANE_LEFT, 33],
            [CURB_LEFT, 22],
          ],
          cruise: 9,
          signal: 'right',
        },
        { hold: 22 },
        { drive: [[LANE_LEFT, 14], ...leaveSouth()], cruise: 7, exit: 7, signal: 'left' },
      ],
    },
    passing('oncoming-1', 'sedan', '#555b60', enterSouthbound(24.5), leaveSouth()),
    passing('oncoming-2', 'van', '#8c1f2a', enterSouthbound(37), leaveSouth()),
    passing('oncoming-3', 'suv', '#e4e2da', enterSouthbound(55), leaveSouth()),
    { id: 'far-1', type: 'sedan', paint: '#4d5358', start: parkedRight(66), steps: STAYS },
    { id: 'far-2', type: 'suv', paint: '#dcdcd8', start: parkedLeft(68), steps: STAYS },
  ],
  pedestrians: [walk({ at: 12, speed: 1.3, coat: '#8c3a2d' }, [10.6, 15.2], [8.6, 17], [8.2, 38], [10.6, 39.4])],
};
