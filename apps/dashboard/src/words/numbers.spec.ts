import { describe, expect, it } from 'vitest';
import { byteSize, metres, percent, rounded } from './numbers.js';

describe('a share', () => {
  it('is not all while something is missing, nor none while something is there', () => {
    expect([0, 0.004, 0.005, 0.995, 0.996, 1].map(percent)).toEqual([
      '0%',
      'under 1%',
      '1%',
      '100%',
      'over 99%',
      '100%',
    ]);
  });
});

describe('a number of bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [258_400, '258 kB'],
    [999_700, '1.0 MB'],
    [12_400_000_000, '12.4 GB'],
  ])('%i is shown as %s', (bytes, text) => expect(byteSize(bytes)).toBe(text));
});

it('shows three digits of a large ratio', () => expect(rounded(48_213)).toBe('48,200'));

it('shows lengths below a meter in centimeters', () => {
  expect(metres(0.083)).toBe('8 cm');
  expect(metres(12.34)).toBe('12.3 m');
});
