import { describe, expect, it } from 'vitest';
import {
  ASPECT,
  FAR_LANE_X_M,
  LANE_X_M,
  ZONES,
  drive,
  stop,
  streetHomography,
  watchStreet,
} from '../../../../test/support/simulated-street.js';
import type { SimulatedVehicle } from '../../../../test/support/simulated-street.js';
import { VisitWatch } from './visit-watch.js';

const ENDS_S = 140;

const car = (id: number, at: SimulatedVehicle['at'], type: SimulatedVehicle['type'] = 'car'): SimulatedVehicle => ({
  type,
  at,
  trackId: () => id,
});
const inLane = (yM: number) => ({ xM: LANE_X_M, yM });
/** Shows how both lanes run before anybody stops. */
const traffic = [2, 6, 10, 14].flatMap((atS, index) => [
  car(80 + index, drive(LANE_X_M, atS)),
  car(180 + index, drive(FAR_LANE_X_M, atS + 1)),
]);
/** The next lane flows, a car every five seconds. */
const flow = (fromS: number, toS: number) =>
  Array.from({ length: Math.floor((toS - fromS) / 5) }, (_, index) =>
    car(300 + index, drive(FAR_LANE_X_M, fromS + 5 * index)),
  );

function visitsOf(vehicles: readonly SimulatedVehicle[], untilS = ENDS_S) {
  const watch = new VisitWatch({
    zones: ZONES,
    homography: streetHomography(),
    minDwellMs: 8_000,
    doubleParkingMs: 12_000,
    aspect: ASPECT,
  });
  const events = watchStreet([...traffic, ...vehicles], untilS).flatMap((frame) => watch.observe(frame));
  return events
    .filter(({ type }) => type === 'park_start')
    .map(({ visit }) => `${visit.type} since ${Math.round(visit.startMs / 2_000) * 2} s`);
}

describe('vehicles that wait to turn left while the next lane flows', () => {
  const queue = (vehicles: number, leaveS: number, headwayS = 2) =>
    Array.from({ length: vehicles }, (_, index) =>
      car(index + 1, stop(inLane(32 - 8 * index), 20 + 4 * index, leaveS + headwayS * index)),
    );

  it.each([2, 3, 4])('are a queue of %i for ninety seconds, however many drive past', (vehicles) => {
    expect(visitsOf([...queue(vehicles, 110), ...flow(30, 108)])).toEqual([]);
  });

  it('are a queue also when the last of them is lost from sight now and then', () => {
    const flickering = queue(3, 110).map((vehicle) => ({ ...vehicle, isFound: (s: number) => s % 5 > 0.5 }));
    expect(visitsOf([...flickering, ...flow(30, 108)])).toEqual([]);
  });

  const beforeOthers = (untilS: number) => [
    car(1, stop(inLane(32), 20, 108)),
    car(8, (s) => (s >= 24 && s <= untilS ? inLane(24) : null)),
    car(2, stop(inLane(24), 50, 110)),
    ...flow(54, 106),
  ];

  it('are a queue also when a box had rested behind the first for less than three seconds', () => {
    expect(visitsOf(beforeOthers(26.6), 106)).toEqual([]);
  });

  it('are not one when somebody had stood behind the first and went away before it', () => {
    expect(visitsOf(beforeOthers(34), 106)).toEqual(['double_parking since 20 s']);
  });

  it('are not one any more when the first stays for longer than any signal takes', () => {
    const [first, ...others] = queue(2, 160);
    if (!first) throw new Error('the queue is empty');
    expect(visitsOf([first, ...others, ...flow(30, 150)], 150)).toEqual(['double_parking since 20 s']);
  });
});

