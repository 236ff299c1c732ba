import { describe, expect, it } from 'vitest';
import { planDrive } from '../motion/drive.mjs';
import { NORTH, rectangle } from '../street-plan.mjs';
import { findStops, judgeStops } from './stops.mjs';

const CAR = { wheelbaseM: 2.6, rearAxleM: 1.3 };
const ZONES = [
  { id: 'parking_a', kind: 'parking', ground: rectangle({ x: [3, 6], y: [0, 60] }) },
  { id: 'lane_right', kind: 'travel_lane', ground: rectangle({ x: [0, 3], y: [0, 60] }) },
];
const PARAMETERS = { minDwellSeconds: 8, doubleParkingSeconds: 12 };

const stoppingIn = (x, hold) =>
  planDrive(
    {
      start: { at: 0, x, y: -20, heading: NORTH, speed: 8 },
      steps: [{ drive: [[x, 30]], cruise: 8 }, hold, { drive: [[x, 90]], cruise: 8, exit: 8 }],
    },
    CAR,
  );
const judged = (drive) =>
  judgeStops({
    vehicles: [{ id: 'car', type: 'sedan', drive }],
    zones: ZONES,
    parameters: PARAMETERS,
    durationSeconds: 60,
  });

describe('finding stops', () => {
  it('starts where the speed falls below 0.05 m/s, shortly before the wheels stand', () => {
    const drive = stoppingIn(4.5, { hold: 20 });
    const [stop] = findStops(drive, 60);
    const standing = drive.spans[1];
    expect(standing.from - stop.start).toBeGreaterThan(0);
    expect(standing.from - stop.start).toBeLessThan(0.5);
    expect(stop.end - standing.to).toBeLessThan(0.5);
  });

  it('marks a vehicle that stands in the first frame and leaves its end open if it never moves', () => {
    const parked = planDrive({ start: { at: 0, x: 4.5, y: 30, heading: NORTH }, steps: [{ stay: true }] }, CAR);
    expect(findStops(parked, 60)).toMatchObject([{ start: 0, end: null, startedBeforeClip: true }]);
  });
});

describe('judging stops', () => {
  it('calls a long stop at the curb a dwell', () => {
    expect(judged(stoppingIn(4.5, { hold: 20 })).events).toMatchObject([{ type: 'dwell', zone: 'parking_a' }]);
  });

  it('calls a stop at the curb below the minimum a short stop', () => {
    const { events, distractors } = judged(stoppingIn(4.5, { hold: 5 }));
    expect(events).toEqual([]);
    expect(distractors).toMatchObject([{ reason: 'short_stop', zone: 'parking_a' }]);
  });

  it('calls a long stop in the lane double parking', () => {
    expect(judged(stoppingIn(1.6, { hold: 20 })).events).toMatchObject([
      { type: 'double_parking', zone: 'lane_right' },
    ]);
  });

  it('does not call waiting at a red light double parking, however long', () => {
    const { events, distractors } = judged(stoppingIn(1.6, { hold: 20, reason: 'queue' }));
    expect(events).toEqual([]);
    expect(distractors).toMatchObject([{ reason: 'queue', zone: 'lane_right' }]);
  });

  it('ignores stops outside every zone', () => {
    expect(judged(stoppingIn(-7, { hold: 20 }))).toEqual({ events: [], distractors: [] });
  });
});
