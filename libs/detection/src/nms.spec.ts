import { describe, expect, it } from 'vitest';
import type { DetectedType, Detection } from './detection.js';
import { suppressOverlaps } from './nms.js';

describe('suppressing overlapping boxes', () => {
  it('keeps one van that answered as car, bus and truck, with its best type and score', () => {
    const answers = [found('car', 0, 0.3), found('bus', 2, 0.5), found('truck', 1, 0.4)];
    expect(suppressOverlaps(answers, 0.55)).toEqual([found('bus', 2, 0.5)]);
  });

  it('keeps a motorcycle in front of a car, but not the same rider as a bicycle too', () => {
    const answers = [found('car', 0, 0.6), found('motorcycle', 0, 0.5), found('bicycle', 0, 0.4)];
    expect(suppressOverlaps(answers, 0.55).map(({ type }) => type)).toEqual(['car', 'motorcycle']);
  });

  it('keeps two boxes that overlap by exactly the limit, and one of two that overlap by more', () => {
    // 100 wide, shifted by 25: 75 shared of 125 is 0.6.
    const pair = [found('car', 0, 0.6), found('car', 25, 0.5)];
    expect(suppressOverlaps(pair, 0.6)).toHaveLength(2);
    expect(suppressOverlaps(pair, 0.59)).toEqual([found('car', 0, 0.6)]);
  });

  it('does not let a suppressed box suppress others', () => {
    const chain = [found('car', 0, 0.6), found('car', 25, 0.5), found('car', 50, 0.4)];
    expect(suppressOverlaps(chain, 0.5).map(({ score }) => score)).toEqual([0.6, 0.4]);
  });

  it('answers in the same order whatever the order of its input', () => {
    const answers = [found('car', 500, 0.5), found('car', 0, 0.5), found('bus', 0, 0.5), found('car', 900, 0.7)];
    expect(suppressOverlaps(answers, 0.55)).toEqual(suppressOverlaps([...answers].reverse(), 0.55));
    expect(suppressOverlaps(answers, 0.55).map(({ box }) => box.xPx)).toEqual([900, 0, 500]);
  });

  it('answers nothing for nothing', () => expect(suppressOverlaps([], 0.5)).toEqual([]));
});

function found(type: DetectedType, xPx: number, score: number): Detection {
  return { type, score, box: { xPx, yPx: 0, widthPx: 100, heightPx: 50 } };
}
