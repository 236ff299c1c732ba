import { describe, expect, it } from 'vitest';
import { metresPerDegree } from '../geography/tangent-plane.js';
import type { Position } from '../geography/geo.js';
import { polygonOnEarthProblem } from './polygon-problem.js';

/** Where a degree is the same length wherever it is looked at from. */
const { alongMeridianM, alongParallelM } = metresPerDegree(0);
const at = (eastM: number, northM: number): Position => [eastM / alongParallelM, northM / alongMeridianM];
const closed = (...corners: Position[]): Position[] => [...corners, ...corners.slice(0, 1)];
const problem = (...rings: Position[][]) => polygonOnEarthProblem({ type: 'Polygon', coordinates: rings });
const SQUARE = [at(0, 0), at(20, 0), at(20, 20), at(0, 20)];

describe('a polygon on Earth', () => {
  it('is taken whichever way it turns', () => {
    expect(problem(closed(...SQUARE))).toBeNull();
    expect(problem(closed(...SQUARE).reverse())).toBeNull();
  });

  it('has at least the four positions of a closed triangle, and at most a thousand', () => {
    expect(problem(closed(...SQUARE.slice(0, 3)))).toBeNull();
    expect(problem(closed(...SQUARE.slice(0, 2)))).toBe('has 3 positions, needs at least 4');
    const circle = (corners: number) =>
      closed(
        ...Array.from({ length: corners }, (_, index) => {
          const angle = (2 * Math.PI * index) / corners;
          return at(50 * Math.cos(angle), 50 * Math.sin(angle));
        }),
      );
    expect(problem(circle(999))).toBeNull();
    expect(problem(circle(1_000))).toBe('has 1001 positions, at most 1000 are taken');
  });

  it('ends where it begins, in longitude and in latitude', () => {
    for (const last of [at(0, 0.1), at(0.1, 0)]) expect(problem([...SQUARE, last])).toMatch(/^is not closed/);
    expect(problem(SQUARE)).toMatch(/^is not closed/);
  });

  it('has no hole and is there at all', () => {
    expect(problem(closed(...SQUARE), closed(at(5, 5), at(6, 5), at(6, 6)))).toMatch(/^has a hole/);
    expect(problem()).toBe('has 0 positions, needs at least 4');
  });

  it('does not cross itself, by whichever of its sides', () => {
    expect(problem(closed(at(0, 0), at(20, 20), at(20, 0), at(0, 20)))).toBe('crosses itself: side 0 meets side 2');
    expect(problem(closed(at(0, 0), at(20, 0), at(0, 20), at(20, 20)))).toBe('crosses itself: side 1 meets side 3');
    // The last side goes through the second.
    const star = closed(at(10, -5), at(30, 10), at(0, 10), at(25, -5), at(15, 30));
    expect(problem(star)).toMatch(/^crosses itself/);
    // Sides that only share a corner do not.
    expect(problem(closed(at(0, 0), at(20, 0), at(10, 5), at(20, 20), at(0, 20)))).toBeNull();
  });

  it('extends over no more than ten kilometres from its first corner', () => {
    const strip = (lengthM: number) => problem(closed(at(0, 0), at(lengthM, 0), at(lengthM / 2, 10)));
    expect(strip(9_999)).toBeNull();
    expect(strip(10_001)).toBe('extends over 10 km: are longitude and latitude in the right order?');
  });

  it('covers at least a square metre', () => {
    const triangle = (heightM: number) => problem(closed(at(0, 0), at(2, 0), at(1, heightM)));
    expect(triangle(1.001)).toBeNull();
    expect(triangle(0.99)).toBe('covers only 0.99 m²');
  });
});
