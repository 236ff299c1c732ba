import { describe, expect, it } from 'vitest';
import {
  ASPECT,
  CURB_X_M,
  FAR_LANE_X_M,
  LANE_X_M,
  ZONES,
  drive,
  stop,
  streetHomography,
  watchStreet,
} from '../../../../test/support/simulated-street.js';
import type { SimulatedVehicle } from '../../../../test/support/simulated-street.js';
import type { FrameSightings } from './sighting.js';
import { VisitWatch } from './visit-watch.js';
import type { VisitEvent } from './visit.js';

const MIN_DWELL_S = 8;
const DOUBLE_PARKING_S = 12;
/** Frames are 0.2 s apart, and a vehicle braking at 2 m/s² needs half a second for its last quarter metre. */
const MOMENT_MS = 700;

function watch(): VisitWatch {
  return new VisitWatch({
    zones: ZONES,
    homography: streetHomography(),
    minDwellMs: MIN_DWELL_S * 1000,
    doubleParkingMs: DOUBLE_PARKING_S * 1000,
    aspect: ASPECT,
  });
}

function eventsOf(frames: readonly FrameSightings[], watching = watch()): VisitEvent[] {
  return frames.flatMap((frame) => watching.observe(frame));
}

const car = (id: number, at: SimulatedVehicle['at'], type: SimulatedVehicle['type'] = 'car'): SimulatedVehicle => ({
  type,
  at,
  trackId: () => id,
});
const bay = (yM: number) => ({ xM: CURB_X_M, yM });
const inLane = (yM: number) => ({ xM: LANE_X_M, yM });
const parks = (id: number, yM: number, from: number, to: number) =>
  car(id, stop(bay(yM), from, to, { lane: LANE_X_M }));

describe('a stop at the curb', () => {
  it('is no visit while the vehicle has stood 1.5 s less than the minimum dwell', () => {
    expect(eventsOf(watchStreet([parks(1, 12, 10, 10 + MIN_DWELL_S - 1.5)], 30))).toEqual([]);
  });

  it('is a visit when the vehicle has stood 1.5 s more than the minimum dwell, from stop to start', () => {
    const leaveS = 10 + MIN_DWELL_S + 1.5;
    const [start, end, ...more] = eventsOf(watchStreet([parks(1, 12, 10, leaveS)], 40));
    expect(more).toEqual([]);
    expect(start).toMatchObject({
      type: 'park_start',
      visit: { zoneId: 'parking_a', type: 'dwell', startCensored: false },
    });
    expect(end).toMatchObject({ type: 'park_end', endCensored: false, visit: { key: start?.visit.key } });
    expect(Math.abs((start?.atMs ?? 0) - 10_000)).toBeLessThan(MOMENT_MS);
    expect(Math.abs((end?.atMs ?? 0) - leaveS * 1000)).toBeLessThan(MOMENT_MS);
  });

  it('is told as soon as the minimum dwell is reached, back-dated to the stop', () => {
    const watching = watch();
    const frames = watchStreet([parks(1, 12, 10, 100)], 30);
    const told = frames.find((frame) => watching.observe(frame).length > 0);
    expect(told?.atMs).toBeGreaterThanOrEqual(17_000);
    expect(told?.atMs).toBeLessThan(19_000);
  });

  it('has a place within a metre of the footprint on the road', () => {
    const [start] = eventsOf(watchStreet([parks(1, 12, 10, 100)], 30));
    const ground = start?.visit.place.ground;
    expect(Math.hypot((ground?.xM ?? 99) - CURB_X_M, (ground?.yM ?? 99) - 12)).toBeLessThan(1);
  });

  it('begins with the watch, and says so, for a vehicle that was there before', () => {
    const [start] = eventsOf(watchStreet([parks(1, 12, -60, 100)], 20));
    expect(start).toMatchObject({ atMs: 0, visit: { startCensored: true } });
  });

  it('outside all zones is none', () => {
    const pavement = car(1, stop({ xM: 8.5, yM: 14 }, 5, 60));
    expect(eventsOf(watchStreet([pavement], 40))).toEqual([]);
  });

  it('of a bus at its stop is a dwell, not a violation', () => {
    const bus = car(1, stop({ xM: 4.9, yM: 34 }, 10, 40, { lane: LANE_X_M }), 'bus');
    expect(eventsOf(watchStreet([bus], 60))).toMatchObject([
      { type: 'park_start', visit: { zoneId: 'bus_stop', type: 'dwell', vehicleType: 'bus' } },
      { type: 'park_end' },
    ]);
  });
});

