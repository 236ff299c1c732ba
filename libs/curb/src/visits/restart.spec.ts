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
import { DOUBLE_PARKED_GAP_MS_MAX, PARKED_GAP_MS_MAX, UNDECIDED_GAP_MS_MAX } from './gap.js';
import type { FrameSightings } from './sighting.js';
import { VisitWatch } from './visit-watch.js';
import type { VisitEvent } from './visit.js';
import { snapshotProblem } from './watch-snapshot.js';
import type { WatchSnapshot } from './watch-snapshot.js';

const RULES = {
  zones: ZONES,
  homography: streetHomography(),
  minDwellMs: 8_000,
  doubleParkingMs: 12_000,
  aspect: ASPECT,
};
const MOMENT_MS = 700;

const car = (id: number, at: SimulatedVehicle['at'], type: SimulatedVehicle['type'] = 'car'): SimulatedVehicle => ({
  type,
  at,
  trackId: () => id,
});
const parks = (id: number, yM: number, from: number, to: number) =>
  car(id, stop({ xM: CURB_X_M, yM }, from, to, { lane: LANE_X_M }));
const inLane = (yM: number) => ({ xM: LANE_X_M, yM });
const traffic = [2, 6, 10].map((atS, index) => car(80 + index, drive(LANE_X_M, atS)));
const passers = (...atS: number[]) => atS.map((s, index) => car(50 + index, drive(FAR_LANE_X_M, s)));

function eventsOf(watch: VisitWatch, frames: readonly FrameSightings[]): VisitEvent[] {
  return frames.flatMap((frame) => watch.observe(frame));
}

/** As a process that starts anew would see them: the tracker begins to number again, and hours may have passed. */
function afterwards(frames: readonly FrameSightings[], laterMs: number): FrameSightings[] {
  return frames.map(({ atMs, vehicles }) => ({
    atMs: atMs + laterMs,
    vehicles: vehicles.map((vehicle) => ({ ...vehicle, trackId: vehicle.trackId + 1 })),
  }));
}

/** The snapshot as it comes back from disk. */
function saved(watch: VisitWatch): WatchSnapshot {
  return JSON.parse(JSON.stringify(watch.snapshot())) as WatchSnapshot;
}

interface Gap {
  readonly fromS: number;
  readonly toS: number;
  /** What the hours add to all times after it. */
  readonly laterMs?: number;
  /** Who is on the street after it; the same unless told. */
  readonly then?: readonly SimulatedVehicle[];
}

function interrupted(vehicles: readonly SimulatedVehicle[], untilS: number, gap: Gap) {
  const { fromS, toS, laterMs = 0, then = vehicles } = gap;
  const first = new VisitWatch(RULES);
  const before = eventsOf(first, watchStreet(vehicles, fromS));
  const second = new VisitWatch(RULES, saved(first));
  const after = eventsOf(second, afterwards(watchStreet(then, untilS, toS), laterMs));
  return { before, after, all: [...before, ...after], standing: second.standing() };
}

const kinds = (events: readonly VisitEvent[]) => events.map(({ type }) => type);

