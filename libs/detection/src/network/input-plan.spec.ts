import { describe, expect, it } from 'vitest';
import { boxInPicture, gridOfPlan, planKeepingShape, planLetterboxed, planPart } from './input-plan.js';

const hd = { widthPx: 1280, heightPx: 720 };

describe('a network input that keeps the shape of the picture', () => {
  it.each([
    ['a wide picture whose sides divide exactly', hd, 512, '512x288'],
    ['a wide picture whose short side lies half way between two strides', hd, 768, '768x448'],
    ['a wide picture whose short side is nearer to the lower stride', hd, 640, '640x352'],
    ['an upright picture', { widthPx: 480, heightPx: 640 }, 512, '384x512'],
    ['a square tile', { widthPx: 320, heightPx: 320 }, 256, '256x256'],
    ['a picture smaller than the input, which is enlarged', { widthPx: 160, heightPx: 90 }, 512, '512x288'],
    ['a long side that is no multiple of 32', hd, 500, '512x288'],
    ['a strip, whose short side never goes below one stride', { widthPx: 1280, heightPx: 8 }, 512, '512x32'],
  ])('is planned for %s', (_, picture, longSidePx, expected) => {
    const { input, content } = planKeepingShape(picture, longSidePx);
    expect(`${input.widthPx}x${input.heightPx}`).toBe(expected);
    expect(content).toEqual(input);
  });

  it('refuses a long side below one stride', () => {
    expect(() => planKeepingShape(hd, 31)).toThrow('at least 32 pixels, not 31');
    expect(planKeepingShape(hd, 32).input.widthPx).toBe(32);
  });

  it('refuses a picture without pixels', () => {
    expect(() => planKeepingShape({ widthPx: 0, heightPx: 720 }, 512)).toThrow('not 0x720');
  });
});

describe('a letterboxed input', () => {
  it('pads below a wide picture and beside an upright one', () => {
    const square = { widthPx: 416, heightPx: 416 };
    expect(planLetterboxed(hd, square).content).toEqual({ widthPx: 416, heightPx: 234 });
    expect(planLetterboxed({ widthPx: 360, heightPx: 720 }, square).content).toEqual({ widthPx: 208, heightPx: 416 });
  });
});

describe('a box brought back from the input', () => {
  const plan = planKeepingShape(hd, 512);

  it('is scaled to the pixels of the picture', () => {
    expect(boxInPicture({ leftPx: 10, topPx: 20, rightPx: 50, bottomPx: 40 }, plan)).toEqual({
      xPx: 25,
      yPx: 50,
      widthPx: 100,
      heightPx: 50,
    });
  });

  it('is scaled by the content, not by the padding', () => {
    const letterboxed = planLetterboxed(hd, { widthPx: 640, heightPx: 640 });
    expect(boxInPicture({ leftPx: 0, topPx: 0, rightPx: 640, bottomPx: 360 }, letterboxed)).toEqual({
      xPx: 0,
      yPx: 0,
      ...hd,
    });
  });

  it('is cut at the border of the picture', () => {
    expect(boxInPicture({ leftPx: -8, topPx: -4, rightPx: 600, bottomPx: 300 }, plan)).toEqual({
      xPx: 0,
      yPx: 0,
      ...hd,
    });
  });

  it('is no box when it lies outside, or has no area', () => {
    expect(boxInPicture({ leftPx: 512, topPx: 0, rightPx: 520, bottomPx: 40 }, plan)).toBeUndefined();
    expect(boxInPicture({ leftPx: 40, topPx: 0, rightPx: 40, bottomPx: 40 }, plan)).toBeUndefined();
  });
});

describe('a part of a plan', () => {
  const whole = planKeepingShape(hd, 768);

  it('is some cells of the whole’s grid, at the whole’s scale', () => {
    expect(gridOfPlan(whole)).toEqual({ columns: 24, rows: 14 });
    const part = planPart(whole, { left: 6, top: 7, right: 12, bottom: 14 });
    expect(part.input).toEqual({ widthPx: 192, heightPx: 224 });
    expect(part.source).toEqual({ xPx: 320, yPx: 360, widthPx: 320, heightPx: 360 });
  });

  it('places a box where the whole places it', () => {
    const part = planPart(whole, { left: 6, top: 7, right: 12, bottom: 14 });
    const inPart = { leftPx: 8, topPx: 16, rightPx: 40, bottomPx: 48 };
    const inWhole = { leftPx: 6 * 32 + 8, topPx: 7 * 32 + 16, rightPx: 6 * 32 + 40, bottomPx: 7 * 32 + 48 };
    const [a, b] = [boxInPicture(inPart, part), boxInPicture(inWhole, whole)];
    for (const side of ['xPx', 'yPx', 'widthPx', 'heightPx'] as const) expect(a?.[side]).toBeCloseTo(b?.[side] ?? NaN);
  });

  it('lies inside the grid and is not empty', () => {
    expect(() => planPart(whole, { left: 0, top: 0, right: 25, bottom: 14 })).toThrow('lies inside the grid');
    expect(() => planPart(whole, { left: 3, top: 0, right: 3, bottom: 14 })).toThrow('is not empty');
    expect(planPart(whole, { left: 0, top: 0, right: 24, bottom: 14 }).input).toEqual(whole.input);
  });
});
