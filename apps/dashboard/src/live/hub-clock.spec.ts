import { expect, it } from 'vitest';
import { skewMs } from './hub-clock.js';

it('trusts the browser while the hub differs by less than a Date header can show', () => {
  expect(skewMs(1_000_000, 1_002_499)).toBe(0);
});

it('follows the hub when the browser clock is wrong', () => {
  expect(skewMs(1_000_000, 1_060_000)).toBe(-60_000);
});
