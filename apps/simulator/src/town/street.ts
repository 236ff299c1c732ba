import { isLane } from '#curb';
import type { CurbKind, GroundPoint, ImagePoint, LaneKind } from '#curb';
import type { CameraDescription, ZoneDescription } from '#events';
import type { Use } from './demand.js';

/** A part of a street as its camera sees it: across it from `leftM` to `rightM`, along it from `fromM` to `toM`. */
interface Strip {
  readonly id: string;
  readonly leftM: number;
  readonly rightM: number;
  readonly fromM: number;
  readonly toM: number;
}

export interface TownCurb extends Strip {
  readonly kind: CurbKind;
  readonly use: Use;
  /** Vehicles that find room. */
  readonly bays: number;
  /** Half of all stays are shorter. */
  readonly medianStayMs: number;
  /** How long a bay is free on average when its use is at its busiest. */
  readonly freeMs: number;
}

export interface TownLane extends Strip {
  readonly kind: LaneKind;
  /** In five minutes of the busiest hour. */
  readonly vehiclesAPeriod: number;
  /** On a working day, before any rule changed. */
  readonly doubleParkingADay: number;
}

export interface TownStreet {
  readonly cameraId: string;
  readonly name: string;
  /** Where its camera stands, and in which direction the street runs from there. */
  readonly anchor: { readonly lat: number; readonly lng: number; readonly headingDeg: number };
  readonly curbs: readonly TownCurb[];
  readonly lanes: readonly TownLane[];
  /** Whether the new rule holds here. */
  readonly isChanged: boolean;
}

/** Hash of the one configuration that simulated cameras run. */
export const CONFIG_HASH = 0x51_3c_a7_01;

/** What a box would say of the street's camera. */
export function describeTownStreet({ cameraId, name, curbs, lanes }: TownStreet, deviceId: string): CameraDescription {
  return {
    ...{ deviceId, cameraId, name, widthPx: 1280, heightPx: 720, sampleFps: 5, engine: 'simulated' },
    ...{ minDwellMs: 30_000, doubleParkingMs: 20_000, reprojectionErrorM: 0, configHash: CONFIG_HASH },
    zones: [...curbs, ...lanes].map(describeStrip),
  };
}

/** The corners of a strip on the ground, as they follow one another. */
export function cornersOf({ leftM, rightM, fromM, toM }: Strip): readonly GroundPoint[] {
  return [
    { xM: leftM, yM: fromM },
    { xM: rightM, yM: fromM },
    { xM: rightM, yM: toM },
    { xM: leftM, yM: toM },
  ];
}

/** Where a camera eight metres up, looking along the street, has a point of the ground in its picture. */
export function imagePointOf({ xM, yM }: GroundPoint): ImagePoint {
  return { x: share(0.5 + (0.9 * xM) / (yM + 4)), y: share(0.32 + 6.2 / yM) };
}

export function isLaneStrip(strip: TownCurb | TownLane): strip is TownLane {
  return isLane(strip.kind);
}

function describeStrip(strip: TownCurb | TownLane): ZoneDescription {
  const corners = cornersOf(strip);
  return { id: strip.id, kind: strip.kind, polygon: corners.map(imagePointOf), groundPolygon: corners };
}

/** To the ten thousandth of the picture, as on the wire. */
function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
}
