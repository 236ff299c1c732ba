import { planDrive } from '../motion/drive.mjs';
import { VEHICLE_SPECS } from '../vehicles/specs.mjs';
import busInFront from './bus-in-front.mjs';
import demo from './demo.mjs';
import duskTwoLanes from './dusk-two-lanes.mjs';
import leftHand from './left-hand.mjs';
import leftTurn from './left-turn.mjs';
import lowOvercast from './low-overcast.mjs';
import nightQueue from './night-queue.mjs';
import rainSway from './rain-sway.mjs';

const others = [busInFront, duskTwoLanes, leftHand, leftTurn, lowOvercast, nightQueue, rainSway];

/** By name; the demo's own name is that of its clip, "street". */
export const SCENARIOS = Object.freeze({
  demo,
  ...Object.fromEntries(others.map((scenario) => [scenario.name, scenario])),
});

/** A scenario with every vehicle's drive planned; throws where the story cannot be driven. */
export function planScenario(scenario) {
  const vehicles = scenario.vehicles.map((vehicle, i) => {
    const spec = VEHICLE_SPECS[vehicle.type];
    if (!spec) throw new RangeError(`${vehicle.id}: no vehicle type "${vehicle.type}"`);
    try {
      return { ...vehicle, number: i + 1, spec, drive: planDrive(vehicle, spec) };
    } catch (error) {
      throw new Error(`${vehicle.id}: ${error.message}`, { cause: error });
    }
  });
  return { ...scenario, vehicles };
}

/** The light at `t`. */
export function signalAt(signal, t) {
  return signal.findLast(({ from }) => from <= t).light;
}

/** How many times the camera has opened up against its first exposure at `t`. */
export function gainAt(exposure, t) {
  return exposure?.findLast(({ from }) => from <= t)?.gain ?? 1;
}
