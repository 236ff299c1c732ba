import { describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-buckets.js';

const size = { burst: 3, perSecond: 2 };

describe('a bucket of tokens', () => {
  it('gives as many as its burst at once, and not one more', () => {
    const buckets = new TokenBuckets(size, 10);
    expect([1, 2, 3].map(() => buckets.take('a', 0))).toEqual([0, 0, 0]);
    expect(buckets.take('a', 0)).toBe(500);
  });

  it('has one again after the time it named, and not a millisecond earlier', () => {
    const buckets = new TokenBuckets(size, 10);
    for (let taken = 0; taken < 3; taken++) buckets.take('a', 0);
    expect(buckets.take('a', 499)).toBe(1);
    expect(buckets.take('a', 500)).toBe(0);
    expect(buckets.take('a', 500)).toBe(500);
  });

  it('never holds more than its burst, however long nobody asked', () => {
    const buckets = new TokenBuckets(size, 10);
    buckets.take('a', 0);
    const given = [1, 2, 3, 4].map(() => buckets.take('a', 3_600_000));
    expect(given).toEqual([0, 0, 0, 500]);
  });

  it('says when it will be full', () => {
    const buckets = new TokenBuckets(size, 10);
    expect(buckets.untilFull('a', 0)).toBe(0);
    for (let taken = 0; taken < 2; taken++) buckets.take('a', 0);
    expect([0, 400, 1_000, 2_000].map((nowMs) => buckets.untilFull('a', nowMs))).toEqual([1_000, 600, 0, 0]);
  });

  it('is one of its own for each caller', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 1 }, 10);
    expect([buckets.take('a', 0), buckets.take('b', 0), buckets.take('a', 0)]).toEqual([0, 0, 1_000]);
  });

  it('is forgotten when there are too many, the one least recently asked first', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 1 }, 2);
    for (const caller of ['a', 'b', 'a', 'c']) buckets.take(caller, 0);
    expect(buckets.callers).toBe(2);
    expect(buckets.take('a', 0)).toBe(1_000);
    expect(buckets.take('b', 0)).toBe(0);
  });
});
