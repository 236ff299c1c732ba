import { describe, expect, it } from 'vitest';
import { heldShare } from './held-share.js';

const HOUR_MS = 3_600_000;
const TEN_HOURS = { fromMs: 0, toMs: 10 * HOUR_MS };
const held = (fromHour: number, beforeHour: number, changed = 0) =>
  heldShare({ from_ms: fromHour * HOUR_MS, before_ms: beforeHour * HOUR_MS, changed }, TEN_HOURS);

describe('how much of a time the sums hold for', () => {
  it('is all where every hour is summed, however far the sums reach', () => {
    expect([held(0, 10), held(-Infinity, 20)]).toEqual([1, 1]);
  });

  it('is what is summed of it, less the hours that were changed', () => {
    expect([held(2, 20), held(-5, 7), held(2, 7), held(0, 10, 3)]).toEqual([0.8, 0.7, 0.5, 0.7]);
  });

  it('is none where nothing of it is summed', () => {
    expect([held(10, 20), held(-5, 0), held(5, 5), held(-Infinity, -Infinity), held(0, 2, 3)]).toEqual([0, 0, 0, 0, 0]);
    expect(heldShare(undefined, TEN_HOURS)).toBe(0);
  });

  it('is none of no time at all', () => {
    expect(heldShare({ from_ms: -Infinity, before_ms: HOUR_MS, changed: 0 }, { fromMs: 0, toMs: 0 })).toBe(0);
  });
});