describe('a double-parked vehicle that others overtake', () => {
  it('is one double parking with a car that is stuck behind it for twenty seconds and then drives around it', () => {
    const van = car(1, stop(inLane(26), 20, 100), 'truck');
    const stuck = car(2, stop(inLane(15), 40, 60, { lane: LANE_X_M }));
    expect(visitsOf([van, stuck, ...flow(26, 98)])).toEqual(['double_parking since 20 s']);
  });

  it('is told also when somebody was stuck behind it from the first moment, once that one has gone', () => {
    const van = car(1, stop(inLane(26), 20, 100), 'truck');
    const stuck = car(2, stop(inLane(15), 22, 44, { lane: LANE_X_M }));
    expect(visitsOf([van, stuck, ...flow(26, 98)], 75)).toEqual(['double_parking since 20 s']);
  });

  it('is not told near the end of its lane, where it might wait to turn, while that one still waits', () => {
    const van = car(1, stop(inLane(31), 20, 100), 'truck');
    const stuck = car(2, stop(inLane(20), 22, 90, { lane: LANE_X_M }));
    expect(visitsOf([van, stuck, ...flow(26, 98)], 75)).toEqual([]);
  });

  it('is told far from the end of its lane also while that one waits: the first of a queue stands at a line', () => {
    const van = car(1, stop(inLane(26), 20, 100), 'truck');
    const stuck = car(2, stop(inLane(15), 22, 90, { lane: LANE_X_M }));
    expect(visitsOf([van, stuck, ...flow(26, 98)], 75)).toEqual(['double_parking since 20 s']);
  });

  it('is told also when whoever was stuck behind it leaves right after it', () => {
    const van = car(1, stop(inLane(26), 20, 50), 'truck');
    const stuck = car(2, stop(inLane(15), 22, 52, { lane: LANE_X_M }));
    expect(visitsOf([van, stuck], 75)).toEqual(['double_parking since 20 s']);
  });
});

describe('a single vehicle', () => {
  it('that stands right at the end of its lane and drives on waited at the line', () => {
    expect(visitsOf([car(1, stop(inLane(37), 20, 50))], 75)).toEqual([]);
  });

  it('that stands further back and drives on was double parked', () => {
    expect(visitsOf([car(1, stop(inLane(33), 20, 50))], 75)).toEqual(['double_parking since 20 s']);
  });

  it('that still stands further back than any line is told once it has stood free for thirty seconds', () => {
    expect(visitsOf([car(1, stop(inLane(20), 20, 130))], 49)).toEqual([]);
    expect(visitsOf([car(1, stop(inLane(20), 20, 130))], 52)).toEqual(['double_parking since 20 s']);
  });

  it('is told also with a mark on the road ahead of it that the network half takes for a vehicle', () => {
    const van = car(1, stop(inLane(14), 20, 130));
    const standsAhead = (score: number) => ({ ...car(2, () => inLane(26)), score });
    expect(visitsOf([van, standsAhead(0.25)], 55)).toEqual(['double_parking since 20 s']);
    expect(visitsOf([van, standsAhead(0.27)], 55)).not.toContain('double_parking since 20 s');
  });

  it('that still stands where a line may be is not told before a red light would be over', () => {
    expect(visitsOf([car(1, stop(inLane(33), 20, 130))], 108)).toEqual([]);
    expect(visitsOf([car(1, stop(inLane(33), 20, 130))], 112)).toEqual(['double_parking since 20 s']);
  });

  it('is one double parking before the stop line, while the signal beside it stops and releases others', () => {
    const truck = car(1, stop(inLane(24), 22, 190), 'truck');
    const cycles = [0, 1, 2].flatMap((cycle) =>
      [30, 22].map((yM, index) => {
        const fromS = 30 + 60 * cycle + 2 * index;
        return car(10 + 10 * cycle + index, stop({ xM: FAR_LANE_X_M, yM }, fromS, fromS + 30));
      }),
    );
    const between = [63, 69, 75, 81, 123, 129, 135, 141].map((s, index) => car(300 + index, drive(FAR_LANE_X_M, s)));
    expect(visitsOf([truck, ...cycles, ...between], 230)).toEqual(['double_parking since 22 s']);
  });
});
