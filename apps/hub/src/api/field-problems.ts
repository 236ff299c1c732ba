import type { z } from 'zod';
import type { FieldProblem } from './problem.js';

/** A value that is repeated in an answer is cut at this length. */
const QUOTED_LENGTH_MAX = 80;

/** What a schema has against a body, field by field, with what was given there. */
export function fieldProblems({ issues }: z.ZodError, given: unknown): FieldProblem[] {
  return issues.map(({ path, message }) => ({
    field: path.map(String).join('.') || 'body',
    value: String(JSON.stringify(valueAt(given, path)) ?? 'nothing').slice(0, QUOTED_LENGTH_MAX),
    problem: message,
  }));
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[key] : undefined,
    given,
  );
}