describe('what is taken for a vehicle', () => {
  /** Something that is not there at first and then stands in the row, as a mark on the road does in changing light. */
  const appears = (score: number) => ({ ...car(1, (s) => (s < 10 ? null : bay(12))), score });

  it('and appears out of nowhere is none while the detector is less sure of it than of an uncovered car', () => {
    expect(eventsOf(watchStreet([appears(0.25)], 60))).toEqual([]);
  });

  it('and appears out of nowhere is one, its start unseen, when the detector is as sure as of an uncovered car', () => {
    const [start] = eventsOf(watchStreet([appears(0.27)], 60));
    expect(start).toMatchObject({ type: 'park_start', visit: { startCensored: true } });
  });

  it('is none when it is found less than half the time, with nothing in front of it', () => {
    const flickers = { ...parks(1, 12, 5, 200), isFound: (s: number) => s < 7 || s % 4 < 0.8 };
    expect(eventsOf(watchStreet([flickers], 60))).toEqual([]);
  });

  it('is one when it is found more than half the time', () => {
    const flickers = { ...parks(1, 12, 5, 200), isFound: (s: number) => s < 7 || s % 4 < 2.4 };
    expect(eventsOf(watchStreet([flickers], 60)).map(({ type }) => type)).toEqual(['park_start']);
  });

  it('and called a bus is a truck when it stands on less road than any bus', () => {
    const van = watchStreet([car(1, stop(bay(14), 5, 60, { lane: LANE_X_M }), 'truck')], 40);
    const calledBus = van.map((frame) => ({
      ...frame,
      vehicles: frame.vehicles.map((vehicle) => ({ ...vehicle, vehicleType: 'bus' as const })),
    }));
    expect(eventsOf(calledBus)).toMatchObject([{ visit: { vehicleType: 'truck' } }]);
  });
});

describe('one visit', () => {
  it('begins where the vehicle came to rest for good when it crept on before it counted', () => {
    const creeps: SimulatedVehicle['at'] = (s) =>
      s < 16 ? stop(bay(9), 10, 14, { lane: LANE_X_M })(s) : stop(bay(13), 18, 60, { lane: LANE_X_M })(s);
    const [start, ...more] = eventsOf(watchStreet([car(1, creeps)], 50));
    expect(more).toEqual([]);
    expect(Math.abs((start?.atMs ?? 0) - 18_000)).toBeLessThan(MOMENT_MS);
  });

  it('goes on when the tracker gives the vehicle another number', () => {
    const renumbered = { ...parks(1, 12, 5, 50), trackId: (s: number) => (s < 25 ? 1 : 2) };
    expect(eventsOf(watchStreet([renumbered], 70)).map(({ type }) => type)).toEqual(['park_start', 'park_end']);
  });

  it('goes on behind a bus that stands in front for a minute, and that time is blind', () => {
    const hidden = parks(1, 22, 5, 120);
    // A bus in the lane beside the row, nearer to the camera, covers the bay completely.
    const bus = car(2, stop({ xM: 1.9, yM: 12 }, 30, 90, { lane: LANE_X_M }), 'bus');
    const events = eventsOf(watchStreet([hidden, bus], 140)).filter(({ visit }) => visit.zoneId === 'parking_a');
    expect(events.map(({ type }) => type)).toEqual(['park_start', 'park_end']);
    const end = events[1];
    if (end?.type !== 'park_end') throw new Error('the visit has no end');
    expect(Math.abs(end.atMs - 120_000)).toBeLessThan(MOMENT_MS);
    expect(end.blindMs).toBeGreaterThan(50_000);
  });

  it('goes on while the camera is blind, without an invented departure', () => {
    const watching = watch();
    const vehicles = [parks(1, 12, 5, 200)];
    const before = eventsOf(watchStreet(vehicles, 30), watching);
    watching.loseSight(30_000);
    watching.regainSight(90_000);
    const after = eventsOf(watchStreet([{ ...parks(1, 12, 5, 200), trackId: () => 9 }], 120, 90), watching);
    expect([...before, ...after].map(({ type }) => type)).toEqual(['park_start']);
    expect(watching.standing()).toHaveLength(1);
  });

  it('ends at the last sight of the vehicle, and says so, when it left while the camera was blind', () => {
    const watching = watch();
    eventsOf(watchStreet([parks(1, 12, 5, 200)], 30), watching);
    watching.loseSight(30_000);
    watching.regainSight(90_000);
    const [end] = eventsOf(watchStreet([], 120, 90), watching);
    expect(end).toMatchObject({ type: 'park_end', atMs: 30_000, endCensored: true });
  });

  it('is two when a car leaves and another takes its place within seconds', () => {
    const first = parks(1, 12, 5, 40);
    const second = parks(2, 12, 47, 80);
    const events = eventsOf(watchStreet([first, second], 100));
    expect(events.map(({ type }) => type)).toEqual(['park_start', 'park_end', 'park_start', 'park_end']);
    expect(new Set(events.map(({ visit }) => visit.key)).size).toBe(2);
  });
});

