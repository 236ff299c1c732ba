import { describe, expect, it } from 'vitest';
import { FAR_LANE_X_M, LANE_X_M, drive, stop } from '../../../../test/support/simulated-street.js';
import type { SimulatedVehicle } from '../../../../test/support/simulated-street.js';
import { ASPECT, ZONES, streetHomography, watchStreet } from '../../../../test/support/simulated-street.js';
import { VisitWatch } from './visit-watch.js';

const car = (id: number, at: SimulatedVehicle['at']): SimulatedVehicle => ({ type: 'car', at, trackId: () => id });
/** Far from where the lane's zone ends, at 45 m: an installer drew it through the junction. */
const FIRST_M = 18;
const GAP_M = 8;
const traffic = [2, 6, 10].flatMap((atS, index) => [
  car(80 + index, drive(LANE_X_M, atS)),
  car(180 + index, drive(FAR_LANE_X_M, atS + 1)),
]);
const queue = (vehicles: number, fromS: number, leaveS: number) =>
  Array.from({ length: vehicles }, (_, index) =>
    car(
      fromS + index,
      stop({ xM: LANE_X_M, yM: FIRST_M - GAP_M * index }, fromS + 2 * index, leaveS + 2 * index, { lane: LANE_X_M }),
    ),
  );

function visitsOf(vehicles: readonly SimulatedVehicle[], untilS: number): string[] {
  const watch = new VisitWatch({
    ...{ zones: ZONES, homography: streetHomography(), aspect: ASPECT },
    ...{ minDwellMs: 8_000, doubleParkingMs: 12_000 },
  });
  return watchStreet([...traffic, ...vehicles], untilS)
    .flatMap((frame) => watch.observe(frame))
    .filter(({ type }) => type === 'park_start')
    .map(({ visit }) => `${visit.type} since ${Math.round(visit.startMs / 2_000) * 2} s`);
}

describe('a vehicle that stands in the middle of its lane', () => {
  it('was double parked when it leaves with one that stood behind it', () => {
    expect(visitsOf(queue(2, 20, 45), 70)).toEqual(['double_parking since 20 s']);
  });

  it('waited in a queue when two that stood behind it leave after it, one after the other', () => {
    expect(visitsOf(queue(3, 20, 45), 70)).toEqual([]);
  });

  it('waited at a line when it leaves alone and an earlier queue began where it stood', () => {
    expect(visitsOf([...queue(3, 20, 45), ...queue(1, 80, 110)], 135)).toEqual([]);
  });

  it('was double parked when it leaves alone and no queue had begun there', () => {
    expect(visitsOf(queue(1, 80, 110), 135)).toEqual(['double_parking since 80 s']);
  });
});