describe('a vehicle that stands there before and after a restart', () => {
  it.each([
    ['seconds', 0],
    ['an hour', 3_600_000],
    ['a little less than a night', PARKED_GAP_MS_MAX - 10_000],
  ])('goes on with its visit when the restart took %s: same key, same start, told once', (_, laterMs) => {
    const vehicles = [parks(1, 12, 5, 60)];
    const { before, after } = interrupted(vehicles, 80, { fromS: 30, toS: 36, laterMs });
    expect(kinds(before)).toEqual(['park_start']);
    expect(kinds(after)).toEqual(['park_end']);
    const [start] = before;
    const [end] = after;
    expect(end?.visit).toMatchObject({ key: start?.visit.key, startMs: start?.visit.startMs, startCensored: false });
    expect(Math.abs((end?.atMs ?? 0) - laterMs - 60_000)).toBeLessThan(MOMENT_MS);
  });

  it('has been out of sight for as long as the restart took', () => {
    const { after } = interrupted([parks(1, 12, 5, 60)], 80, { fromS: 30, toS: 36, laterMs: 3_600_000 });
    const [end] = after;
    if (end?.type !== 'park_end') throw new Error('the visit has no end');
    expect(end.blindMs).toBeGreaterThanOrEqual(3_606_000);
    expect(end.blindMs).toBeLessThan(3_609_000);
    expect(end.endCensored).toBe(false);
  });

  it('has a visit of its own after a restart that took longer than a night', () => {
    const laterMs = PARKED_GAP_MS_MAX + 1_000;
    const { after } = interrupted([parks(1, 12, 5, 90)], 80, { fromS: 30, toS: 36, laterMs });
    expect(after).toMatchObject([
      { type: 'park_end', atMs: 30_000, endCensored: true, blindMs: 0 },
      { type: 'park_start', atMs: 36_000 + laterMs, visit: { startCensored: true } },
    ]);
    expect(after[0]?.visit.key).not.toBe(after[1]?.visit.key);
  });

  it('is counted once its minimum dwell is over when it had not been yet', () => {
    const { before, after } = interrupted([parks(1, 12, 25, 90)], 60, { fromS: 29, toS: 31 });
    expect(before).toEqual([]);
    expect(after).toMatchObject([{ type: 'park_start', visit: { startCensored: false } }]);
    expect(Math.abs((after[0]?.atMs ?? 0) - 25_000)).toBeLessThan(MOMENT_MS);
  });

  it('goes on when a nearer one hides it as the watch begins again', () => {
    const hidden = parks(1, 22, 5, 120);
    const bus = car(2, stop({ xM: 1.9, yM: 12 }, 40, 60, { lane: LANE_X_M }), 'bus');
    const { all } = interrupted([hidden, bus], 140, { fromS: 34, toS: 44 });
    expect(kinds(all.filter(({ visit }) => visit.zoneId === 'parking_a'))).toEqual(['park_start', 'park_end']);
  });
});

describe('a place found otherwise after a restart', () => {
  it('and empty ends its visit at the last sight, with the end unseen', () => {
    const { after } = interrupted([parks(1, 12, 5, 60)], 80, { fromS: 30, toS: 40, then: [] });
    expect(after).toMatchObject([{ type: 'park_end', atMs: 30_000, endCensored: true, blindMs: 0 }]);
  });

  it('and taken by a vehicle of another size ends the visit and begins one whose start was not seen', () => {
    const then = [car(3, stop({ xM: CURB_X_M, yM: 12.5 }, -60, 200, { lane: LANE_X_M }), 'bus')];
    const { after } = interrupted([parks(1, 12, 5, 60)], 80, { fromS: 30, toS: 40, then });
    expect(after.find(({ type }) => type === 'park_end')).toMatchObject({ atMs: 30_000, endCensored: true });
    expect(after.find(({ type }) => type === 'park_start')).toMatchObject({
      atMs: 40_000,
      visit: { startCensored: true, vehicleType: 'bus' },
    });
  });

  it('and taken that was not taken before is a visit whose start was not seen', () => {
    const { after } = interrupted([], 80, { fromS: 30, toS: 40, then: [parks(1, 12, 5, 200)] });
    expect(after).toMatchObject([
      { type: 'park_start', atMs: 40_000, visit: { startCensored: true, evidence: ['there_before'] } },
    ]);
  });

  it('and whose vehicle had been seen to drive off keeps that moment as its end', () => {
    const { before, after } = interrupted([parks(1, 12, 5, 29)], 80, { fromS: 32, toS: 40 });
    const end = [...before, ...after].find(({ type }) => type === 'park_end');
    expect(end).toMatchObject({ endCensored: false });
    expect(Math.abs((end?.atMs ?? 0) - 29_000)).toBeLessThan(MOMENT_MS);
  });
});

