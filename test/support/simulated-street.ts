import { fitHomography } from '#curb';
import type { FrameSightings, GroundPoint, Homography, ImagePoint, VehicleSighting, VehicleType, Zone } from '#curb';

/** A pole camera 7 m above the pavement that looks along a street running in +y; one lane, a parking row on its right. */
const CAMERA = { xM: -4, yM: -10, heightM: 7, pitchRad: 0.32, focal: 0.9, aspect: 16 / 9 };

const SIZE_M = {
  car: { lengthM: 4.4, widthM: 1.8, heightM: 1.5 },
  truck: { lengthM: 5.6, widthM: 2, heightM: 2.4 },
  bus: { lengthM: 12, widthM: 2.55, heightM: 3.1 },
} as const;

/** A vehicle on the simulated street: where its centre is at a time in seconds, or null while it is not there. */
export interface SimulatedVehicle {
  readonly type: keyof typeof SIZE_M;
  readonly at: (seconds: number) => GroundPoint | null;
  /** The number its track carries; changes when the tracker loses it. */
  readonly trackId: (seconds: number) => number;
  /** How sure the detector is of it, 0.5 unless told. */
  readonly score?: number;
  /** Whether the detector finds it at that time; always unless told. */
  readonly isFound?: (seconds: number) => boolean;
}

export const LANE_X_M = 1.75;
export const FAR_LANE_X_M = -1.75;
export const CURB_X_M = 4.6;

/** The zones of the street: a parking row, a bus stop behind it, and two lanes. */
export const ZONES: readonly Zone[] = [
  { id: 'parking_a', kind: 'parking', polygon: rectangle(3.5, 5.8, 4, 24) },
  { id: 'bus_stop', kind: 'bus_stop', polygon: rectangle(3.5, 6.2, 26, 42) },
  { id: 'lane', kind: 'travel_lane', polygon: rectangle(0, 3.5, 0, 45) },
  { id: 'far_lane', kind: 'travel_lane', polygon: rectangle(-3.5, 0, 0, 45) },
];

export const ASPECT = CAMERA.aspect;

/** The camera's homography, fitted as an installer would: from marks on the road. */
export function streetHomography(): Homography {
  const marks = [-3.5, 0, 3.5].flatMap((xM) => [2, 15, 40].map((yM) => ({ xM, yM })));
  return fitHomography(marks.map((ground) => ({ ground, image: project(ground.xM, ground.yM, 0) }))).homography;
}

/** Stands at a place between two times; before and after it drives along its lane at 8 m/s with 2 m/s² braking. */
export function stop(
  place: GroundPoint,
  from: number,
  to: number,
  { lane = place.xM, accelerationMps2 = 2 } = {},
): (seconds: number) => GroundPoint | null {
  return (seconds) => {
    if (seconds >= from && seconds <= to) return place;
    const awayS = seconds < from ? from - seconds : seconds - to;
    const rampS = 8 / accelerationMps2;
    const wayM =
      awayS < rampS ? (accelerationMps2 * awayS ** 2) / 2 : (accelerationMps2 * rampS ** 2) / 2 + 8 * (awayS - rampS);
    const yM = seconds < from ? place.yM - wayM : place.yM + wayM;
    // Pulls in and out of the row over the last six metres.
    const xM = lane + (place.xM - lane) * Math.max(0, 1 - wayM / 6);
    return yM > -6 && yM < 60 ? { xM, yM } : null;
  };
}

/** Drives through without stopping, at its place `yM = 0` at the given time. */
export function drive(xM: number, atS: number, speedMps = 8): (seconds: number) => GroundPoint | null {
  return (seconds) => {
    const yM = (seconds - atS) * speedMps;
    return yM > -6 && yM < 60 ? { xM, yM } : null;
  };
}

/** What a perfect tracker would report at 5 frames a second: vehicles hidden for more than 70 % are not seen. */
export function watchStreet(vehicles: readonly SimulatedVehicle[], untilS: number, fromS = 0): FrameSightings[] {
  const random = seeded(7);
  const frames: FrameSightings[] = [];
  for (let frame = Math.round(fromS * 5); frame <= untilS * 5; frame++) {
    const seconds = frame / 5;
    const boxes = vehicles.flatMap((vehicle) => {
      const place = vehicle.isFound?.(seconds) === false ? null : vehicle.at(seconds);
      const box = place ? boxOf(place, vehicle.type, random) : null;
      return place && box ? [{ vehicle, box, distanceM: place.yM - CAMERA.yM }] : [];
    });
    const seen = boxes.filter(
      ({ box, distanceM }) => !boxes.some((other) => other.distanceM < distanceM - 1 && hides(other.box, box)),
    );
    frames.push({
      atMs: seconds * 1000,
      vehicles: seen.map(({ vehicle, box }) => ({
        trackId: vehicle.trackId(seconds),
        vehicleType: vehicle.type satisfies VehicleType,
        score: vehicle.score ?? 0.5,
        box,
      })),
    });
  }
  return frames;
}

function boxOf(
  { xM, yM }: GroundPoint,
  type: keyof typeof SIZE_M,
  random: () => number,
): VehicleSighting['box'] | null {
  const { lengthM, widthM, heightM } = SIZE_M[type];
  const corners = [-1, 1].flatMap((a) =>
    [-1, 1].flatMap((b) => [0, heightM].map((z) => project(xM + (a * widthM) / 2, yM + (b * lengthM) / 2, z))),
  );
  // The detector's jitter: up to 1.5 % of a box to each side.
  const jitter = () => (random() - 0.5) * 0.03;
  const left = Math.min(...corners.map((p) => p.x));
  const right = Math.max(...corners.map((p) => p.x));
  const top = Math.min(...corners.map((p) => p.y));
  const bottom = Math.max(...corners.map((p) => p.y));
  if (right < 0 || left > 1 || bottom < 0 || top > 1 || yM < CAMERA.yM + 4) return null;
  const width = right - left;
  const height = bottom - top;
  const x = left + jitter() * width;
  const y = top + jitter() * height;
  const clipped = { x: Math.max(0, x), y: Math.max(0, y) };
  return { ...clipped, width: Math.min(1, x + width) - clipped.x, height: Math.min(1, y + height) - clipped.y };
}

function hides(near: VehicleSighting['box'], far: VehicleSighting['box']): boolean {
  const width = Math.min(near.x + near.width, far.x + far.width) - Math.max(near.x, far.x);
  const height = Math.min(near.y + near.height, far.y + far.height) - Math.max(near.y, far.y);
  return width > 0 && height > 0 && width * height > 0.7 * far.width * far.height;
}

function project(xM: number, yM: number, zM: number): ImagePoint {
  const { pitchRad, focal, aspect } = CAMERA;
  const dx = xM - CAMERA.xM;
  const dy = yM - CAMERA.yM;
  const dz = zM - CAMERA.heightM;
  const depth = dy * Math.cos(pitchRad) - dz * Math.sin(pitchRad);
  const up = dy * Math.sin(pitchRad) + dz * Math.cos(pitchRad);
  return { x: 0.35 + (focal * dx) / depth, y: 0.45 - (focal * aspect * up) / depth };
}

/** A rectangle of road as a zone's polygon, clipped to the picture by its far and near edges. */
function rectangle(leftM: number, rightM: number, nearM: number, farM: number): ImagePoint[] {
  return [project(leftM, nearM, 0), project(leftM, farM, 0), project(rightM, farM, 0), project(rightM, nearM, 0)].map(
    ({ x, y }) => ({ x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) }),
  );
}

/** Mulberry32: small, seeded, the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
