import { describe, expect, it } from 'vitest';
import { count, percent, unbroken } from './words.js';

describe('a share in words', () => {
  it('does not call nearly all all, nor hardly any none', () => {
    const shares = [0, 0.001, 0.0049, 0.005, 0.5, 0.995, 0.996, 1].map((share) =>
      percent(share).replace('\u00a0', ' '),
    );
    expect(shares).toEqual(['0 %', 'under 1 %', 'under 1 %', '1 %', '50 %', '100 %', 'over 99 %', '100 %']);
  });
});

describe('a number in words', () => {
  it('does not call hardly any none', () => {
    const numbers = [0, 0.049, 0.05, 1.24].map((value) => count(value, 1).replace('\u00a0', ' '));
    expect(numbers).toEqual(['0', 'under 0.1', '0.1', '1.2']);
    expect(count(-1, 1)).toBe('not\u00a0known');
  });
});

describe('a name in a table', () => {
  it('is kept on one line up to thirteen letters', () => {
    expect(unbroken('parking a one')).toBe('parking\u00a0a\u00a0one');
    expect(unbroken('parking a ones')).toBe('parking a ones');
  });
});
