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
import { toImage } from '../geometry/homography.js';
import type { FrameSightings, VehicleSighting } from '../visits/sighting.js';
import { FLOW_PERIOD_MS, LaneFlow } from './lane-flow.js';
import type { FlowPeriod } from './lane-flow.js';

/** The lanes reach from the lower edge of the picture to 45 m. */
const LINE_Y_M = 22;

const vehicle = (id: number, at: SimulatedVehicle['at'], type: SimulatedVehicle['type'] = 'car'): SimulatedVehicle => ({
  type,
  at,
  trackId: () => id,
});
const inLane = (yM: number) => ({ xM: LANE_X_M, yM });
const flow = (homography = true) =>
  new LaneFlow({ zones: ZONES, homography: homography ? streetHomography() : null, aspect: ASPECT });
const seen = (...vehicles: readonly SimulatedVehicle[]) => watchStreet(vehicles, 60);

function periodsOf(frames: readonly FrameSightings[], watching = flow()): FlowPeriod[] {
  return frames.flatMap((frame) => watching.observe(frame));
}

/** What was counted in the first five minutes, of which these frames are all that is seen. */
function countsOf(frames: readonly FrameSightings[], watching = flow()): Record<string, number> {
  const [period] = periodsOf([...frames, { atMs: FLOW_PERIOD_MS, vehicles: [] }], watching);
  return Object.fromEntries(period?.lanes.map(({ zoneId, vehicles }) => [zoneId, vehicles]) ?? []);
}

describe('a vehicle that passes', () => {
  it('is counted once, in its own lane', () => {
    expect(countsOf(seen(vehicle(1, drive(LANE_X_M, 5))))).toEqual({ lane: 1, far_lane: 0 });
  });

  it.each(['car', 'truck', 'bus'] as const)('is counted in its own lane when it is a %s', (type) => {
    expect(countsOf(seen(vehicle(1, drive(LANE_X_M, 5), type)))).toEqual({ lane: 1, far_lane: 0 });
    expect(countsOf(seen(vehicle(1, drive(FAR_LANE_X_M, 5), type)))).toEqual({ lane: 0, far_lane: 1 });
  });

  it('is counted whichever way it drives', () => {
    const oncoming = (seconds: number) => drive(FAR_LANE_X_M, 5)(20 - seconds);
    expect(countsOf(seen(vehicle(1, oncoming)))).toEqual({ lane: 0, far_lane: 1 });
  });

  it('is counted once where the camera is not calibrated', () => {
    expect(countsOf(seen(vehicle(1, drive(LANE_X_M, 5))), flow(false))).toEqual({ lane: 1, far_lane: 0 });
  });

  it('is counted where a lane was drawn up to the horizon', () => {
    const homography = streetHomography();
    const corners = [
      { xM: 0, yM: 0 },
      { xM: 0, yM: 1_000 },
      { xM: 3.5, yM: 1_000 },
      { xM: 3.5, yM: 0 },
    ];
    const polygon = corners.map((corner) => toImage(homography, corner));
    const watching = new LaneFlow({
      zones: [{ id: 'lane', kind: 'travel_lane', polygon }],
      homography,
      aspect: ASPECT,
    });
    expect(countsOf(seen(vehicle(1, drive(LANE_X_M, 5))), watching)).toEqual({ lane: 1 });
  });

  it('is one of many that follow each other two seconds apart', () => {
    const convoy = Array.from({ length: 20 }, (_, i) => vehicle(i + 1, drive(LANE_X_M, 2 + 2 * i)));
    expect(countsOf(seen(...convoy))).toEqual({ lane: 20, far_lane: 0 });
  });

  it('is counted at one look a second as well', () => {
    const frames = watchStreet([vehicle(1, drive(LANE_X_M, 5))], 60);
    expect(countsOf(frames.filter((_, i) => i % 5 === 0))).toEqual({ lane: 1, far_lane: 0 });
  });

  it('is not counted while it has only come up to the line', () => {
    expect(countsOf(seen(vehicle(1, stop(inLane(LINE_Y_M - 3), 20, 90))))).toEqual({ lane: 0, far_lane: 0 });
  });

  it('is counted when it stops a length and a half beyond the line', () => {
    expect(countsOf(seen(vehicle(1, stop(inLane(LINE_Y_M + 7), 20, 90))))).toEqual({ lane: 1, far_lane: 0 });
  });

  it('is counted once when it waits on the line on its way', () => {
    expect(countsOf(seen(vehicle(1, stop(inLane(LINE_Y_M), 15, 40))))).toEqual({ lane: 1, far_lane: 0 });
  });

  it('is counted once, in the lane in which it crosses the line, when it swings around something in the other', () => {
    const swings = (seconds: number) => {
      const place = drive(LANE_X_M, 5)(seconds);
      const share = Math.min(1, Math.max(0, 2 - Math.abs((place?.yM ?? 0) - 23) / 5));
      return place && { ...place, xM: LANE_X_M + (FAR_LANE_X_M - LANE_X_M) * share };
    };
    expect(countsOf(seen(vehicle(1, swings)))).toEqual({ lane: 0, far_lane: 1 });
  });

  it('is counted once when it changes its lane on its way', () => {
    const changes = (seconds: number) => {
      const place = drive(LANE_X_M, 5)(seconds);
      const share = Math.min(1, Math.max(0, ((place?.yM ?? 0) - 28) / 10));
      return place && { ...place, xM: LANE_X_M + (FAR_LANE_X_M - LANE_X_M) * share };
    };
    expect(countsOf(seen(vehicle(1, changes)))).toEqual({ lane: 1, far_lane: 0 });
  });

  it('is counted once when it has parked at the curb on its way, before the line or beyond', () => {
    for (const yM of [10, 23]) {
      const visits = vehicle(1, stop({ xM: CURB_X_M, yM }, 10, 50, { lane: LANE_X_M }));
      expect(countsOf(seen(visits)), `${yM} m`).toEqual({ lane: 1, far_lane: 0 });
    }
  });
});

