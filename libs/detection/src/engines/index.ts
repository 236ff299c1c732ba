/** One door for all engines; none is loaded before `openDetector` needs it. */
export { openDetector, type DetectorOptions } from './open-detector.js';
