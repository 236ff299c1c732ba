import type { ZoneKind } from '#curb';
import type { CameraDescription } from '#events';

export interface SimulatedZone {
  readonly id: string;
  readonly kind: ZoneKind;
  /** Vehicles that find room; none in a lane. */
  readonly bays: number;
  /** How long a vehicle stands on average. */
  readonly dwellMs: number;
  /** How long a bay is free on average in the busiest hour. */
  readonly freeMs: number;
}

const MINUTE_MS = 60_000;
/** Hash of the one configuration that simulated cameras run. */
export const CONFIG_HASH = 0x51_3c_a7_00;
export const LANES = ['lane_near', 'lane_far'] as const;

/** One side of a shopping street: a parking row, a loading bay, a bus stop, two lanes. Some 140 stops a day. */
export const CURB_ZONES: readonly SimulatedZone[] = [
  { id: 'parking_a', kind: 'parking', bays: 4, dwellMs: 42 * MINUTE_MS, freeMs: 9 * MINUTE_MS },
  { id: 'loading', kind: 'loading', bays: 1, dwellMs: 11 * MINUTE_MS, freeMs: 14 * MINUTE_MS },
  { id: 'bus_stop', kind: 'bus_stop', bays: 1, dwellMs: MINUTE_MS, freeMs: 9 * MINUTE_MS },
];

/** What a box would say of a simulated camera. */
export function describeStreet(deviceId: string, cameraId: string, name: string): CameraDescription {
  const places = [...CURB_ZONES.map(({ id, kind }) => ({ id, kind })), ...LANES.map((id) => ({ id, kind: LANE_KIND }))];
  return {
    ...{ deviceId, cameraId, name, widthPx: 1280, heightPx: 720, sampleFps: 5, engine: 'simulated' },
    ...{ minDwellMs: 30_000, doubleParkingMs: 20_000, reprojectionErrorM: null, configHash: CONFIG_HASH },
    zones: places.map(({ id, kind }, index) => {
      const [top, bottom] = [0.1 + index * 0.16, 0.22 + index * 0.16];
      const polygon = [
        { x: 0.05, y: top },
        { x: 0.95, y: top },
        { x: 0.95, y: bottom },
        { x: 0.05, y: bottom },
      ];
      return { id, kind, polygon, groundPolygon: null };
    }),
  };
}

const LANE_KIND: ZoneKind = 'travel_lane';
