import {
  CROSS_EASTBOUND,
  CROSS_WESTBOUND,
  CURB_LEFT,
  CURB_RIGHT,
  EAST,
  LANE_LEFT,
  LANE_RIGHT,
  SOUTH,
  WEST,
} from '../street-plan.mjs';
import {
  enterFromEast,
  enterNorthbound,
  enterSouthbound,
  leaveSouth,
  parkedRight,
  queued,
  turnEast,
  turnSouth,
  walk,
} from './ways.mjs';
import { PARAMETERS, calibrationAt, leftCurb, leftLane, rightCurb, rightLane } from './zones.mjs';

/**
 * Two minutes of an ordinary day, made to run in an endless loop: every vehicle that stands at the end stood in the same
 * place at the start, and nothing moves in the first and the last moments.
 */

const PLACE_Y = [15.1, 20.9, 26.7, 32.5, 38.3];
const DURATION = 120;

const overtake = [
  [LANE_RIGHT, 0],
  [LANE_LEFT, 13.5],
  [LANE_LEFT, 24.5],
  [LANE_RIGHT, 39],
];

export default {
  name: 'street',
  seed: 7,
  fps: 10,
  durationSeconds: DURATION,
  startTime: '2025-05-13T10:30:00.000Z',
  weather: 'sunny',
  pole: { x: -6.6, y: 0, heightM: 7.2, panDeg: 19, tiltDeg: 16.2, fovDeg: 39.5, size: [1280, 720] },
  zones: [
    rightCurb('parking_a', 'parking', [12.2, 41.2]),
    leftCurb('loading_a', 'loading', [10, 17.6]),
    leftCurb('bus_stop', 'bus_stop', [19.5, 35]),
    rightLane(6),
    leftLane(6),
  ],
  calibrationGrid: calibrationAt(10, 14, 22, 34, 42),
  parameters: PARAMETERS,
  /** The light for both directions of the street, from the given second on. */
  signal: [
    { from: 0, light: 'green' },
    { from: 60.5, light: 'amber' },
    { from: 63.5, light: 'red' },
    { from: 86.3, light: 'green' },
  ],
  trees: [
    [6.6, 12.4],
    [6.6, 23.8],
    [6.6, 35.4],
    [6.6, 66],
    [6.6, 80],
    [6.6, 96],
    [-6.7, 36],
    [-6.7, 64],
    [-6.7, 79],
    [-6.7, 95],
  ],
  vehicles: [
    { id: 'p1', type: 'sedan', paint: '#9d2420', start: parkedRight(PLACE_Y[0]), steps: [{ stay: true }] },
    {
      id: 'p2',
      type: 'estate',
      paint: '#c9ccd0',
      start: parkedRight(PLACE_Y[1]),
      steps: [
        { holdUntil: 10 },
        {
          drive: [[LANE_RIGHT, PLACE_Y[1] + 9], ...turnEast],
          cruise: 6,
          exit: 6,
          accelMax: 1.6,
          signal: 'left',
        },
        { reappear: enterNorthbound(94.2) },
        { drive: [[LANE_RIGHT + 0.35, PLACE_Y[2] + 1.3]], cruise: 8, signal: 'right' },
        { hold: 0.9, reason: 'manoeuvre', signal: 'right' },
        { reverse: [[CURB_RIGHT, PLACE_Y[1]]], cruise: 1.7, accelMax: 1.2, brakeMax: 1.2, signal: 'right' },
        { stay: true },
      ],
    },
    {
      id: 'visitor',
      type: 'hatchback',
      paint: '#2f62a8',
      start: enterNorthbound(54.6, 9),
      steps: [
        { drive: [[LANE_RIGHT + 0.3, PLACE_Y[3] + 0.4]], cruise: 9, signal: 'right' },
        { hold: 0.9, reason: 'manoeuvre', signal: 'right' },
        { reverse: [[CURB_RIGHT, PLACE_Y[2]]], cruise: 1.7, accelMax: 1.2, brakeMax: 1.2, signal: 'right' },
        { holdUntil: 94.5 },
        {
          drive: [[LANE_RIGHT, PLACE_Y[2] + 7], ...turnEast],
          cruise: 6,
          exit: 6,
          accelMax: 1.6,
          signal: 'left',
        },
      ],
    },
    { id: 'p4', type: 'suv', paint: '#e9e9e6', start: parkedRight(PLACE_Y[3] + 0.5), steps: [{ stay: true }] },
    { id: 'p5', type: 'suv', paint: '#2a2f38', start: parkedRight(PLACE_Y[4]), steps: [{ stay: true }] },
    {
      id: 'through-1',
      type: 'suv',
      paint: '#7c8288',
      start: enterNorthbound(0.6, 10),
      steps: [{ drive: turnEast, cruise: 10, exit: 6.5 }],
    },
    {
      id: 'double-parker',
      type: 'van',
      paint: '#e0b93a',
      start: enterNorthbound(11.4),
      steps: [
        { drive: [[LANE_RIGHT, 20]], cruise: 9, brakeMax: 2.4 },
        { holdUntil: 54, signal: 'hazard', parked: true },
        { drive: turnEast, cruise: 7, exit: 6, accelMax: 1.5 },
      ],
    },
    {
      id: 'overtaker-1',
      type: 'sedan',
      paint: '#1d3f8a',
      start: enterNorthbound(20.8, 9),
      steps: [{ drive: [...overtake, ...turnEast], cruise: 7.5, exit: 6 }],
    },
    {
      id: 'overtaker-2',
      type: 'hatchback',
      paint: '#d8d4c6',
      start: enterNorthbound(23.9, 9),
      steps: [{ drive: [...overtake, ...turnEast], cruise: 7.5, exit: 6 }],
    },
    {
      id: 'courier',
      type: 'van',
      paint: '#f1f2f2',
      start: enterFromEast(27),
      steps: [
        {
          drive: [...turnSouth, [LANE_LEFT, 27], [CURB_LEFT, 13.6]],
          cruise: 7,
          brakeMax: 2,
          signal: 'right',
        },
        { holdUntil: 60 },
        {
          drive: [
            [LANE_LEFT, 2],
            [LANE_LEFT, -20],
          ],
          cruise: 6,
          exit: 6,
          accelMax: 1.8,
          signal: 'left',
        },
      ],
    },
    {
      id: 'overtaker-3',
      type: 'estate',
      paint: '#8c1f2a',
      start: enterNorthbound(38, 9),
      steps: [{ drive: [...overtake, [LANE_RIGHT, 140]], cruise: 7.5, exit: 11 }],
    },
    {
      id: 'bus',
      type: 'bus',
      paint: '#c2342b',
      start: enterSouthbound(35.5),
      steps: [
        {
          drive: [
            [LANE_LEFT, 52],
            [-4.22, 28.2],
          ],
          cruise: 10,
          brakeMax: 1.5,
          signal: 'right',
        },
        { hold: 12.5, parked: true },
        {
          drive: [
            [LANE_LEFT, 9],
            [LANE_LEFT, -26],
          ],
          cruise: 8,
          exit: 8,
          accelMax: 1.4,
          signal: 'left',
        },
      ],
    },
    queued({ way: turnEast, id: 'queue-1', type: 'estate', paint: '#20242b', at: 63.3, stopY: 39.6, leaves: 87.2 }),
    queued({ way: turnEast, id: 'queue-2', type: 'hatchback', paint: '#d9902f', at: 65, stopY: 33, leaves: 88.5 }),
    queued({ way: turnEast, id: 'queue-3', type: 'sedan', paint: '#f0f0ee', at: 67.6, stopY: 26.3, leaves: 89.8 }),
    queued({ way: turnEast, id: 'queue-4', type: 'suv', paint: '#41506b', at: 70.2, stopY: 19.6, leaves: 91 }),
    {
      id: 'cross-1',
      type: 'hatchback',
      paint: '#e7e3d6',
      start: { at: 70, x: -40, y: CROSS_EASTBOUND, heading: EAST, speed: 8 },
      steps: [{ drive: [[40, CROSS_EASTBOUND]], cruise: 8, exit: 8 }],
    },
    {
      id: 'cross-2',
      type: 'van',
      paint: '#39618f',
      start: { at: 75, x: 40, y: CROSS_WESTBOUND, heading: WEST, speed: 8 },
      steps: [{ drive: [[-40, CROSS_WESTBOUND]], cruise: 8, exit: 8 }],
    },
    {
      id: 'drop-off',
      type: 'sedan',
      paint: '#f3efe4',
      start: enterFromEast(0.3),
      steps: [
        { drive: [...turnSouth, [LANE_LEFT, 26], [CURB_LEFT, 14]], cruise: 8, brakeMax: 2, signal: 'right' },
        { hold: 5.2 },
        {
          drive: [
            [LANE_LEFT, 4],
            [LANE_LEFT, -20],
          ],
          cruise: 7,
          exit: 7,
          signal: 'left',
        },
      ],
    },
    {
      id: 'oncoming-1',
      type: 'suv',
      paint: '#5b2a2a',
      start: enterSouthbound(91, 12),
      steps: [{ drive: leaveSouth(), cruise: 12, exit: 10 }],
    },
    {
      id: 'through-2',
      type: 'estate',
      paint: '#9aa3a8',
      start: enterNorthbound(109, 10),
      steps: [{ drive: turnEast, cruise: 10, exit: 6.5 }],
    },
    { id: 'far-1', type: 'sedan', paint: '#4d5358', start: parkedRight(66), steps: [{ stay: true }] },
    { id: 'far-2', type: 'hatchback', paint: '#7b1d1d', start: parkedRight(72), steps: [{ stay: true }] },
    {
      id: 'far-3',
      type: 'suv',
      paint: '#dcdcd8',
      start: { at: 0, x: CURB_LEFT, y: 68, heading: SOUTH },
      steps: [{ stay: true }],
    },
  ],
  pedestrians: [
    walk({ at: 66, speed: 1.3, coat: '#b5452f' }, [-10.6, 41], [-7.2, 45], [7.4, 45.2], [10.6, 41.4]),
    walk({ at: 64.6, speed: 1.35, coat: '#2c3e63' }, [-10.6, 38], [-7, 44.4], [7.6, 44.4], [10.6, 37.5]),
    walk({ at: 67, speed: 1.4, coat: '#4c6b3c' }, [10.6, 42.8], [7.2, 45.7], [-7.4, 45.6], [-10.6, 42.2]),
    walk({ at: 3, speed: 1.3, coat: '#7a3d5d' }, [10.6, 15.2], [8.6, 17], [8.2, 38], [10.6, 39.4]),
    walk({ at: 26, speed: 1.2, coat: '#c08a2e' }, [10.6, 33.5], [8.9, 31], [8.7, 20.5], [10.6, 19]),
    walk({ at: 44, speed: 1.45, coat: '#35586b' }, [10.6, 22], [7.6, 24], [7.5, 41], [10.6, 42.5]),
    walk({ at: 30, speed: 1.2, coat: '#9b3b3b' }, [-10.6, 19], [-7.9, 21.5], [-7.6, 25]),
    walk({ at: 54.5, speed: 1.25, coat: '#5b6f8f' }, [-5.9, 22.4], [-8.2, 20], [-10.6, 14.5]),
    walk({ at: 84, speed: 1.35, coat: '#3f4a3a' }, [10.6, 38.8], [8.4, 36], [8.5, 15], [10.6, 13.2]),
    walk({ at: 99, speed: 1.3, coat: '#a8563a' }, [10.6, 27], [8.1, 29], [8, 40], [10.6, 41.2]),
  ],
};
