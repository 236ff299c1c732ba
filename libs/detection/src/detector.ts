import type { Detection } from './detection.js';

/** A decoded picture: `rgb` holds `widthPx * heightPx * 3` bytes, row by row, top row first. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** The engines an operator may name; `auto` takes the fastest that is there. */
export const ENGINE_NAMES = ['onnx', 'tfjs-node', 'wasm'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/**
 * The door to every neural network: a picture in, vehicles out, in the picture's own pixels.
 * Boxes of one vehicle are merged across vehicle types (a van is not also a truck).
 */
export abstract class Detector {
  abstract readonly engine: EngineName;
  /** Throws `DetectorError` when the engine fails; the picture is not kept. */
  abstract detect(picture: Picture): Promise<readonly Detection[]>;
  /** Frees what the engine holds; the detector cannot be used afterwards. */
  abstract dispose(): Promise<void>;
}

/** The network could not be loaded or run. The message names the file or the tensor at fault. */
export class DetectorError extends Error {
  override readonly name = 'DetectorError';
}
