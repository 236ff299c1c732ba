import { describe, expect, it } from 'vitest';
import type { GroundPoint, ImagePoint, StandingVisit, Zone, ZoneKind } from '../api/types.js';
import { laneLines } from './lane-lines.js';
import { clipAlong, lengthM, placeOf, planOf, type PlanZone, type StreetPlan } from './plan.js';
import { streetAxes, toStreet } from './street-axes.js';

/** A camera 7 m above X = 0, Y = -10, looking along +Y and down by 0.25 rad; X runs to its right. */
function toImage([xM, yM]: GroundPoint): ImagePoint {
  const [ahead, down, pitch, focal] = [yM + 10, 7, 0.25, 0.9];
  const depth = ahead * Math.cos(pitch) + down * Math.sin(pitch);
  const up = ahead * Math.sin(pitch) - down * Math.cos(pitch);
  return [0.5 + (focal * xM) / depth, 0.5 - (focal * up * 16) / 9 / depth];
}

function rectangle(left: number, right: number, near: number, far: number): GroundPoint[] {
  return [
    [left, near],
    [left, far],
    [right, far],
    [right, near],
  ];
}

/** The zone in the picture and, after `calibrate`, in whatever axes the installer chose. */
function zone(kind: ZoneKind, ground: GroundPoint[], calibrate = (point: GroundPoint): GroundPoint => point): Zone {
  const today = {
    arrivals: 0,
    departures: 0,
    turnover: 0,
    averageDwellMs: null,
    occupiedMs: 0,
    doubleParking: 0,
    blockedMs: 0,
    observedMs: 0,
  };
  const polygon = ground.map(toImage);
  return { id: `c.${kind}`, camera: 'c', kind, polygon, groundPolygon: ground.map(calibrate), visits: [], today };
}

function street(calibrate?: (point: GroundPoint) => GroundPoint): Zone[] {
  return [
    zone('parking', rectangle(3.4, 5.6, 0, 30), calibrate),
    zone('travel_lane', rectangle(0, 3.4, -2, 40), calibrate),
    zone('travel_lane', rectangle(-3.4, 0, -2, 40), calibrate),
    zone('loading', rectangle(-5.6, -3.4, 10, 22), calibrate),
  ];
}

function planFor(zones: readonly Zone[]): StreetPlan {
  const plan = planOf(zones);
  if (!plan) throw new Error('these zones have no plan');
  return plan;
}

function kindOf(plan: StreetPlan, kind: ZoneKind): PlanZone {
  const found = plan.zones.find((own) => own.zone.kind === kind);
  if (!found) throw new Error(`the plan has no ${kind}`);
  return found;
}

describe('the street seen from above', () => {
  it('is as long and as wide as it is on the ground', () => {
    const plan = planFor(street());
    expect(lengthM(plan.along)).toBeCloseTo(42, 3);
    expect(lengthM(plan.across)).toBeCloseTo(11.2, 3);
  });

  it('runs away from the camera, with what is on the right in the picture on the right', () => {
    const plan = planFor(street());
    expect(kindOf(plan, 'parking').side).toBe('right');
    expect(kindOf(plan, 'loading').side).toBe('left');
    expect(kindOf(plan, 'travel_lane').side).toBeNull();
    expect(plan.axes.isSeenAlong).toBe(true);
    expect(plan.axes.along[1]).toBeCloseTo(1);
  });

  it.each([
    ['turned by 125°', ([x, y]: GroundPoint): GroundPoint => [x * -0.5736 - y * 0.8192, x * 0.8192 + y * -0.5736]],
    ['running towards the camera', ([x, y]: GroundPoint): GroundPoint => [-x, 50 - y]],
    ['mirrored, with Y down as on a screen', ([x, y]: GroundPoint): GroundPoint => [x, -y]],
    ['far from their origin, as map coordinates are', ([x, y]: GroundPoint): GroundPoint => [x + 4_200, y - 9_100]],
  ])('looks the same when the calibration axes are %s', (_, calibrate) => {
    const plan = planFor(street(calibrate));
    expect(kindOf(plan, 'parking').side).toBe('right');
    expect(kindOf(plan, 'parking').along.fromM - plan.along.fromM).toBeCloseTo(2, 1);
    expect(lengthM(plan.across)).toBeCloseTo(11.2, 1);
  });

  it('ends where the picture no longer tells places apart, though a lane is drawn almost to the horizon', () => {
    const far = planFor([...street(), zone('bus_lane', rectangle(-6, -3.4, 0, 900))]);
    expect(lengthM(far.along)).toBeGreaterThan(60);
    expect(lengthM(far.along)).toBeLessThan(140);
  });

  it('leaves out a corner that lies above the horizon', () => {
    const beyond = zone('bus_lane', rectangle(-6, -3.4, 0, 60));
    const sky: Zone = {
      ...beyond,
      polygon: beyond.polygon.map(([x, y], i) => (i === 1 || i === 2 ? [x, 0.02] : [x, y])),
    };
    const plan = planFor([...street(), sky]);
    expect(lengthM(plan.along)).toBeLessThan(140);
  });

  it('has no plan without a calibrated zone', () => {
    expect(planOf([])).toBeNull();
    expect(planOf([{ ...zone('parking', rectangle(0, 2, 0, 9)), groundPolygon: null }])).toBeNull();
  });

  it('keeps the calibrated outline of a single zone exactly', () => {
    const plan = planFor([zone('parking', rectangle(3.4, 5.6, 0, 30))]);
    expect(lengthM(plan.along)).toBe(30);
  });
});

