import { placeName } from './words.js';

const NAMES: Readonly<Record<string, string>> = {
  no_video: 'no picture came',
  frozen: 'the picture stood still',
  black: 'the picture was black',
  blurred: 'the picture was blurred',
  camera_moved: 'the camera was moved',
  stopped: 'the box was not running',
};

/** A fault as its camera's street would tell it; one that is not known yet keeps its own name. */
export function faultName(code: string): string {
  return NAMES[code] ?? placeName(code);
}
