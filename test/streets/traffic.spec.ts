import { describe, expect, it } from 'vitest';
import { chance } from '../../bench/support/streets/chance.js';
import { Driver } from '../../bench/support/streets/driver.js';
import type { Errand } from '../../bench/support/streets/driver.js';
import { planStreet } from '../../bench/support/streets/street-plan.js';
import type { Lane } from '../../bench/support/streets/street-plan.js';
import { STEP_S, Traffic } from '../../bench/support/streets/traffic.js';

const plan = planStreet(chance(3), 'facing double parker');
const away: Lane = { id: 'away', xM: 1.6, way: 1 };
const towards: Lane = { id: 'towards', xM: -1.6, way: -1 };
const street = { ...plan, lanes: [towards, away], stopLineM: { 1: 200, [-1]: -200 } };

function traffic() {
  return new Traffic(street, [], () => true, chance(1));
}

function put(on: Traffic, lane: Lane, yM: number, errands: readonly Errand[] = []): Driver {
  const driver = new Driver(on.drivers.length + 1, { kind: 'sedan', lane, errands }, yM * lane.way, chance(2));
  Object.assign(driver, { xM: lane.xM, speedMps: 5 });
  on.drivers.push(driver);
  return driver;
}

function live(on: Traffic, seconds: number): void {
  for (let step = 0; step < seconds / STEP_S; step++) on.step(step * STEP_S);
}

describe('the traffic of random streets', () => {
  it('is called deadlocked when two stand face to face in one lane', () => {
    const here = traffic();
    put(here, away, 20);
    put(here, towards, 34).xM = away.xM;
    live(here, 20);
    expect(here.isDeadlocked).toBe(true);
  });

  it('is not called deadlocked while somebody waits behind one who has a cause to stand', () => {
    const here = traffic();
    put(here, away, 40, [{ kind: 'stand', yM: 40.5, forS: 60, reason: 'yielding' }]);
    const behind = put(here, away, 30);
    behind.patienceS = Infinity;
    live(here, 20);
    expect(behind.speedMps).toBe(0);
    expect(here.isDeadlocked).toBe(false);
  });

  it('lets whoever drives around a double parker get back into the lane before that one pulls off', () => {
    const here = traffic();
    const blocking = put(here, away, 40, [{ kind: 'stand', yM: 40.5, forS: 8 }]);
    const passer = put(here, away, 20);
    for (let step = 0; passer.passing === null && step < 20 / STEP_S; step++) here.step(step * STEP_S);
    expect(passer.passing?.around).toBe(blocking);
    blocking.restUntilS = 0;
    for (let step = 0; passer.passing !== null && step < 30 / STEP_S; step++) {
      here.step(20 + step * STEP_S);
      if (passer.passing !== null) expect(blocking.speedMps).toBe(0);
    }
    live(here, 10);
    expect(passer.isGone || passer.pM > blocking.pM).toBe(true);
  });

  it('leaves behind whoever stands too near behind a double parker to pull out', () => {
    const here = traffic();
    put(here, away, 40, [{ kind: 'stand', yM: 40.05, forS: 60 }]);
    const near = put(here, away, 40 - 4.5 - 3);
    Object.assign(near, { speedMps: 0, patienceS: 0 });
    live(here, 20);
    expect(near.passing).toBeNull();
    expect(near.speedMps).toBe(0);
  });
});
