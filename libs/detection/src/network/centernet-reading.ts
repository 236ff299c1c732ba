import { decodeCenternet, type CenternetOutputs, type HeatChannels } from './centernet.js';
import { planKeepingShape } from './input-plan.js';
import type { NetworkReading } from './network-detector.js';

export interface CenternetOptions {
  readonly layout: 'nhwc' | 'nchw';
  readonly channels: HeatChannels;
  readonly longSidePx: number;
  readonly scoreMin: number;
}

/** How a CenterNet wants its picture (RGB, 0..255, any multiple of 32) and what its answer means. */
export function centernetReading(options: CenternetOptions): NetworkReading<CenternetOutputs> {
  const { layout, channels, longSidePx, scoreMin } = options;
  return {
    takesParts: true,
    format: { layout, order: 'rgb', padding: 0 },
    planFor: (picture) => planKeepingShape(picture, longSidePx),
    decode: (outputs, plan) => decodeCenternet(outputs, { plan, channels, scoreMin }),
  };
}
