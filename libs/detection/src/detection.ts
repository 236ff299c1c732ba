import type { Box } from './box.js';

/** What the detectors can tell apart, in the Curb Data Specification's words (1.1, `vehicle_type`). */
export const DETECTED_TYPES = ['car', 'truck', 'bus', 'motorcycle', 'bicycle'] as const;
export type DetectedType = (typeof DETECTED_TYPES)[number];

/** One vehicle in one frame, as one detector saw it. */
export interface Detection {
  readonly box: Box;
  /** The detector's own score, 0..1. Scores of different networks are not comparable. */
  readonly score: number;
  readonly type: DetectedType;
}