describe('a stop in a lane over a restart', () => {
  const van = car(1, stop(inLane(18), 20, 70), 'truck');

  it('that others had driven around before goes on towards its verdict and is told once', () => {
    const { all } = interrupted([...traffic, van, ...passers(24, 45)], 100, { fromS: 30, toS: 34 });
    expect(kinds(all)).toEqual(['park_start', 'park_end']);
    expect(Math.abs((all[0]?.atMs ?? 0) - 20_000)).toBeLessThan(MOMENT_MS);
  });

  it('that others drive around only afterwards is double parking: the lane is known to run that way', () => {
    const { all } = interrupted([...traffic, van, ...passers(44)], 100, { fromS: 30, toS: 34 });
    expect(kinds(all)).toEqual(['park_start', 'park_end']);
  });

  it('that counted goes on for as long as a delivery takes, and no longer', () => {
    const counted = [...traffic, van, ...passers(26, 30)];
    const gapMs = 10_000;
    for (const [laterMs, expected] of [
      [DOUBLE_PARKED_GAP_MS_MAX - gapMs - 5_000, ['park_end']],
      [DOUBLE_PARKED_GAP_MS_MAX, ['park_end', 'park_start']],
    ] as const) {
      const then = [car(1, stop(inLane(18), 20, 140), 'truck'), ...passers(60, 66)];
      const { before, after } = interrupted(counted, 160, { fromS: 48, toS: 58, laterMs, then });
      expect(kinds(before)).toEqual(['park_start']);
      expect(kinds(after).slice(0, expected.length)).toEqual(expected);
    }
  });

  const queue = (leaveS: number) =>
    [30, 22, 14].map((yM, index) => car(index + 1, stop(inLane(yM), 20 + 2 * index, leaveS + 1.5 * index)));

  it('in a queue stays a queue when the process restarts while it waits', () => {
    for (let fromS = 24; fromS < 44; fromS += 4) {
      const { all } = interrupted([...traffic, ...queue(50)], 90, { fromS, toS: fromS + 5 });
      expect([fromS, all]).toEqual([fromS, []]);
    }
  });

  it('is not taken for one that outlasts a signal because another waits there after hours', () => {
    const first = car(1, stop(inLane(30), 20, 44));
    const { all } = interrupted([...traffic, first], 62, { fromS: 40, toS: 41, laterMs: 7_200_000, then: queue(50) });
    expect(all).toEqual([]);
  });

  it('is forgotten, undecided, after a gap in which another may have taken its place at the signal', () => {
    const laterMs = UNDECIDED_GAP_MS_MAX;
    const { all } = interrupted([...traffic, van], 66, { fromS: 40, toS: 41, laterMs, then: [] });
    expect(all).toEqual([]);
  });
});

describe('a watch that is interrupted at any moment', () => {
  const vehicles = [
    ...traffic,
    parks(1, 8, 5, 50),
    parks(2, 18, 12, 75),
    car(3, stop(inLane(30), 30, 64), 'truck'),
    ...passers(38, 46, 54),
  ];
  const inTime = (events: readonly VisitEvent[]) => [...events].sort((a, b) => a.atMs - b.atMs);
  const whole = inTime(eventsOf(new VisitWatch(RULES), watchStreet(vehicles, 100)));
  const what = ({ type, visit }: VisitEvent) => `${type} ${visit.zoneId} ${visit.type}`;
  const moments = [5, 12, 30, 50, 64, 75];

  it('for four seconds has the visits it would have had, told once each', () => {
    expect(kinds(whole)).toHaveLength(6);
    for (let fromS = 2; fromS < 90; fromS += 3.8) {
      const toS = fromS + 4;
      // What arrives or leaves unseen cannot be the same.
      if (moments.some((s) => s > fromS - 2 && s < toS + 2)) continue;
      const all = inTime(interrupted(vehicles, 100, { fromS, toS }).all);
      expect([fromS, all.map(what)]).toEqual([fromS, whole.map(what)]);
      for (const [index, { visit, atMs }] of all.entries()) {
        expect(Math.abs(visit.startMs - (whole[index]?.visit.startMs ?? 0))).toBeLessThan(MOMENT_MS);
        expect(Math.abs(atMs - (whole[index]?.atMs ?? 0))).toBeLessThan(MOMENT_MS);
      }
      const keys = (type: VisitEvent['type']) => all.flatMap((event) => (event.type === type ? event.visit.key : []));
      expect(new Set(keys('park_start')).size).toBe(3);
      expect(keys('park_end').sort()).toEqual(keys('park_start').sort());
    }
  });

  it('in the very moment of an arrival or departure tells no visit twice and leaves none open', () => {
    for (const moment of moments) {
      for (let fromS = moment - 3; fromS <= moment + 2; fromS += 1.2) {
        const { all, standing } = interrupted(vehicles, 130, { fromS, toS: fromS + 4 });
        const started = all.filter(({ type }) => type === 'park_start').map(({ visit }) => visit.key);
        const ended = all.filter(({ type }) => type === 'park_end').map(({ visit }) => visit.key);
        expect(new Set(started).size).toBe(started.length);
        expect([fromS, [...ended].sort()]).toEqual([fromS, [...started].sort()]);
        expect(standing).toEqual([]);
      }
    }
  });
});

