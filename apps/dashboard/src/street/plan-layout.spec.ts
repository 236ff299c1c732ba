import { describe, expect, it } from 'vitest';
import { fitted, unclashed } from './label-room.js';
import { layoutOf, pathOf, scaleBarM } from './plan-layout.js';
import type { StreetPlan } from './plan.js';

const plan: StreetPlan = {
  axes: { along: [0, 1], right: [1, 0], isSeenAlong: true },
  along: { fromM: -4, toM: 46 },
  across: { fromM: -5.6, toM: 5.6 },
  zones: [],
};
const near = { alongM: -4, acrossM: 0 };
const far = { alongM: 46, acrossM: 0 };
const right = { alongM: 20, acrossM: 5.6 };
const left = { alongM: 20, acrossM: -5.6 };

describe('on a desk', () => {
  const layout = layoutOf(plan, 960);

  it('the street runs across, away from the camera to the right', () => {
    expect(layout.toScreen(far).xPx).toBeGreaterThan(layout.toScreen(near).xPx);
    expect(layout.toScreen(right).yPx).toBeGreaterThan(layout.toScreen(left).yPx);
    expect(layout.toDegrees(0)).toBe(0);
  });

  it('both directions have one scale', () => {
    const alongPx = layout.toScreen(far).xPx - layout.toScreen(near).xPx;
    const acrossPx = layout.toScreen(right).yPx - layout.toScreen(left).yPx;
    expect(alongPx / 50).toBeCloseTo(acrossPx / 11.2);
  });

  it('the street fits the drawing', () => {
    expect(layout.toScreen(near).xPx).toBeGreaterThanOrEqual(0);
    expect(layout.toScreen(far).xPx).toBeLessThanOrEqual(960);
  });
});

describe('on a phone', () => {
  const layout = layoutOf(plan, 330);

  it('the street runs up, away from the camera, with its right side on the right', () => {
    expect(layout.toScreen(far).yPx).toBeLessThan(layout.toScreen(near).yPx);
    expect(layout.toScreen(right).xPx).toBeGreaterThan(layout.toScreen(left).xPx);
    expect(layout.toDegrees(0)).toBe(-90);
  });

  it('leaves room for the labels on both sides', () => {
    expect(layout.toScreen(left).xPx).toBeGreaterThanOrEqual(80);
    expect(layout.toScreen(right).xPx).toBeLessThanOrEqual(250);
  });
});

it('a square much wider than long stays on the screen', () => {
  const square = { ...plan, across: { fromM: -30, toM: 30 } };
  expect(layoutOf(square, 1_200).heightPx).toBeLessThan(650);
});

it('an outline becomes a closed path, and none an empty one', () => {
  expect(pathOf(layoutOf(plan, 960), [near, far, right])).toMatch(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+Z$/);
  expect(pathOf(layoutOf(plan, 960), [])).toBe('');
});

it.each([
  [300, 50],
  [60, 10],
  [26, 5],
  [3, 1],
])('a street of %i m has a scale bar of %i m', (streetM, barM) => expect(scaleBarM(streetM)).toBe(barM));

describe('labels', () => {
  it('are cut where there is no room, and left out where not even four letters fit', () => {
    expect(fitted('Parking left', 200)).toBe('Parking left');
    expect(fitted('Parking left', 60)).toBe('Parking…');
    expect(fitted('Parking left', 20)).toBe('');
  });

  it('give way to more important ones', () => {
    expect([...unclashed([100, 120, 160], 45)]).toEqual([0, 2]);
  });
});