describe('a parked vehicle', () => {
  /** Cars are up to 10 cm higher or lower than the usual one, which is 2 m of road at this view. */
  const PLACED_M = 3;
  const start = (events: readonly VisitEvent[]) => events.find(({ type }) => type === 'park_start');

  it('whose lower half a parked one hides stands where it stands, not further away', () => {
    const parked = watchStreet([parks(1, 20, 5, 200)], 30);
    const whole = start(eventsOf(parked))?.visit.place.ground;
    const halved = parked.map(({ atMs, vehicles }) => ({
      atMs,
      vehicles: vehicles.flatMap((vehicle) => {
        const box = { ...vehicle.box, height: vehicle.box.height * 0.55 };
        const nearer = { ...vehicle.box, y: box.y + box.height, height: vehicle.box.height };
        return [
          { ...vehicle, box },
          { ...vehicle, trackId: 9, box: nearer },
        ];
      }),
    }));
    const half = eventsOf(halved).map(({ visit }) => visit.place.ground?.yM ?? Infinity);
    expect(Math.min(...half.map((yM) => Math.abs(yM - (whole?.yM ?? 0))))).toBeLessThan(PLACED_M);
  });

  it('keeps its place when a box takes in a passing one for 3 s', () => {
    expect(eventsOf(swollen(20, 23)).map(({ type }) => type)).toEqual(['park_start']);
  });

  it('shown twice, whole and in part, is one visit', () => {
    const doubled = watchStreet([parks(1, 12, 5, 200)], 40).map(({ atMs, vehicles }) => ({
      atMs,
      vehicles: vehicles.flatMap((vehicle) => {
        const { x, y, width, height } = vehicle.box;
        const part = { x: x + 0.3 * width, y, width: 0.7 * width, height };
        return atMs < 8_000 ? [vehicle] : [vehicle, { ...vehicle, trackId: 7, box: part }];
      }),
    }));
    expect(eventsOf(doubled)).toHaveLength(1);
  });

  /** A car parked from 5 s on whose boxes reach half a length to the left between two times. */
  function swollen(fromS: number, toS: number): FrameSightings[] {
    return watchStreet([parks(1, 12, 5, 200)], 60).map(({ atMs, vehicles }) => ({
      atMs,
      vehicles: vehicles.map((vehicle) => {
        const { x, width } = vehicle.box;
        const isSwollen = atMs >= fromS * 1_000 && atMs < toS * 1_000;
        return isSwollen ? { ...vehicle, box: { ...vehicle.box, x: x - width / 2, width: 1.5 * width } } : vehicle;
      }),
    }));
  }
});

describe('the end of a recording', () => {
  const endsOf = (untilS: number) => {
    const watching = watch();
    eventsOf(watchStreet([parks(1, 12, 5, 40)], untilS), watching);
    return watching.finish().map(({ type }) => type);
  };

  it('ends the visit of a vehicle that has just been seen to drive off', () => {
    expect(endsOf(44)).toEqual(['park_end']);
  });

  it('leaves the visit of a vehicle open that still stands there', () => {
    expect(endsOf(39)).toEqual([]);
  });
});