describe('a standing vehicle', () => {
  const visit: StandingVisit = {
    id: 'v',
    type: 'dwell',
    start: '2024-05-14T11:05:00.000Z',
    startCensored: false,
    vehicleType: 'car',
    confidence: 90,
    location: { image: [0.6, 0.5], ground: [4.5, 12] },
  };

  it('stands at its place on the ground', () => {
    const plan = planFor(street());
    expect(placeOf(plan, visit)).toEqual(toStreet(plan.axes, [4.5, 12]));
  });

  it('stays on the drawing when it was seen beyond its end', () => {
    const plan = planFor(street());
    const beyond = { ...visit, location: { ...visit.location, ground: [4.5, 400] as const } };
    expect(placeOf(plan, beyond)?.alongM).toBe(plan.along.toM);
  });

  it('has no place in the plan when its camera is not calibrated', () => {
    expect(placeOf(planFor(street()), { ...visit, location: { image: [0.5, 0.5], ground: null } })).toBeNull();
  });

  it('stands along a curb lane, and across deep bays', () => {
    const plan = planFor([...street(), zone('bus_stop', rectangle(-8.6, -3.6, 24, 38))]);
    expect(kindOf(plan, 'parking').headingRad).toBeCloseTo(0);
    expect(Math.abs(kindOf(plan, 'bus_stop').headingRad)).toBeCloseTo(Math.PI / 2);
  });
});

describe('the blocked part of a lane', () => {
  const lane = rectangle(0, 3, 0, 40).map(([acrossM, alongM]) => ({ alongM, acrossM }));
  const extent = (outline: readonly { alongM: number }[]) => [
    Math.min(...outline.map((point) => point.alongM)),
    Math.max(...outline.map((point) => point.alongM)),
  ];

  it('is cut out of it', () => {
    expect(extent(clipAlong(lane, { fromM: 10, toM: 20 }))).toEqual([10, 20]);
  });

  it('ends with the lane', () => {
    expect(extent(clipAlong(lane, { fromM: 35, toM: 60 }))).toEqual([35, 40]);
  });

  it('is nothing beyond the lane', () => {
    expect(clipAlong(lane, { fromM: 50, toM: 60 })).toEqual([]);
  });
});

describe('lane lines', () => {
  it('stand between two lanes side by side, as far as both go', () => {
    const lines = laneLines(planFor(street()));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.acrossM).toBeCloseTo(0, 3);
  });

  it('are not drawn through an oblique lane', () => {
    const oblique = zone('travel_lane', [
      [0, 0],
      [14, 40],
      [17, 40],
      [3, 0],
    ]);
    expect(laneLines(planFor([...street(), oblique]))).toHaveLength(1);
  });
});

it('a camera that looks across the street sees it run to the right', () => {
  // The street runs along X, 12 m away; the picture shows larger X further right.
  const across = zone('parking', rectangle(-15, 15, 12, 14.2));
  const axes = streetAxes([{ zone: across, ground: across.groundPolygon ?? [] }]);
  expect(axes.isSeenAlong).toBe(false);
  expect(axes.along[0]).toBeCloseTo(1);
  expect(axes.right[1]).toBeCloseTo(-1);
});
