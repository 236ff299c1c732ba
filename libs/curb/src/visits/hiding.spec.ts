import { describe, expect, it } from 'vitest';
import { coveredShare, cutsBelow, isHiddenBy } from './hiding.js';

const PLACE = { x: 0.4, y: 0.4, width: 0.1, height: 0.1 };
const hides = (nearer: typeof PLACE, usualShare = 0) => isHiddenBy(coveredShare(PLACE, [nearer]), usualShare);

describe('a place', () => {
  it('is hidden by a nearer box over 31 % of it', () => {
    expect(hides({ x: 0.469, y: 0.4, width: 0.2, height: 0.2 })).toBe(true);
  });

  it('is not hidden by a nearer box over 29 % of it', () => {
    expect(hides({ x: 0.471, y: 0.4, width: 0.2, height: 0.2 })).toBe(false);
  });

  it('is hidden by two nearer boxes that cover a fifth of it each', () => {
    const left = { x: 0.3, y: 0.4, width: 0.12, height: 0.2 };
    const right = { x: 0.48, y: 0.4, width: 0.12, height: 0.2 };
    expect(hides(left)).toBe(false);
    expect(isHiddenBy(coveredShare(PLACE, [left, right]), 0)).toBe(true);
  });

  it('is not hidden by a vehicle that stands behind it', () => {
    expect(hides({ x: 0.4, y: 0.3, width: 0.1, height: 0.18 })).toBe(false);
  });
});

describe('a place whose vehicle was found with half of it covered', () => {
  it('is not hidden by as much again', () => {
    expect(hides({ x: 0.449, y: 0.4, width: 0.2, height: 0.2 }, 0.5)).toBe(false);
  });

  it('is hidden by an eighth more', () => {
    expect(hides({ x: 0.4375, y: 0.4, width: 0.2, height: 0.2 }, 0.5)).toBe(true);
  });
});

describe('a box', () => {
  it('is cut below by a nearer one that begins where it ends', () => {
    expect(cutsBelow({ x: 0.4, y: 0.5, width: 0.12, height: 0.1 }, PLACE)).toBe(true);
  });

  it('is not cut by a nearer one that begins a quarter of its height further down', () => {
    expect(cutsBelow({ x: 0.4, y: 0.525, width: 0.12, height: 0.1 }, PLACE)).toBe(false);
  });

  it('is cut by a nearer one before 31 % of its width, and not by one before 29 %', () => {
    expect(cutsBelow({ x: 0.469, y: 0.5, width: 0.1, height: 0.1 }, PLACE)).toBe(true);
    expect(cutsBelow({ x: 0.471, y: 0.5, width: 0.1, height: 0.1 }, PLACE)).toBe(false);
  });

  it('is not cut by one that ends at the same height', () => {
    expect(cutsBelow({ x: 0.4, y: 0.45, width: 0.1, height: 0.06 }, PLACE)).toBe(false);
  });
});
