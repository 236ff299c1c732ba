/** The TensorFlow.js engines. Importing this door loads TensorFlow; `#detection/engines` does so only when needed. */
export { openTfjsDetector, type TfjsOptions } from './open-tfjs-detector.js';
export { loadRuntime, type TfjsRuntime } from './runtimes.js';
