import { describe, expect, it } from 'vitest';
import { areaWithin, cellCount, planParts } from './look-plan.js';

const picture = { widthPx: 640, heightPx: 320 };
const grid = { columns: 20, rows: 10 };
const place = (xPx: number, yPx: number, sidePx = 32) => ({ xPx, yPx, widthPx: sidePx, heightPx: sidePx });

describe('the parts to look at', () => {
  it('hold a place with one and a half cells around it, in whole cells', () => {
    expect(planParts([place(320, 160)], picture, grid)).toEqual([{ left: 8, top: 3, right: 13, bottom: 8 }]);
  });

  it('end at the border of the picture', () => {
    expect(planParts([place(0, 0)], picture, grid)).toEqual([{ left: 0, top: 0, right: 3, bottom: 3 }]);
    expect(planParts([place(608, 288)], picture, grid)).toEqual([{ left: 17, top: 7, right: 20, bottom: 10 }]);
  });

  it('are one for two places whose common part costs no more than two', () => {
    expect(planParts([place(160, 160), place(224, 160)], picture, grid)).toHaveLength(1);
    expect(planParts([place(160, 160), place(448, 160)], picture, grid)).toHaveLength(2);
  });

  it('are none for no places', () => {
    expect(planParts([], picture, grid)).toEqual([]);
  });

  it('give way to the whole picture when they cost as much', () => {
    expect(planParts([{ xPx: 0, yPx: 0, widthPx: 540, heightPx: 320 }], picture, grid)).toHaveLength(1);
    expect(planParts([{ xPx: 0, yPx: 0, widthPx: 600, heightPx: 320 }], picture, grid)).toBeNull();
  });

  it('are the same for the same places', () => {
    const places = [place(96, 64), place(300, 200), place(150, 90)];
    expect(planParts(places, picture, grid)).toEqual(planParts(places, picture, grid));
  });
});

describe('the area of a part', () => {
  const part = { left: 0, top: 2, right: 5, bottom: 10 };

  it('is inset at its borders inside the picture, not at the picture’s own', () => {
    expect(areaWithin(part, 1, { picture, grid })).toEqual({ xPx: 0, yPx: 96, widthPx: 128, heightPx: 224 });
  });

  it('counts its cells', () => {
    expect(cellCount(part)).toBe(40);
  });
});