describe('the evidence', () => {
  const evidenceOf = (frames: readonly FrameSightings[]) => eventsOf(frames).at(-1)?.visit.evidence;

  it('of a stop from arrival to departure says that both were seen', () => {
    expect(evidenceOf(watchStreet([parks(1, 12, 5, 40)], 60))).toEqual(['arrival_seen', 'departure_seen']);
  });

  it('of a vehicle that was there when the watch began says so', () => {
    expect(evidenceOf(watchStreet([parks(1, 12, -50, 200)], 30))).toEqual(['there_before']);
  });

  it('of a double parker that others drove around names them', () => {
    const traffic = [2, 6, 10].map((atS, index) => car(80 + index, drive(LANE_X_M, atS)));
    const overtakers = [30, 36, 42].map((atS, index) => car(50 + index, drive(FAR_LANE_X_M, atS)));
    const van = car(1, stop(inLane(18), 20, 60), 'truck');
    const evidence = evidenceOf(watchStreet([...traffic, van, ...overtakers], 80));
    expect(evidence).toContain('overtaken');
    expect(evidence).not.toContain('not_overtaken');
  });
});

describe('a stop in a lane', () => {
  const overtakers = [30, 36, 42].map((atS, index) => car(50 + index, drive(FAR_LANE_X_M, atS)));
  const earlierTraffic = [2, 6, 10].map((atS, index) => car(80 + index, drive(LANE_X_M, atS)));

  it('is double parking when others drive around it, from stop to start', () => {
    const van = car(1, stop(inLane(18), 20, 60), 'truck');
    const [start, end, ...more] = eventsOf(watchStreet([...earlierTraffic, van, ...overtakers], 80));
    expect(more).toEqual([]);
    expect(start).toMatchObject({ type: 'park_start', visit: { zoneId: 'lane', type: 'double_parking' } });
    expect(Math.abs((start?.atMs ?? 0) - 20_000)).toBeLessThan(MOMENT_MS);
    expect(Math.abs((end?.atMs ?? 0) - 60_000)).toBeLessThan(MOMENT_MS);
  });

  it('is none when it lasts 1.5 s less than the limit', () => {
    const van = car(1, stop(inLane(18), 20, 20 + DOUBLE_PARKING_S - 1.5), 'truck');
    expect(eventsOf(watchStreet([...earlierTraffic, van, ...overtakers], 80))).toEqual([]);
  });

  it('is a queue when the vehicles ahead and behind stand too and leave as a wave', () => {
    const queue = [30, 22, 14].map((yM, index) =>
      car(index + 1, stop(inLane(yM), 20 + 2 * index, 45 + 1.5 * index, { accelerationMps2: 2 })),
    );
    expect(eventsOf(watchStreet([...earlierTraffic, ...queue], 80))).toEqual([]);
  });

  it('is no double parking for a driver who waits behind a double-parked vehicle', () => {
    const van = car(1, stop(inLane(26), 20, 70), 'truck');
    const waiting = car(2, stop(inLane(15), 30, 50, { lane: LANE_X_M }));
    const events = eventsOf(watchStreet([...earlierTraffic, van, waiting, ...overtakers], 100));
    expect(events.map(({ type, atMs }) => [type, Math.round(atMs / 2_000) * 2])).toEqual([
      ['park_start', 20],
      ['park_end', 70],
    ]);
  });
});

describe('a replay', () => {
  const vehicles = [parks(1, 12, 5, 50), car(2, stop(inLane(18), 20, 60), 'truck'), car(3, drive(FAR_LANE_X_M, 30))];

  it('gives the same events byte for byte', () => {
    const once = JSON.stringify(eventsOf(watchStreet(vehicles, 80)));
    const again = JSON.stringify(eventsOf(watchStreet(vehicles, 80)));
    expect(again).toBe(once);
    expect(once.length).toBeGreaterThan(2);
  });

  it('refuses a frame that is older than the one before it', () => {
    const watching = watch();
    watching.observe({ atMs: 2_000, vehicles: [] });
    expect(() => watching.observe({ atMs: 1_999, vehicles: [] })).toThrow(RangeError);
  });
});
