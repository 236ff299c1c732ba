import { describe, expect, it } from 'vitest';
import { EAST, NORTH } from '../street-plan.mjs';
import { planDrive } from './drive.mjs';
import { buildPath } from './path.mjs';

const CAR = { wheelbaseM: 2.6, rearAxleM: 1.3 };
const northbound = { at: 2, x: 1.65, y: 0, heading: NORTH, speed: 8 };

describe('a path', () => {
  it('keeps the heading at both ends of an S-bend', () => {
    const bend = buildPath({ x: 0, y: 0, heading: NORTH }, [[3, 14]]);
    expect(bend.at(0)).toMatchObject({ x: 0, y: 0, heading: NORTH });
    expect(bend.at(bend.lengthM)).toMatchObject({ x: expect.closeTo(3, 9), y: expect.closeTo(14, 9), heading: NORTH });
  });

  it('bends to the right first where the parallel line lies to the right', () => {
    const bend = buildPath({ x: 0, y: 0, heading: NORTH }, [[3, 14]]);
    expect(bend.at(4).curvature).toBeGreaterThan(0.02);
    expect(bend.at(bend.lengthM - 4).curvature).toBeLessThan(-0.02);
  });

  it('turns into a crossing road with that road’s heading', () => {
    const turn = buildPath({ x: 0, y: 0, heading: NORTH }, [[8, 8, EAST]]);
    expect(turn.at(turn.lengthM).heading).toBeCloseTo(EAST, 6);
    expect(turn.lengthM).toBeCloseTo((Math.PI / 2) * 8, 1);
  });
});

describe('a planned drive', () => {
  it('is out of the scene before it starts', () => {
    expect(planDrive({ start: northbound, steps: [{ drive: [[1.65, 40]], cruise: 8 }] }, CAR).at(1.9)).toBeNull();
  });

  it('stops with the centre of the footprint on the waypoint', () => {
    const { spans, at } = planDrive(
      { start: northbound, steps: [{ drive: [[1.65, 40]], cruise: 8 }, { stay: true }] },
      CAR,
    );
    expect(at(spans[1].from + 1)).toMatchObject({ x: expect.closeTo(1.65, 6), y: expect.closeTo(40, 6), speed: 0 });
  });

  it('reverses into a curbside place and ends parallel to the curb', () => {
    const steps = [
      { drive: [[1.9, 40]], cruise: 8 },
      { hold: 1 },
      { reverse: [[4.45, 34]], cruise: 1.7 },
      { stay: true },
    ];
    const { spans, at } = planDrive({ start: northbound, steps }, CAR);
    const reversing = at((spans[2].from + spans[2].to) / 2);
    expect(reversing.speed).toBeLessThan(-0.5);
    expect(reversing.heading).toBeLessThan(-0.2);
    expect(at(spans[3].from)).toMatchObject({
      x: expect.closeTo(4.45, 6),
      y: expect.closeTo(34, 6),
      heading: expect.closeTo(0, 6),
    });
  });

  it('is out of the scene until it reappears', () => {
    const back = { at: 60, x: 1.65, y: -10, heading: NORTH, speed: 8 };
    const steps = [{ drive: [[1.65, 40]], cruise: 8, exit: 8 }, { reappear: back }, { drive: [[1.65, 40]], cruise: 8 }];
    const drive = planDrive({ start: northbound, steps }, CAR);
    expect(drive.at(59)).toBeNull();
    expect(drive.at(60)).toMatchObject({ y: expect.closeTo(-10, 6), speed: 8 });
  });

  it('refuses to hold until a moment that has passed', () => {
    const steps = [{ drive: [[1.65, 40]], cruise: 8 }, { holdUntil: 3 }];
    expect(() => planDrive({ start: northbound, steps }, CAR)).toThrow(/holdUntil 3 lies before the arrival/);
  });
});
