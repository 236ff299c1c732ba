import type { Detection } from './detection.js';
import type { Picture } from './picture.js';

export type { Picture } from './picture.js';

/** A picture as a network sees it: so many square cells by so many, each at the same cost. */
export interface PictureGrid {
  readonly columns: number;
  readonly rows: number;
}

/** Some cells of a `PictureGrid`, a rectangle of at least one: `left` and `top` lie inside, `right` and `bottom` outside. */
export interface GridPart {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
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
  /**
   * Throws `DetectorError` when the engine fails; the picture is not kept. With a `part` of the picture's grid the network
   * sees that part only, at the scale of the whole: boxes may reach beyond the part, but not beyond the picture.
   */
  abstract detect(picture: Picture, part?: GridPart): Promise<readonly Detection[]>;
  /** The grid of a picture of this size; null when the network takes whole pictures only. */
  gridOf(_picture: Pick<Picture, 'widthPx' | 'heightPx'>): PictureGrid | null {
    return null;
  }
  /** Frees what the engine holds; the detector cannot be used afterwards. */
  abstract dispose(): Promise<void>;
}

/** The network could not be loaded or run. The message names the file or the tensor at fault. */
export class DetectorError extends Error {
  override readonly name = 'DetectorError';
}
