import { describe, expect, it } from 'vitest';
import { contains, polygonProblem, sharedArea } from './polygon.js';

const square = [
  { x: 0.2, y: 0.2 },
  { x: 0.6, y: 0.2 },
  { x: 0.6, y: 0.6 },
  { x: 0.2, y: 0.6 },
];

describe("a zone's polygon", () => {
  it('is sound when it is a plain square', () => {
    expect(polygonProblem(square)).toBeNull();
  });

  it('may touch the edge of the picture', () => {
    expect(
      polygonProblem([
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
      ]),
    ).toBeNull();
  });

  it('may not leave the picture, and the point is named', () => {
    const leaving = [...square.slice(0, 3), { x: 0.2, y: 1.001 }];
    expect(polygonProblem(leaving)).toBe('point 3 [0.2, 1.001] lies outside the picture (0 to 1)');
  });

  it('may not cross itself, and the sides are named', () => {
    const [a, b, c, d] = square as [(typeof square)[0], (typeof square)[0], (typeof square)[0], (typeof square)[0]];
    expect(polygonProblem([a, c, b, d])).toBe('crosses itself: side 0 meets side 2');
  });

  it('needs three points', () => {
    expect(polygonProblem(square.slice(0, 2))).toBe('has 2 points, needs at least 3');
  });

  it('needs some area', () => {
    const sliver = [
      { x: 0.1, y: 0.1 },
      { x: 0.9, y: 0.1 },
      { x: 0.9, y: 0.10001 },
    ];
    expect(polygonProblem(sliver)).toBe('covers only 0.0004 % of the picture');
  });

  it('may contain a point that is no number only as an error', () => {
    expect(polygonProblem([...square.slice(0, 3), { x: Number.NaN, y: 0.5 }])).toMatch(/point 3 \[NaN, 0.5\]/);
  });
});

describe('a point', () => {
  it('inside the square is contained', () => {
    expect(contains(square, { x: 0.59, y: 0.21 })).toBe(true);
  });

  it('just outside the square is not', () => {
    expect(contains(square, { x: 0.61, y: 0.21 })).toBe(false);
  });

  it('in the notch of a U is not contained', () => {
    const u = [
      { x: 0, y: 0 },
      { x: 0.3, y: 0 },
      { x: 0.3, y: 0.8 },
      { x: 0.7, y: 0.8 },
      { x: 0.7, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ];
    expect(contains(u, { x: 0.5, y: 0.4 })).toBe(false);
    expect(contains(u, { x: 0.5, y: 0.9 })).toBe(true);
  });
});

describe('the area two shapes share', () => {
  const moved = (by: number) => square.map(({ x, y }) => ({ x: x + by, y }));

  it('is the whole area of equal squares', () => {
    expect(sharedArea(square, square)).toBeCloseTo(0.16, 12);
  });

  it('is half when one is moved by half its width', () => {
    expect(sharedArea(square, moved(0.2))).toBeCloseTo(0.08, 12);
  });

  it('is nothing when they lie apart', () => {
    expect(sharedArea(square, moved(0.5))).toBeCloseTo(0, 12);
  });

  it('does not depend on the sense of rotation', () => {
    expect(sharedArea(square, [...moved(0.2)].reverse())).toBeCloseTo(0.08, 12);
  });
});
