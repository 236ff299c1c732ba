export { areaPx2, intersectionPx2, iou } from './box.js';
export type { Box } from './box.js';
export { DETECTED_TYPES } from './detection.js';
export type { DetectedType, Detection } from './detection.js';
export { Detector, DetectorError, ENGINE_NAMES } from './detector.js';
export type { EngineName, Picture } from './detector.js';
