import { describe, expect, it } from 'vitest';
import { afterDeath } from './restart-policy.js';

describe('afterDeath', () => {
  it('starts again after half a second, then waits twice as long each time', () => {
    expect(afterDeath([0])).toEqual({ do: 'restart', delayMs: 500 });
    expect(afterDeath([0, 1_000])).toEqual({ do: 'restart', delayMs: 1_000 });
    expect(afterDeath([0, 1_000, 3_000, 6_000])).toEqual({ do: 'restart', delayMs: 4_000 });
  });

  it('gives up at the fifth death within a minute', () =>
    expect(afterDeath([0, 10_000, 20_000, 30_000, 59_999])).toEqual({ do: 'give up' }));

  it('does not hold deaths against it that lie a minute back', () =>
    expect(afterDeath([0, 10_000, 20_000, 30_000, 60_000])).toEqual({ do: 'restart', delayMs: 4_000 }));
});
