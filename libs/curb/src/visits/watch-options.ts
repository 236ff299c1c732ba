import type { Homography } from '../geometry/homography.js';
import type { Zone } from '../zones/zone.js';

/** Width of the picture over its height, where nobody tells. */
export const DEFAULT_ASPECT = 16 / 9;

export interface VisitWatchOptions {
  readonly zones: readonly Zone[];
  readonly homography: Homography | null;
  readonly minDwellMs: number;
  readonly doubleParkingMs: number;
  /** Width of the picture over its height. */
  readonly aspect?: number;
}
