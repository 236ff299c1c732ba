import { planDrive } from '../motion/drive.mjs';
import { VEHICLE_SPECS } from '../vehicles/specs.mjs';
import demo from './demo.mjs';

export const SCENARIOS = Object.freeze({ demo });

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
