import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { AnalysedFrame } from '../pipeline/analyst.js';
import { reducedSnapshotJpeg, snapshotJpeg } from './snapshot.js';
import { zoneOverlay } from './zone-overlay.js';

const WIDTH = 768;
const HEIGHT = 432;
const BAY = {
  id: 'bay',
  kind: 'parking' as const,
  polygon: [
    { x: 0.25, y: 0.25 },
    { x: 0.75, y: 0.25 },
    { x: 0.75, y: 0.75 },
    { x: 0.25, y: 0.75 },
  ],
};

describe('a snapshot', () => {
  it('is the whole picture with its zones on it', async () => {
    const jpeg = await snapshotJpeg(frame(stripes(1)), [BAY]);
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: WIDTH, height: HEIGHT });
    const plain = await snapshotJpeg(frame(stripes(1)), []);
    expect(await pixel(jpeg, 0.25, 0.5)).not.toEqual(await pixel(plain, 0.25, 0.5));
  });
});

describe('a reduced snapshot', () => {
  it('keeps nothing as fine as the letters of a plate', async () => {
    const jpeg = await reducedSnapshotJpeg(frame(stripes(2)), []);
    expect(await contrast(jpeg)).toBeLessThan(12);
    // The same stripes are plain to see in the full picture: the reduction took them away, not the JPEG.
    expect(await contrast(await snapshotJpeg(frame(stripes(2)), []))).toBeGreaterThan(80);
  });

  it('keeps what is as large as a vehicle', async () => {
    expect(await contrast(await reducedSnapshotJpeg(frame(stripes(64)), []))).toBeGreaterThan(80);
  });
});

describe('the drawing', () => {
  it('names each zone in its colour and marks what stands', () => {
    const visit = {
      ...{ key: 'k', zoneId: 'bay', startMs: 0, startCensored: false, vehicleType: 'car' as const, confidence: 90 },
      type: 'double_parking' as const,
      place: { image: { x: 0.5, y: 0.5 }, ground: null },
      evidence: [],
    };
    const svg = zoneOverlay({ zones: [BAY], standing: [visit], vehicles: [] }, 100, 100);
    expect(svg).toContain('points="25,25 75,25 75,75 25,75"');
    expect(svg).toContain('>bay</text>');
    expect(svg).toMatch(/<circle cx="50" cy="50"/);
  });
});

function frame(rgb: Uint8Array): AnalysedFrame {
  const nothing = {
    events: [],
    standing: [],
    flows: [],
    vehicles: [],
    trouble: null,
    pixelShare: 1,
    putOffPlaces: 0,
    lookStretch: 1,
  };
  const kept = { viewMode: null, beginning: null, toKeep: null };
  return { picture: { widthPx: WIDTH, heightPx: HEIGHT, rgb }, atMs: 0, ...nothing, ...kept };
}

/** Black and white upright stripes of the given width. */
function stripes(stripePx: number): Uint8Array {
  return new Uint8Array(WIDTH * HEIGHT * 3).map((_, byte) =>
    Math.floor((Math.floor(byte / 3) % WIDTH) / stripePx) % 2 === 0 ? 0 : 255,
  );
}

/** Standard deviation of the picture's middle rows. */
async function contrast(jpeg: Buffer): Promise<number> {
  const { channels } = await sharp(jpeg).greyscale().stats();
  return channels[0]?.stdev ?? 0;
}

async function pixel(jpeg: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}
