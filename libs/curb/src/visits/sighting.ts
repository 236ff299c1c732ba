import type { VehicleType } from './visit.js';

/** One tracked vehicle in one frame. Box edges are shares of the picture, 0..1: left, top, width, height. */
export interface VehicleSighting {
  readonly trackId: number;
  readonly vehicleType: VehicleType;
  /** The detector's score, 0..1. */
  readonly score: number;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Everything seen in one frame, with the time it was captured. Frames come in time order. */
export interface FrameSightings {
  readonly atMs: number;
  readonly vehicles: readonly VehicleSighting[];
  /** Brightness is finding its level after a jump: a vehicle that is not found may stand there all the same. */
  readonly isUnsettled?: boolean;
}
