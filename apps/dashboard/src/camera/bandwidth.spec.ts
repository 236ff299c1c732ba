import { describe, expect, it } from 'vitest';
import { bandwidthOf } from './bandwidth.js';

describe('the bandwidth saved', () => {
  it('is how many times the video outweighs the events', () => {
    expect(bandwidthOf({ videoBytes: 12_000_000, eventBytes: 3_000 })).toMatchObject({ state: 'saved', ratio: 4_000 });
  });

  it('is no ratio while no event was sent, rather than infinite', () => {
    expect(bandwidthOf({ videoBytes: 12_000_000, eventBytes: 0 })).toEqual({
      state: 'no_events',
      videoBytes: 12_000_000,
    });
  });

  it('says nothing before the first picture of the day', () => {
    expect(bandwidthOf({ videoBytes: 0, eventBytes: 96 })).toEqual({ state: 'nothing_yet' });
  });
});
