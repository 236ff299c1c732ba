import { describe, expect, it } from 'vitest';
import { intersectionPx2, areaPx2, type Box } from '../box.js';
import type { RgbPicture } from '../picture.js';
import { ChangeGate } from './change-gate.js';

const widthPx = 640;
const heightPx = 360;
const car: Box = { xPx: 200, yPx: 160, widthPx: 80, heightPx: 40 };

describe('the change gate', () => {
  it('calls the first picture all change, because nothing is known yet', () => {
    expect(new ChangeGate().update(street(), 0)).toEqual({
      changedShare: 1,
      regions: [{ xPx: 0, yPx: 0, widthPx, heightPx }],
      isAll: true,
    });
  });

  it('is quiet about a still street, however the sensor rustles', () => {
    const gate = watching(street());
    for (let i = 1; i <= 20; i++) {
      expect(gate.update(street({ seed: i }), 1_000 + i * 200)).toMatchObject({ changedShare: 0, regions: [] });
    }
  });

  it('points at a car that came, with one region around it and little else', () => {
    const { changedShare, regions } = watching(street()).update(street({ car }), 1_200);
    expect(regions).toHaveLength(1);
    const [region] = regions as [Box];
    expect(intersectionPx2(region, car)).toBe(areaPx2(car));
    expect(areaPx2(region)).toBeLessThan(3 * areaPx2(car));
    expect(changedShare).toBeCloseTo(areaPx2(car) / (widthPx * heightPx), 2);
  });

  it('points at both of two cars apart', () => {
    const gate = watching(street());
    expect(gate.update(paint(street({ car }), { ...car, xPx: 440 }, 230), 1_200).regions).toHaveLength(2);
  });

  it.each([
    ['by a third more light', (luma: number) => luma * 1.33],
    ['by a third less', (luma: number) => luma * 0.67],
    ['by a lifted black', (luma: number) => luma + 25],
  ])('is quiet when exposure jumps %s', (_, tone) => {
    const gate = watching(street());
    expect(gate.update(toned(street({ seed: 5 }), tone), 1_200).changedShare).toBeLessThan(0.005);
  });

  it('still points at a car that came in the moment exposure jumped', () => {
    const gate = watching(street());
    const { regions } = gate.update(
      toned(street({ car }), (luma) => luma * 1.33),
      1_200,
    );
    expect(regions).toHaveLength(1);
    expect(intersectionPx2(regions[0] as Box, car)).toBe(areaPx2(car));
  });

  it('is quiet when the pole sways by a pixel', () => {
    expect(watching(street()).update(street({ swayPx: 1 }), 1_200).regions).toEqual([]);
  });

  it('takes a difference of brightness above the least one and not one below', () => {
    expect(watching(plain(100)).update(paint(plain(100), car, 110), 1_200).regions).toHaveLength(0);
    expect(watching(plain(100)).update(paint(plain(100), car, 112), 1_200).regions).toHaveLength(1);
  });

  it('takes a change of four cells and not one of three', () => {
    const cells = (count: number): Box => ({ xPx: 200, yPx: 160, widthPx: 4 * count, heightPx: 4 });
    expect(watching(plain(100)).update(paint(plain(100), cells(3), 200), 1_200).regions).toHaveLength(0);
    expect(watching(plain(100)).update(paint(plain(100), cells(4), 200), 1_200).regions).toHaveLength(1);
  });

  it('points at a car that came until it has been looked at, and not afterwards', () => {
    const gate = watching(plain(100));
    const withCar = paint(plain(100), car, 160);
    for (const atMs of [1_200, 61_200]) {
      expect(gate.update(withCar, atMs).regions).toHaveLength(1);
    }
    gate.settle([car]);
    expect(gate.update(withCar, 61_400).regions).toEqual([]);
  });

  it('points at the place that a car has left, once it was looked at', () => {
    const gate = watching(paint(plain(100), car, 160));
    const { regions } = gate.update(plain(100), 1_200);
    expect(regions).toHaveLength(1);
    expect(intersectionPx2(regions[0] as Box, car)).toBe(areaPx2(car));
  });

  it('follows light that drifts, at any picture rate', () => {
    for (const stepMs of [200, 1_000]) {
      const gate = watching(plain(100));
      for (let atMs = stepMs; atMs <= 60_000; atMs += stepMs) {
        const luma = 100 + Math.round(atMs / 2_000);
        expect(gate.update(plain(luma), 1_000 + atMs).regions).toEqual([]);
      }
    }
  });

  it('says when exposure jumped so far that the network sees another picture, and not before', () => {
    const isAllAt = (gain: number) =>
      watching(street()).update(
        toned(street(), (luma) => luma * gain),
        1_200,
      ).isAll;
    expect(isAllAt(1.1)).toBe(false);
    expect(isAllAt(1.25)).toBe(true);
  });

  it('starts anew when the picture changes its size', () => {
    const half: RgbPicture = { widthPx: 320, heightPx: 240, rgb: new Uint8Array(320 * 240 * 3) };
    expect(watching(street()).update(half, 1_200).changedShare).toBe(1);
  });
});

/** A gate that has seen the street for a second. */
function watching(picture: RgbPicture): ChangeGate {
  const gate = new ChangeGate();
  for (let atMs = 0; atMs <= 1_000; atMs += 200) gate.update(picture, atMs);
  return gate;
}

/** A road with curbs, lane marks and a façade with windows, under sensor noise of up to 4 steps. */
function street(options: { seed?: number; swayPx?: number; car?: Box } = {}): RgbPicture {
  const { seed = 0, swayPx = 0 } = options;
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  let random = 12_345 + seed;
  for (let i = 0; i < widthPx * heightPx; i++) {
    const x = (i % widthPx) + swayPx;
    const y = Math.floor(i / widthPx);
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    rgb.fill(lumaAt(x, y) + ((random >>> 24) % 9) - 4, i * 3, i * 3 + 3);
  }
  const picture = { widthPx, heightPx, rgb };
  return options.car ? paint(picture, options.car, 30) : picture;
}

function lumaAt(x: number, y: number): number {
  if (y < 100) return x % 60 < 30 && y % 40 < 20 ? 40 : 150;
  if (y < 120) return 170;
  return y > 235 && y < 240 && x % 80 < 40 ? 190 : 90;
}

function plain(luma: number): RgbPicture {
  return { widthPx, heightPx, rgb: new Uint8Array(widthPx * heightPx * 3).fill(luma) };
}

function paint(picture: RgbPicture, box: Box, luma: number): RgbPicture {
  const rgb = picture.rgb.slice();
  for (let y = box.yPx; y < box.yPx + box.heightPx; y++) {
    rgb.fill(luma, (y * widthPx + box.xPx) * 3, (y * widthPx + box.xPx + box.widthPx) * 3);
  }
  return { ...picture, rgb };
}

function toned(picture: RgbPicture, tone: (luma: number) => number): RgbPicture {
  return { ...picture, rgb: Uint8Array.from(picture.rgb, (luma) => Math.min(255, Math.round(tone(luma)))) };
}