describe('a vehicle at rest', () => {
  const places = Array.from({ length: 81 }, (_, i) => 2 + i / 2);

  it('is never counted, wherever it stands and however its box jitters', () => {
    const rows = places.map((yM) => countsOf(seen(vehicle(1, () => inLane(yM)))));
    expect(rows).toEqual(places.map(() => ({ lane: 0, far_lane: 0 })));
  });

  it('is never counted when buses that pass show now more of it and now less', () => {
    const bus = vehicle(2, drive(FAR_LANE_X_M, 5, 4), 'bus');
    const rows = places.map((yM) => countsOf(watchStreet([vehicle(1, () => inLane(yM)), bus], 25)));
    expect(rows).toEqual(places.map(() => ({ lane: 0, far_lane: 1 })));
  });

  it('is never counted when its lower part comes to be hidden', () => {
    const rows = places.map((yM) =>
      countsOf(
        seen(vehicle(1, () => inLane(yM))).map(({ atMs, vehicles }) => ({
          atMs,
          vehicles: vehicles.map((one) => ({ ...one, box: cutBelow(one.box, Math.min(0.6, atMs / 60_000)) })),
        })),
      ),
    );
    expect(rows).toEqual(places.map(() => ({ lane: 0, far_lane: 0 })));
  });

  it('at the curb beside the line is never counted', () => {
    const parks = stop({ xM: CURB_X_M, yM: 20 }, 10, 90, { lane: CURB_X_M });
    expect(countsOf(seen(vehicle(1, parks)))).toEqual({ lane: 0, far_lane: 0 });
  });
});

describe('a vehicle that gets another number', () => {
  const renumberedAt = (yM: number) => {
    const at = drive(LANE_X_M, 5);
    return { ...vehicle(1, at), trackId: (seconds: number) => ((at(seconds)?.yM ?? 0) < yM ? 1 : 2) };
  };

  it.each([LINE_Y_M - 10, LINE_Y_M + 10])('%d m along the lane is counted once', (yM) => {
    expect(countsOf(seen(renumberedAt(yM)))).toEqual({ lane: 1, far_lane: 0 });
  });

  it('right at the line is not counted twice', () => {
    for (let yM = LINE_Y_M - 6; yM <= LINE_Y_M + 6; yM += 0.5) {
      expect(countsOf(seen(renumberedAt(yM)))['lane'], `${yM} m`).toBeLessThanOrEqual(1);
    }
  });

  it('is not counted when it is first seen beyond the line', () => {
    const found = { ...vehicle(1, drive(LANE_X_M, 5)), isFound: (seconds: number) => seconds > 5 + 26 / 8 };
    expect(countsOf(seen(found))).toEqual({ lane: 0, far_lane: 0 });
  });

  it('is counted once when it has two at the same time', () => {
    const at = drive(LANE_X_M, 5);
    const frames = seen(vehicle(1, at)).map((frame) => ({
      ...frame,
      vehicles: frame.vehicles.flatMap((one) => [one, { ...one, trackId: 2 }]),
    }));
    expect(countsOf(frames)).toEqual({ lane: 1, far_lane: 0 });
  });
});

