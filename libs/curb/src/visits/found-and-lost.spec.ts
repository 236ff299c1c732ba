import { describe, expect, it } from 'vitest';
import {
  ASPECT,
  CURB_X_M,
  LANE_X_M,
  ZONES,
  drive,
  stop,
  streetHomography,
  watchStreet,
} from '../../../../test/support/simulated-street.js';
import type { SimulatedVehicle } from '../../../../test/support/simulated-street.js';
import { VisitWatch } from './visit-watch.js';

const car = (id: number, at: SimulatedVehicle['at'], isFound?: SimulatedVehicle['isFound']): SimulatedVehicle => ({
  ...{ type: 'car', at, trackId: () => id },
  ...(isFound ? { isFound } : {}),
});
const bay = (yM: number) => ({ xM: CURB_X_M, yM });
const parks = (id: number, yM: number, from: number, to: number, isFound?: SimulatedVehicle['isFound']) =>
  car(id, stop(bay(yM), from, to, { lane: LANE_X_M }), isFound);
const traffic = [1, 4, 7].map((atS, index) => car(80 + index, drive(LANE_X_M, atS)));

function told(vehicles: readonly SimulatedVehicle[], untilS: number) {
  const watch = new VisitWatch({
    ...{ zones: ZONES, homography: streetHomography(), aspect: ASPECT },
    ...{ minDwellMs: 8_000, doubleParkingMs: 12_000 },
  });
  const events = watchStreet([...traffic, ...vehicles], untilS).flatMap((frame) => watch.observe(frame));
  const count = (type: string) => events.filter((event) => event.type === type).length;
  return { began: count('park_start'), ended: count('park_end'), kinds: events.map(({ visit }) => visit.type) };
}

describe('parked vehicles of which none is found for ten seconds', () => {
  const dark = (seconds: number) => seconds < 30 || seconds > 40;

  it('have not left when they are three: the picture was at fault', () => {
    const row = [8, 14, 20].map((yM, index) => parks(index + 1, yM, -60, 200, dark));
    expect(told(row, 60)).toMatchObject({ began: 3, ended: 0 });
  });

  it('have left when one of three is missed and the others are found', () => {
    const row = [8, 14, 20].map((yM, index) => parks(index + 1, yM, -60, 200, index === 1 ? (s) => s < 30 : undefined));
    expect(told(row, 60)).toMatchObject({ began: 3, ended: 1 });
  });
});

describe('a place whose vehicle was not seen to drive off', () => {
  const gone = (seconds: number) => seconds < 30;

  it('has another when one drives up after it was empty for four seconds', () => {
    expect(told([parks(1, 12, -60, 200, gone), parks(2, 12, 36, 200)], 60)).toMatchObject({ began: 2, ended: 1 });
  });
});

describe('what stood there when the watch began', () => {
  const there = (xM: number, score: number) => ({ ...car(1, stop({ xM, yM: 20 }, -60, 200)), score });

  it('is taken for a mark on the road where it is found faintly in a lane', () => {
    expect(told([there(LANE_X_M, 0.25)], 60).kinds).toEqual([]);
  });

  it('is a vehicle in a lane where it is found more surely', () => {
    expect(told([there(LANE_X_M, 0.27)], 60).kinds).toEqual(['double_parking']);
  });

  it('is a vehicle at the curb where it is found as faintly', () => {
    expect(told([there(CURB_X_M, 0.25)], 60).kinds).toEqual(['dwell']);
  });
});

describe('a driver who stands in the lane for twenty seconds', () => {
  const waitsAt = { xM: LANE_X_M, yM: 12 };
  const standing = stop(waitsAt, 20, 40);

  it('and parks beside it had waited for the place', () => {
    const at = (seconds: number) => {
      if (seconds <= 40) return standing(seconds);
      const share = Math.min(1, (seconds - 40) / 6);
      const smooth = share * share * (3 - 2 * share);
      return { xM: LANE_X_M + (CURB_X_M - LANE_X_M) * smooth, yM: 12 + 7 * smooth };
    };
    expect(told([car(1, at)], 75).kinds).not.toContain('double_parking');
  });

  it('and drives on was double parked', () => {
    expect(told([car(1, standing)], 75).kinds).toContain('double_parking');
  });
});
