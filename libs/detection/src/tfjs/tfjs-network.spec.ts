import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DetectorError, type Detector } from '../detector.js';
import { openTfjsDetector } from './open-tfjs-detector.js';
import { loadRuntime } from './runtimes.js';

describe('the TensorFlow.js engine on WebAssembly', () => {
  let detector: Detector;
  let tensorsBefore: number;
  beforeAll(async () => {
    const runtime = await loadRuntime('wasm');
    tensorsBefore = memory().numTensors;
    detector = await openTfjsDetector(runtime, { longSidePx: 96, scoreMin: 0.3 });
  });
  afterAll(() => detector.dispose());

  it('holds no more tensors after looks of several sizes than before them', async () => {
    const held = memory().numTensors;
    for (const [widthPx, heightPx] of [
      [96, 64],
      [64, 96],
      [80, 80],
      [96, 64],
    ] as const) {
      await detector.detect({ widthPx, heightPx, rgb: new Uint8Array(widthPx * heightPx * 3) });
    }
    expect(memory().numTensors).toBe(held);
  });

  it('looks once at a time, so that looks begun together answer as one after another', async () => {
    const pictures = [0, 90, 250].map((luma) => ({
      widthPx: 96,
      heightPx: 64,
      rgb: new Uint8Array(96 * 64 * 3).map((_, i) => luma + (i % 5)),
    }));
    const together = await Promise.all(pictures.map((picture) => detector.detect(picture)));
    for (const [i, picture] of pictures.entries()) expect(together[i]).toEqual(await detector.detect(picture));
  });

  it('goes on after a look at a picture that is torn', async () => {
    const torn = { widthPx: 96, heightPx: 64, rgb: new Uint8Array(5) };
    await expect(detector.detect(torn)).rejects.toThrow('all the bytes of its size');
    await expect(detector.detect({ ...torn, rgb: new Uint8Array(96 * 64 * 3) })).resolves.toBeInstanceOf(Array);
  });

  it('frees the network when it is disposed of, and then refuses to look', async () => {
    await detector.dispose();
    expect(memory().numTensors).toBe(tensorsBefore);
    const look = detector.detect({ widthPx: 96, heightPx: 64, rgb: new Uint8Array(96 * 64 * 3) });
    await expect(look).rejects.toThrow(DetectorError);
  });
});
