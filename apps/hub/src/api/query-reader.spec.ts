import { describe, expect, it } from 'vitest';
import { ApiProblem } from './problem.js';
import { QueryReader } from './query-reader.js';

function problemOf(query: unknown, read: (reader: QueryReader) => void): ApiProblem | null {
  const reader = new QueryReader(query);
  read(reader);
  try {
    reader.finish();
    return null;
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
}

describe('reading a query', () => {
  it('gives the values, and the defaults of what is not there', () => {
    const reader = new QueryReader({ from: '2026-05-14T10:00:00.5+02:00', open: 'false', zone: 'main.p_a' });
    expect(reader.timeMs('from')).toBe(Date.UTC(2026, 4, 14, 8, 0, 0, 500));
    expect(reader.flag('open')).toBe(false);
    expect(reader.zone('zone')).toEqual({ cameraId: 'main', zoneId: 'p_a' });
    expect(reader.limit()).toBe(100);
    expect(reader.timeMs('to')).toBeNull();
    expect(() => reader.finish()).not.toThrow();
  });

  it('names the field, the value and what was expected', () => {
    const problem = problemOf({ from: 'yesterday' }, (reader) => reader.timeMs('from'));
    expect(problem?.status).toBe(400);
    expect(problem?.message).toBe('from is "yesterday", expected an ISO 8601 time such as 2026-05-14T10:00:00Z');
  });

  it('names everything that is wrong at once', () => {
    const problem = problemOf({ limit: '1001', type: 'parking', zone: 'p_a', from: ['a', 'b'] }, (reader) => {
      reader.limit();
      reader.oneOf('type', ['dwell', 'double_parking']);
      reader.zone('zone');
      reader.timeMs('from');
    });
    expect(problem?.errors.map(({ field, value }) => [field, value])).toEqual([
      ['limit', '1001'],
      ['type', 'parking'],
      ['zone', 'p_a'],
      ['from', '["a","b"]'],
    ]);
  });

  it('takes a limit from 1 to 1000', () => {
    for (const limit of ['1', '1000']) expect(new QueryReader({ limit }).limit()).toBe(Number(limit));
    for (const limit of ['0', '1001', '-1', '1.5', '1e2', '']) {
      expect(problemOf({ limit }, (reader) => reader.limit())?.errors).toMatchObject([
        { field: 'limit', value: limit },
      ]);
    }
  });

  it('refuses dates that do not exist and times without a zone', () => {
    for (const from of ['2026-13-01', '2026-05-14T25:00:00Z', '2026-05-14T10:00:00', '14.5.2026', '']) {
      expect(problemOf({ from }, (reader) => reader.timeMs('from'))?.errors).toHaveLength(1);
    }
  });

  it('refuses a misspelt parameter, which would filter nothing', () => {
    const problem = problemOf({ form: '2026-05-14' }, (reader) => reader.timeMs('from'));
    expect(problem?.message).toBe('form is "2026-05-14", expected only from');
  });

  it('takes a range of 400 days, and none that is longer, ends as it begins or has no other end', () => {
    const from = '2025-01-01T00:00:00Z';
    const at = (ms: number) => new Date(Date.parse(from) + ms).toISOString();
    const errors = (query: object) => problemOf(query, (reader) => reader.range())?.errors.map(({ field }) => field);
    const longestMs = 400 * 86_400_000;
    expect(errors({ from, to: at(1) })).toBeUndefined();
    expect(errors({ from, to: at(longestMs) })).toBeUndefined();
    expect(errors({ from, to: at(longestMs + 1) })).toEqual(['to']);
    expect(errors({ from, to: at(0) })).toEqual(['to']);
    expect(errors({ from, to: at(-1) })).toEqual(['to']);
    expect(errors({ from })).toEqual(['to']);
    expect(errors({ to: from })).toEqual(['from']);
  });

  it('refuses a stretch of time that ends where it starts', () => {
    expect(problemOf({}, (reader) => reader.inOrder(0, 1))).toBeNull();
    expect(problemOf({}, (reader) => reader.inOrder(1, 1))?.message).toContain('expected a time after from');
  });
});
