import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iou } from '../box.js';
import type { Detection } from '../detection.js';
import type { Detector, EngineName, Picture } from '../detector.js';
import { openDetector } from './open-detector.js';

const photoDirectory = '../shared/images/coco_vehicles/images';
const photosCompared = 8;
const scoreMin = 0.2;
const scoreTolerance = 0.01;
const iouMin = 0.95;
/** Of the drawn street's 16 by 9 cells, with some road around the car. */
const partWithTheCar = { left: 3, top: 2, right: 13, bottom: 8 };

describe.each<EngineName>(['wasm', 'tfjs-node'])('the engine %s, held against onnx', (engine) => {
  let onnx: Detector;
  let other: Detector | undefined;
  beforeAll(async () => {
    onnx = await openDetector({ engine: 'onnx', longSidePx: 512, scoreMin });
    other = await openDetector({ engine, longSidePx: 512, scoreMin }).catch((error: Error) => {
      if (engine === 'tfjs-node' && error.message.includes('not installed')) return undefined;
      throw error;
    });
  });
  afterAll(() => Promise.all([onnx.dispose(), other?.dispose()]));

  it('finds the same one car in a drawn street', async (ctx) => {
    if (!other) return ctx.skip('not here');
    const expected = await onnx.detect(drawnStreet());
    expect(expected.map(({ type }) => type)).toEqual(['car']);
    expectSame(await other.detect(drawnStreet()), expected);
  });

  it('finds the same one car in a part of the street', async (ctx) => {
    if (!other) return ctx.skip('not here');
    expect(other.gridOf(drawnStreet())).toEqual({ columns: 16, rows: 9 });
    const expected = await onnx.detect(drawnStreet(), partWithTheCar);
    expect(expected.map(({ type }) => type)).toEqual(['car']);
    expectSame(await other.detect(drawnStreet(), partWithTheCar), expected);
  });

  it('finds the same vehicles in parts of photographs, from one cell to nearly all', async (ctx) => {
    if (!other || !existsSync(photoDirectory)) return ctx.skip('not here');
    let compared = 0;
    for (const name of readdirSync(photoDirectory).sort().slice(0, photosCompared)) {
      const picture = await readPhoto(join(photoDirectory, name));
      const { columns, rows } = onnx.gridOf(picture) ?? { columns: 0, rows: 0 };
      for (const part of [
        { left: 0, top: 0, right: 1, bottom: 1 },
        { left: 1, top: 1, right: columns - 1, bottom: rows },
        { left: Math.floor(columns / 3), top: 0, right: columns, bottom: Math.ceil(rows / 2) },
      ]) {
        const expected = await onnx.detect(picture, part);
        expectSame(await other.detect(picture, part), expected);
        compared += expected.length;
      }
    }
    expect(compared).toBeGreaterThan(photosCompared);
  }, 60_000);

  it('finds the same vehicles in photographs, upright ones and wide ones', async (ctx) => {
    if (!other || !existsSync(photoDirectory)) return ctx.skip('not here');
    let compared = 0;
    for (const name of readdirSync(photoDirectory).sort().slice(0, photosCompared)) {
      const picture = await readPhoto(join(photoDirectory, name));
      const expected = await onnx.detect(picture);
      expectSame(await other.detect(picture), expected);
      compared += expected.length;
    }
    expect(compared).toBeGreaterThan(photosCompared);
  }, 60_000);
});

/** The same both ways; a detection so near the least score that the tolerance hides it may be missing. */
function expectSame(actual: readonly Detection[], expected: readonly Detection[]): void {
  for (const [ours, theirs] of [
    [actual, expected],
    [expected, actual],
  ] as const) {
    for (const { box, score, type } of ours.filter((each) => each.score >= scoreMin + scoreTolerance)) {
      const twin = theirs.find((each) => each.type === type && iou(each.box, box) >= iouMin);
      expect(twin, `${type} ${score} at ${Object.values(box).join(',')}`).toBeDefined();
      expect(Math.abs((twin?.score ?? NaN) - score)).toBeLessThanOrEqual(scoreTolerance);
    }
  }
}

async function readPhoto(path: string): Promise<Picture> {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: new Uint8Array(data) };
}

/** A red car in profile on a grey road: crude, but the network sees a car in it (score 0.44). */
function drawnStreet(): Picture {
  const widthPx = 512;
  const rgb = new Uint8Array(widthPx * 288 * 3);
  const fill = (xPx: number, yPx: number, size: readonly [number, number], colour: readonly number[]) => {
    for (let y = yPx; y < yPx + size[1]; y++) {
      for (let x = xPx; x < xPx + size[0]; x++) rgb.set(colour, (y * widthPx + x) * 3);
    }
  };
  const disc = (centreXPx: number, radiusPx: number, colour: readonly number[]) => {
    for (let dy = -radiusPx; dy <= radiusPx; dy++) {
      const half = Math.floor(Math.sqrt(radiusPx * radiusPx - dy * dy));
      fill(centreXPx - half, 197 + dy, [2 * half + 1, 1], colour);
    }
  };
  /** A shape whose left and right edges run straight from its top row to its bottom row. */
  const slanted = (
    rows: readonly [number, number],
    left: readonly number[],
    right: readonly number[],
    colour: number[],
  ) => {
    for (let y = rows[0]; y < rows[1]; y++) {
      const share = (y - rows[0]) / (rows[1] - rows[0]);
      const [from, to] = [left, right].map(([top = 0, bottom = 0]) => Math.round(top + (bottom - top) * share));
      fill(from ?? 0, y, [(to ?? 0) - (from ?? 0), 1], colour);
    }
  };
  fill(0, 0, [widthPx, 130], [170, 190, 210]);
  fill(0, 130, [widthPx, 30], [150, 150, 145]);
  fill(0, 160, [widthPx, 128], [90, 90, 92]);
  fill(150, 208, [215, 8], [40, 40, 42]);
  slanted([120, 150], [205, 175], [290, 325], [150, 25, 25]);
  slanted([124, 149], [209, 184], [246, 246], [30, 40, 50]);
  slanted([124, 149], [251, 251], [287, 314], [30, 40, 50]);
  slanted([150, 160], [160, 152], [340, 362], [165, 28, 28]);
  fill(152, 160, [212, 38], [150, 25, 25]);
  fill(355, 165, [9, 8], [250, 240, 200]);
  for (const xPx of [195, 318]) {
    disc(xPx, 19, [20, 20, 20]);
    disc(xPx, 10, [170, 170, 175]);
  }
  return { widthPx, heightPx: 288, rgb };
}
