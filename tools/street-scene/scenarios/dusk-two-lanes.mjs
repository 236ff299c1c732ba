import { LANE_LEFT, LANE_RIGHT } from '../street-plan.mjs';
import {
  STAYS,
  backInRight,
  enterNorthbound,
  leaveNorth,
  parkedLeft,
  parkedRight,
  passing,
  pullOutRight,
  queued,
  turnWest,
} from './ways.mjs';
import { NORTH } from '../street-plan.mjs';
import { PARAMETERS, calibrationAt, leftCurb, leftLane, rightCurb, rightLane } from './zones.mjs';

/**
 * Dusk in a one-way street of two lanes: a queue over both of them at the red light, twice, and a double parker in the
 * right-hand lane whom the second queue waits behind and beside.
 */
const left = { x: LANE_LEFT, way: leaveNorth(LANE_LEFT) };

export default {
  name: 'dusk-two-lanes',
  seed: 88,
  fps: 5,
  durationSeconds: 80,
  startTime: '2025-10-30T16:50:00.000Z',
  weather: 'dusk',
  city: 'concrete',
  pole: { x: -6.6, y: -1, heightM: 8.4, panDeg: 14, tiltDeg: 17, fovDeg: 38, size: [768, 432] },
  zones: [
    rightCurb('parking_right', 'parking', [12, 41]),
    leftCurb('parking_left', 'parking', [14, 41]),
    rightLane(8),
    leftLane(8),
  ],
  calibrationGrid: calibrationAt(12, 16, 24, 34, 42),
  parameters: PARAMETERS,
  signal: [
    { from: 0, light: 'red' },
    { from: 24, light: 'green' },
    { from: 41, light: 'amber' },
    { from: 44, light: 'red' },
    { from: 66, light: 'green' },
  ],
  trees: [
    [6.6, 24],
    [-6.7, 66],
    [6.6, 70],
  ],
  vehicles: [
    { id: 'right-1', type: 'hatchback', paint: '#c9ccd0', start: parkedRight(15), steps: STAYS },
    { id: 'right-3', type: 'suv', paint: '#20242b', start: parkedRight(33), steps: STAYS },
    { id: 'left-1', type: 'sedan', paint: '#3a1518', start: parkedLeft(19, NORTH), steps: STAYS },
    { id: 'left-2', type: 'estate', paint: '#8d949b', start: parkedLeft(31, NORTH), steps: STAYS },
    queued({ id: 'a-right-1', type: 'sedan', paint: '#e4e2da', at: 0.4, stopY: 39.4, leaves: 25 }),
    queued({ id: 'a-right-2', type: 'suv', paint: '#5b2a2a', at: 3, stopY: 32.6, leaves: 26.3 }),
    queued({ id: 'a-left-1', type: 'van', paint: '#39618f', at: 1, stopY: 39.2, leaves: 25.3, ...left }),
    queued({
      id: 'a-left-2',
      type: 'hatchback',
      paint: '#d9902f',
      at: 4,
      stopY: 32.2,
      leaves: 26.8,
      ...left,
      way: turnWest,
    }),
    {
      id: 'double-parker',
      type: 'van',
      paint: '#f1f2f2',
      start: enterNorthbound(29),
      steps: [
        { drive: [[LANE_RIGHT, 24]], cruise: 8.5, brakeMax: 2.3 },
        { stay: true, signal: 'hazard' },
      ],
    },
    queued({ id: 'b-left-1', type: 'sedan', paint: '#7c8288', at: 42, stopY: 39.4, leaves: 67, ...left }),
    queued({ id: 'b-left-2', type: 'suv', paint: '#e7e3d6', at: 44.5, stopY: 32.6, leaves: 68.4, ...left }),
    queued({ id: 'b-left-3', type: 'hatchback', paint: '#41506b', at: 47, stopY: 25.8, leaves: 69.8, ...left }),
    {
      id: 'backing-in',
      type: 'hatchback',
      paint: '#6b2430',
      start: enterNorthbound(7),
      steps: [...backInRight(21, 5.2), { holdUntil: 62 }, { stay: true }],
    },
    passing('through-1', 'estate', '#2f3b57', enterNorthbound(33, 10, LANE_LEFT), leaveNorth(LANE_LEFT)),
    {
      id: 'leaver',
      type: 'sedan',
      paint: '#b9bcc0',
      start: parkedRight(38.6),
      steps: [{ holdUntil: 33 }, pullOutRight(38.6)],
    },
  ],
  pedestrians: [],
};