describe('a snapshot', () => {
  const watching = () => {
    const watch = new VisitWatch(RULES);
    eventsOf(watch, watchStreet([parks(1, 12, 5, 60), ...traffic], 30));
    return watch;
  };

  it('is plain data: what comes back from disk is what was written', () => {
    expect(saved(watching())).toEqual(watching().snapshot());
  });

  it('of a watch that went on from it is the same again', () => {
    const snapshot = saved(watching());
    expect(new VisitWatch(RULES, snapshot).snapshot()).toEqual(snapshot);
  });

  it('is none before the first frame', () => {
    expect(new VisitWatch(RULES).snapshot()).toBeNull();
  });

  it('is taken under the same rules from its own moment on, and refused before it', () => {
    const snapshot = saved(watching());
    expect(snapshotProblem(snapshot, RULES, 30_000)).toBeNull();
    expect(snapshotProblem(snapshot, RULES, 29_999)).toBe('from_the_future');
  });

  it('is refused when it is of another version, or when zones, calibration or rules have changed', () => {
    const snapshot = saved(watching());
    const [first, ...others] = ZONES;
    if (!first) throw new Error('the street has no zones');
    const moved = [{ ...first, polygon: first.polygon.map(({ x, y }) => ({ x: x + 0.01, y })) }, ...others];
    expect(snapshotProblem({ ...snapshot, version: 1 }, RULES, 40_000)).toBe('another_version');
    for (const changed of [{ zones: moved }, { homography: null }, { minDwellMs: 9_000 }, { aspect: 4 / 3 }]) {
      expect(snapshotProblem(snapshot, { ...RULES, ...changed }, 40_000)).toBe('other_rules');
    }
  });
});

describe('changing light', () => {
  const lost = (fromS: number, toS: number, isUnsettled: boolean, vehicle = parks(1, 12, 5, 200)) =>
    watchStreet([{ ...vehicle, isFound: (s: number) => s < fromS || s >= toS }], 60).map((frame) => ({
      ...frame,
      isUnsettled: isUnsettled && frame.atMs >= fromS * 1_000 && frame.atMs < toS * 1_000,
    }));

  it('in which a parked vehicle is not found for ten seconds ends nothing: the time is blind', () => {
    const watch = new VisitWatch(RULES);
    expect(kinds(eventsOf(watch, lost(20, 30, true)))).toEqual(['park_start']);
    expect(saved(watch).stands[0]?.blindMs).toBe(10_000);
  });

  it('is told from a vehicle that is not found for ten seconds in settled light, which has left', () => {
    expect(kinds(eventsOf(new VisitWatch(RULES), lost(20, 30, false)))).toContain('park_end');
  });

  it('does not hide a departure: the visit of a vehicle that drove off ends when the light has settled', () => {
    const events = eventsOf(new VisitWatch(RULES), lost(20, 25, true, parks(1, 12, 5, 22)));
    expect(kinds(events)).toEqual(['park_start', 'park_end']);
  });
});
