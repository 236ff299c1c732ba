/**
 * Outer measures in metres. `rearAxleM` is the distance from the centre of the footprint back to the rear axle;
 * `motClass` the COCO class the detector would give (2 car or van, 5 bus, 7 truck).
 */
export const VEHICLE_SPECS = Object.freeze({
  hatchback: { lengthM: 4.05, widthM: 1.76, heightM: 1.48, wheelbaseM: 2.55, rearAxleM: 1.3, motClass: 2 },
  sedan: { lengthM: 4.62, widthM: 1.82, heightM: 1.44, wheelbaseM: 2.75, rearAxleM: 1.33, motClass: 2 },
  estate: { lengthM: 4.65, widthM: 1.82, heightM: 1.47, wheelbaseM: 2.75, rearAxleM: 1.36, motClass: 2 },
  suv: { lengthM: 4.45, widthM: 1.86, heightM: 1.66, wheelbaseM: 2.68, rearAxleM: 1.34, motClass: 2 },
  van: { lengthM: 5.45, widthM: 2.0, heightM: 2.42, wheelbaseM: 3.3, rearAxleM: 1.62, motClass: 2 },
  bus: { lengthM: 11.3, widthM: 2.5, heightM: 3.05, wheelbaseM: 5.9, rearAxleM: 2.45, motClass: 5 },
});
