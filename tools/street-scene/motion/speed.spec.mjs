import { describe, expect, it } from 'vitest';
import { speedChange, travel } from './speed.mjs';

describe('a change of speed', () => {
  it('reaches the target speed at its end and covers the mean of both speeds', () => {
    const braking = speedChange(9, 0, 2.4);
    expect(braking.at(braking.seconds)).toMatchObject({ speed: 0, metres: expect.closeTo(braking.metres, 9) });
    expect(braking.metres).toBeCloseTo(4.5 * braking.seconds, 9);
  });

  it('never exceeds the comfortable acceleration', () => {
    const start = speedChange(0, 8, 2);
    const steps = Array.from({ length: 101 }, (_, i) => start.at((start.seconds * i) / 100).accel);
    expect(Math.max(...steps)).toBeCloseTo(2, 6);
  });

  it('has a position whose slope is its speed', () => {
    const change = speedChange(3, 7, 1.5);
    const slope = (change.at(1.001).metres - change.at(0.999).metres) / 0.002;
    expect(slope).toBeCloseTo(change.at(1).speed, 4);
  });
});

describe('travelling a stretch', () => {
  it('ends exactly at its length, at rest', () => {
    const drive = travel(60, { entryMps: 9, cruiseMps: 9, exitMps: 0 });
    expect(drive.at(drive.seconds).metres).toBeCloseTo(60, 6);
    expect(drive.at(drive.seconds).speed).toBeCloseTo(0, 6);
  });

  it('lowers the cruise speed where the stretch is too short for it', () => {
    const short = travel(6, { entryMps: 0, cruiseMps: 9, exitMps: 0 });
    const speeds = Array.from({ length: 200 }, (_, i) => short.at((short.seconds * i) / 200).speed);
    expect(Math.max(...speeds)).toBeLessThan(5);
    expect(short.at(short.seconds).metres).toBeCloseTo(6, 6);
  });

  it('refuses a stop that the brakes cannot reach', () => {
    expect(() => travel(5, { entryMps: 15, cruiseMps: 15, exitMps: 0 })).toThrow(
      'no way from 15 to 0 m/s within 5.0 m',
    );
  });
});
