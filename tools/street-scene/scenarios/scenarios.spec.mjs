import { describe, expect, it } from 'vitest';
import { footprint, footprintsTouch } from '../motion/footprint.mjs';
import { contains, findStops, judgeStops } from '../truth/stops.mjs';
import { SCENARIOS, planScenario } from './index.mjs';

const MARGIN_SECONDS = 1.5;

describe.each(Object.keys(SCENARIOS))('the scenario "%s"', (name) => {
  const scenario = planScenario(SCENARIOS[name]);
  const { vehicles, zones, parameters, durationSeconds } = scenario;
  const presentAt = (t) => vehicles.map((v) => ({ ...v, state: v.drive.at(t) })).filter(({ state }) => state !== null);

  it('has no moment at which two vehicles touch', () => {
    const touching = new Set();
    for (let t = 0; t < durationSeconds; t += 0.1) {
      const shapes = presentAt(t).map(({ id, spec, state }) => ({ id, shape: footprint(state, spec) }));
      shapes.forEach((a, i) => {
        for (const b of shapes.slice(i + 1)) if (footprintsTouch(a.shape, b.shape)) touching.add(`${a.id} and ${b.id}`);
      });
    }
    expect([...touching]).toEqual([]);
  });

  it('keeps every stop clear of the limits', () => {
    const tooClose = vehicles.flatMap(({ id, drive }) =>
      findStops(drive, durationSeconds).flatMap(({ start, end, x, y }) => {
        const zone = zones.find(({ ground }) => contains(ground, [x, y]));
        if (!zone) return [];
        const limit = zone.kind === 'travel_lane' ? parameters.doubleParkingSeconds : parameters.minDwellSeconds;
        const seconds = (end ?? durationSeconds) - start;
        return Math.abs(seconds - limit) < MARGIN_SECONDS ? [`${id}: ${seconds.toFixed(1)} s`] : [];
      }),
    );
    expect(tooClose).toEqual([]);
  });
});

describe('the demo', () => {
  const scenario = planScenario(SCENARIOS.demo);
  const { events, distractors } = judgeStops(scenario);
  const told = (records, key) => records.map((record) => `${record.vehicle}: ${record[key]} ${record.zone}`);

  it('ends as it began, so that it can run in a loop', () => {
    const standing = (t) =>
      scenario.vehicles
        .map(({ id, drive }) => ({ id, state: drive.at(t) }))
        .filter(({ state }) => state?.speed === 0)
        .map(({ id, state }) => `${id} at ${state.x.toFixed(3)}, ${state.y.toFixed(3)}`);
    expect(standing(scenario.durationSeconds - 0.1)).toEqual(standing(0));
  });

  it('tells arrivals, departures, a delivery, a bus stop and one double-parked van', () => {
    expect(told(events, 'type').sort()).toEqual([
      'bus: dwell bus_stop',
      'courier: dwell loading_a',
      'double-parker: double_parking lane_right',
      'p1: dwell parking_a',
      'p2: dwell parking_a',
      'p2: dwell parking_a',
      'p4: dwell parking_a',
      'p5: dwell parking_a',
      'visitor: dwell parking_a',
    ]);
  });

  it('has a queue of four at the red light that is no double parking', () => {
    expect(distractors.filter(({ reason }) => reason === 'queue').map(({ vehicle }) => vehicle)).toEqual([
      'queue-1',
      'queue-2',
      'queue-3',
      'queue-4',
    ]);
  });
});