describe('a period', () => {
  const START_MS = Date.parse('2024-04-22T07:45:00.000Z');
  const quiet = (fromMs: number, toMs: number) =>
    Array.from({ length: Math.floor((toMs - fromMs) / 200) + 1 }, (_, i) => ({ atMs: fromMs + i * 200, vehicles: [] }));

  it('ends with the first frame at a five-minute mark, and not a frame before', () => {
    const watching = flow();
    expect(periodsOf(quiet(START_MS, START_MS + FLOW_PERIOD_MS - 200), watching)).toEqual([]);
    expect(watching.observe({ atMs: START_MS + FLOW_PERIOD_MS, vehicles: [] })).toEqual([
      {
        startMs: START_MS,
        periodMs: FLOW_PERIOD_MS,
        blindMs: 0,
        lanes: [
          { zoneId: 'lane', vehicles: 0 },
          { zoneId: 'far_lane', vehicles: 0 },
        ],
      },
    ]);
  });

  it('has the vehicles that passed in it, and not those of the one before', () => {
    const cars = [1, 2, 3].map((id) => vehicle(id, drive(LANE_X_M, id < 3 ? 100 * id : 400)));
    const periods = periodsOf(watchStreet(cars, 600));
    expect(periods.map(({ lanes }) => lanes[0]?.vehicles)).toEqual([2, 1]);
  });

  it('is blind before the first frame', () => {
    const [period] = periodsOf(quiet(START_MS + 100_000, START_MS + FLOW_PERIOD_MS));
    expect(period).toMatchObject({ startMs: START_MS, blindMs: 100_000 });
  });

  it.each([
    ['3 s are not blind', 3_000, 0],
    ['more than 3 s are', 3_200, 3_200],
  ])('has gaps between its frames, of which %s', (_, gapMs, blindMs) => {
    const frames = [
      ...quiet(START_MS, START_MS + 60_000),
      ...quiet(START_MS + 60_000 + gapMs, START_MS + FLOW_PERIOD_MS),
    ];
    expect(periodsOf(frames)[0]?.blindMs).toBe(blindMs);
  });

  it('is blind from a loss of sight until it is regained', () => {
    const watching = flow();
    periodsOf(quiet(START_MS, START_MS + 60_000), watching);
    watching.loseSight(START_MS + 60_000);
    watching.regainSight(START_MS + 61_000);
    const [period] = periodsOf(quiet(START_MS + 61_000, START_MS + FLOW_PERIOD_MS), watching);
    expect(period?.blindMs).toBe(1_000);
  });

  it('shares a loss of sight with the next at the mark between them', () => {
    const watching = flow();
    periodsOf(quiet(START_MS, START_MS + 290_000), watching);
    watching.loseSight(START_MS + 290_000);
    watching.regainSight(START_MS + 320_000);
    const periods = periodsOf(quiet(START_MS + 320_000, START_MS + 2 * FLOW_PERIOD_MS), watching);
    expect(periods.map(({ blindMs }) => blindMs)).toEqual([10_000, 20_000]);
  });

  it('in which nothing was seen is told as blind once the camera sees again', () => {
    const watching = flow();
    periodsOf(quiet(START_MS, START_MS + 60_000), watching);
    const periods = watching.observe({ atMs: START_MS + 3 * FLOW_PERIOD_MS, vehicles: [] });
    expect(periods.map(({ blindMs }) => blindMs)).toEqual([240_000, FLOW_PERIOD_MS, FLOW_PERIOD_MS]);
  });

  it('is not told for more than a day that nobody saw, whatever a clock says', () => {
    const watching = flow();
    watching.observe({ atMs: 0, vehicles: [] });
    const periods = watching.observe({ atMs: START_MS, vehicles: [] });
    expect(periods).toHaveLength(1 + 288);
    expect(periods.at(-1)?.startMs).toBe(START_MS - FLOW_PERIOD_MS);
  });

  it('does not count who may have passed while nothing was seen', () => {
    const [before, after] = [stop(inLane(LINE_Y_M - 8), 5, 90), stop(inLane(LINE_Y_M + 8), 5, 90)];
    const jumps = vehicle(1, (seconds) => (seconds < 30 ? before(30) : after(30)));
    const frames = seen(jumps).filter(({ atMs }) => atMs <= 28_000 || atMs >= 32_000);
    expect(countsOf(frames)).toEqual({ lane: 0, far_lane: 0 });
  });

  it('is none where a camera has no lanes', () => {
    const zones = ZONES.filter(({ kind }) => kind === 'parking');
    const watching = new LaneFlow({ zones, homography: null });
    expect(periodsOf(quiet(START_MS, START_MS + FLOW_PERIOD_MS), watching)).toEqual([]);
  });

  it('is the same in every replay', () => {
    const frames = seen(...[1, 2, 3].map((id) => vehicle(id, drive(LANE_X_M, 5 * id))));
    expect(JSON.stringify(countsOf(frames))).toBe(JSON.stringify(countsOf(frames)));
  });
});

function cutBelow(box: VehicleSighting['box'], share: number): VehicleSighting['box'] {
  return { ...box, height: box.height * (1 - share) };
}
