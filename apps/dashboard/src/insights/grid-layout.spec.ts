import { describe, expect, it } from 'vitest';
import { gridLayout } from './grid-layout.js';

describe('the week’s grid', () => {
  it.each([320, 1_200])('ends with its last hour at %i pixels', (px) => {
    const layout = gridLayout({ px, zoom: 1 });
    expect(layout.x(24)).toBeCloseTo(px);
    expect(layout.y(7)).toBeCloseTo(layout.height);
  });

  it('keeps rows for a thumb on a phone, and low on a desk', () => {
    const rowPx = (px: number) => gridLayout({ px, zoom: 1 }).y(1) - gridLayout({ px, zoom: 1 }).y(0);
    expect([rowPx(338), rowPx(1_200)]).toEqual([24, 32]);
  });

  it('has no negative size before its width is known', () => {
    expect(gridLayout({ px: 0, zoom: 1 }).cell.width).toBe(0);
  });
});
