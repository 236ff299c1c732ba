import { describe, expect, it } from 'vitest';
import { percent } from './words.js';

describe('a share in words', () => {
  it('does not call nearly all all, nor hardly any none', () => {
    const shares = [0, 0.001, 0.0049, 0.005, 0.5, 0.995, 0.996, 1].map((share) =>
      percent(share).replace('\u00a0', ' '),
    );
    expect(shares).toEqual(['0 %', 'under 1 %', 'under 1 %', '1 %', '50 %', '100 %', 'over 99 %', '100 %']);
  });
});
