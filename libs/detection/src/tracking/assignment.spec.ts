import { describe, expect, it } from 'vitest';
import { Assignment } from './assignment.js';

function columnsOf(rows: number, columns: number, offers: readonly (readonly [number, number, number])[]): number[] {
  const assignment = new Assignment();
  for (const [row, column, value] of offers) assignment.offer(row, column, value);
  assignment.solve(rows, columns);
  return [...assignment.columnOfRow.subarray(0, rows)];
}

describe('the assignment', () => {
  it('joins a row with the only column it was offered', () => {
    expect(columnsOf(2, 2, [[1, 0, 0.4]])).toEqual([-1, 0]);
  });

  it('gives up the best single pair where two others are worth more together', () => {
    const offers = [[0, 0, 0.9], [0, 1, 0.8], [1, 0, 0.8]] as const; // prettier-ignore
    expect(columnsOf(2, 2, offers)).toEqual([1, 0]);
  });

  it('leaves a row alone where its only column is worth more to another', () => {
    expect(columnsOf(2, 1, [[0, 0, 0.5], [1, 0, 0.6]])).toEqual([-1, 0]); // prettier-ignore
  });

  it('never makes a pair that was not offered', () => {
    expect(columnsOf(3, 2, [[0, 0, 0.5], [1, 0, 0.4], [1, 1, 0.1], [2, 1, 0.3]])).toEqual([0, -1, 1]); // prettier-ignore
  });

  it('is worth as much as the best of all ways to pair, on random offers', () => {
    let state = 7;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 50; round++) {
      const values = Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => (random() < 0.5 ? random() : 0)));
      const offers = values.flatMap((row, r) => row.flatMap((v, c) => (v > 0 ? [[r, c, v] as const] : [])));
      const columns = columnsOf(5, 5, offers);
      const worth = columns.reduce((sum, column, row) => sum + (values[row]?.[column] ?? 0), 0);
      expect(worth).toBeCloseTo(bestWorth(values, 0, new Set()), 9);
    }
  });
});

function bestWorth(values: readonly (readonly number[])[], row: number, taken: ReadonlySet<number>): number {
  const own = values[row];
  if (!own) return 0;
  const alone = bestWorth(values, row + 1, taken);
  const joined = own.flatMap((value, column) =>
    value > 0 && !taken.has(column) ? [value + bestWorth(values, row + 1, new Set([...taken, column]))] : [],
  );
  return Math.max(alone, ...joined);
}
