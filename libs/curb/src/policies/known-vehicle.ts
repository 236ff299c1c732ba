import type { VehicleType } from '../visits/visit.js';

/** Which user classes a vehicle is surely of, and which it surely is not. Of all others a camera cannot tell. */
export interface KnownVehicle {
  readonly isOf: readonly string[];
  readonly isNotOf: readonly string[];
}

const TWO_WHEELED = ['bicycle', 'cargo_bicycle', 'moped', 'motorcycle', 'scooter'];

/** Whether a car or a truck is a van, and which two-wheeled vehicle has an engine, is not told apart. */
const KNOWN: Readonly<Record<VehicleType, KnownVehicle>> = {
  car: { isOf: ['car'], isNotOf: ['bus', 'truck', ...TWO_WHEELED] },
  truck: { isOf: ['truck'], isNotOf: ['bus', 'car', ...TWO_WHEELED] },
  bus: { isOf: ['bus'], isNotOf: ['car', 'truck', 'van', ...TWO_WHEELED] },
  motorcycle: { isOf: [], isNotOf: ['bicycle', 'bus', 'car', 'cargo_bicycle', 'truck', 'van'] },
  bicycle: { isOf: [], isNotOf: ['bus', 'car', 'truck', 'van'] },
  unspecified: { isOf: [], isNotOf: [] },
};

export function knownVehicle(type: VehicleType): KnownVehicle {
  return KNOWN[type];
}

/** Whether a vehicle is of a class; null when a camera cannot tell. */
export function isOfClass({ isOf, isNotOf }: KnownVehicle, name: string): boolean | null {
  if (isOf.includes(name)) return true;
  return isNotOf.includes(name) ? false : null;
}
