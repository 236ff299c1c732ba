import { beforeEach, describe, expect, it } from 'vitest';
import { STRETCH_MAX } from '#detection';
import { AnalysisPace, NETWORK_SHARE_MAX, WINDOW_MS } from './analysis-pace.js';

let pace: AnalysisPace;
let nowMs: number;

beforeEach(() => {
  pace = new AnalysisPace();
  nowMs = 0;
});

describe('the pace of the looks of a thread', () => {
  it('leaves looks as they are while they take no more than their share', () => {
    spend(20, NETWORK_SHARE_MAX);
    expect(pace.stretch).toBe(1);
  });

  it('stretches them when they take more, and goes back when they take less', () => {
    spend(3, NETWORK_SHARE_MAX + 0.1);
    const stretched = pace.stretch;
    expect(stretched).toBeGreaterThan(1);
    spend(1, NETWORK_SHARE_MAX - 0.1);
    expect(pace.stretch).toBeLessThan(stretched);
    spend(20, NETWORK_SHARE_MAX - 0.1);
    expect(pace.stretch).toBe(1);
  });

  it('never stretches them beyond the limit', () => {
    spend(100, 1);
    expect(pace.stretch).toBe(STRETCH_MAX);
  });

  it('counts looks that wait for each other once', () => {
    pace.began(0);
    pace.began(0);
    pace.ended(WINDOW_MS * (NETWORK_SHARE_MAX / 2));
    pace.ended(WINDOW_MS * NETWORK_SHARE_MAX);
    pace.began(WINDOW_MS);
    pace.ended(WINDOW_MS);
    expect(pace.stretch).toBe(1);
  });

  it('is busy while a look is under way', () => {
    pace.began(0);
    expect(pace.isBusy).toBe(true);
    pace.ended(10);
    expect(pace.isBusy).toBe(false);
  });
});

/** So many windows in which looks take this share of the time. */
function spend(windows: number, share: number): void {
  for (let window = 0; window < windows; window++) {
    pace.began(nowMs);
    pace.ended(nowMs + share * WINDOW_MS);
    nowMs += WINDOW_MS;
  }
  pace.began(nowMs);
  pace.ended(nowMs);
}
