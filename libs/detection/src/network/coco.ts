import type { DetectedType } from '../detection.js';

/** How many classes a network trained on COCO tells apart. */
export const COCO_CLASSES = 80;

/** The vehicle classes among them: class number (from 0) to type. A train and a boat do not stop at a curb. */
export const COCO_VEHICLES: ReadonlyMap<number, DetectedType> = new Map([
  [1, 'bicycle'],
  [2, 'car'],
  [3, 'motorcycle'],
  [5, 'bus'],
  [7, 'truck'],
]);
