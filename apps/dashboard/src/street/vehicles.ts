import type { StandingVisit, VehicleType, ZoneKind } from '../api/types.js';
import { HOUR_MS, MINUTE_MS } from '../words/durations.js';

export interface VehicleSize {
  readonly lengthM: number;
  readonly widthM: number;
}

/** Typical outlines; a camera tells the type, not the model. */
export const VEHICLE_SIZES: Readonly<Record<VehicleType, VehicleSize>> = {
  car: { lengthM: 4.5, widthM: 1.8 },
  truck: { lengthM: 7.5, widthM: 2.3 },
  bus: { lengthM: 12, widthM: 2.5 },
  motorcycle: { lengthM: 2.1, widthM: 0.9 },
  bicycle: { lengthM: 1.8, widthM: 0.7 },
  unspecified: { lengthM: 4.5, widthM: 1.8 },
};

/** Room to get in and out between two vehicles, as street design guides give for marked bays (6 m for a 4.5 m car). */
const GAP_M = 1.5;

export const STAY_CLASSES = ['arriving', 'short', 'medium', 'long'] as const;
/** How long a vehicle has stood, in the four steps the plan colors. */
export type StayClass = (typeof STAY_CLASSES)[number];

export const STAY_NAMES: Readonly<Record<StayClass, string>> = {
  arriving: 'under 1 min',
  short: '1–15 min',
  medium: '15–60 min',
  long: 'over 1 h',
};

export function stayClass(dwellMs: number): StayClass {
  if (dwellMs < MINUTE_MS) return 'arriving';
  if (dwellMs < 15 * MINUTE_MS) return 'short';
  return dwellMs < HOUR_MS ? 'medium' : 'long';
}

export function dwellSoFarMs(visit: StandingVisit, nowMs: number): number {
  return Math.max(0, nowMs - Date.parse(visit.start));
}

/** Whether a stop is one that someone should look at: it blocks a lane, or stands where stopping is forbidden. */
export function concernOf(visit: StandingVisit, kind: ZoneKind): 'blocks_lane' | 'no_stopping' | null {
  if (visit.type === 'double_parking') return 'blocks_lane';
  return kind === 'no_stopping' ? 'no_stopping' : null;
}

/** The share of a curb's length that is taken, 0..1, by typical vehicle lengths: an estimate, and labelled as one. */
export function takenShare(visits: readonly StandingVisit[], curbLengthM: number): number {
  if (curbLengthM <= 0) return visits.length > 0 ? 1 : 0;
  const takenM = visits.reduce((sum, visit) => sum + VEHICLE_SIZES[visit.vehicleType].lengthM + GAP_M, 0);
  return Math.min(1, takenM / curbLengthM);
}
