import { describe, expect, it } from 'vitest';
import { widenFloat16 } from './weights.js';

describe('widening half precision', () => {
  it.each([
    ['one', 0x3c00, 1],
    ['a sixth, as near as 16 bits come', 0x3155, 0.1666259765625],
    ['a negative number', 0xc500, -5],
    ['the largest', 0x7bff, 65504],
    ['the smallest normal', 0x0400, 2 ** -14],
    ['the largest subnormal', 0x03ff, 2 ** -14 - 2 ** -24],
    ['the smallest subnormal', 0x0001, 2 ** -24],
    ['zero', 0x0000, 0],
    ['negative zero', 0x8000, -0],
    ['infinity', 0xfc00, -Infinity],
    ['no number', 0x7e00, NaN],
  ])('keeps %s', (_, half, single) => expect(widenFloat16(Uint16Array.of(half))[0]).toBe(single));
});
