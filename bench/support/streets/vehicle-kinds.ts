import type { DetectedType } from '#detection';

/** Outer measures, as in makers' data sheets. */
export interface VehicleKind {
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
  /** How a cabin narrows towards the roof: shares of width and length at the top. */
  readonly roof: readonly [across: number, along: number];
  /** What CenterNet calls it, most often first; measured on the clips of ../shared/curbbench. */
  readonly calledMostly: readonly [DetectedType, ...DetectedType[]];
  /** The median score of its boxes in plain view, and how much vehicles differ. */
  readonly score: readonly [mean: number, sd: number];
}

const CAR = { roof: [0.75, 0.5], calledMostly: ['car', 'car', 'car', 'car'], score: [0.47, 0.1] } as const;

export const VEHICLE_KINDS = {
  hatchback: { ...CAR, lengthM: 4.05, widthM: 1.76, heightM: 1.48 },
  sedan: { ...CAR, lengthM: 4.7, widthM: 1.84, heightM: 1.45 },
  suv: { ...CAR, lengthM: 4.5, widthM: 1.88, heightM: 1.68, calledMostly: ['car', 'car', 'truck', 'car'] },
  van: {
    ...{ lengthM: 5.6, widthM: 2.02, heightM: 2.45, roof: [0.9, 0.8], score: [0.4, 0.07] },
    calledMostly: ['bus', 'truck', 'car'],
  },
  truck: {
    ...{ lengthM: 7.6, widthM: 2.4, heightM: 3.1, roof: [0.95, 0.95], score: [0.35, 0.06] },
    calledMostly: ['truck', 'bus'],
  },
  bus: {
    ...{ lengthM: 11.8, widthM: 2.52, heightM: 3.1, roof: [0.95, 0.97], score: [0.35, 0.06] },
    calledMostly: ['bus'],
  },
} as const satisfies Record<string, VehicleKind>;

export type VehicleKindName = keyof typeof VEHICLE_KINDS;

export function kindOf(name: VehicleKindName): VehicleKind {
  return VEHICLE_KINDS[name];
}
