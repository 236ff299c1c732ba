import { z } from 'zod';
import { fieldProblems } from '../api/field-problems.js';
import type { FieldProblem } from '../api/problem.js';
import { SCOPES } from './needs.js';
import type { Scope } from './needs.js';

const NAME_LENGTH_MAX = 80;
/** A key for longer is one that nobody remembers. */
const DAYS_MAX = 3_660;
const DAY_MS = 86_400_000;

/** What somebody who makes a key says about it, through the API or on the command line. */
const keyWish = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'expected a name')
    .max(NAME_LENGTH_MAX, `expected at most ${NAME_LENGTH_MAX} characters`),
  scopes: z
    .array(z.enum(SCOPES, `expected some of ${SCOPES.join(', ')}`), `expected some of ${SCOPES.join(', ')}`)
    .min(1, `expected some of ${SCOPES.join(', ')}`)
    .transform((scopes): readonly Scope[] => SCOPES.filter((scope) => scopes.includes(scope))),
  days: z
    .int(`expected a whole number from 1 to ${DAYS_MAX}`)
    .min(1, `expected a whole number from 1 to ${DAYS_MAX}`)
    .max(DAYS_MAX, `expected a whole number from 1 to ${DAYS_MAX}`)
    .optional(),
});

export interface KeyWish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAtMs: number | null;
}

/** The wish, or everything that is wrong with it. */
export function readKeyWish(given: unknown, nowMs: number): KeyWish | { readonly problems: readonly FieldProblem[] } {
  const parsed = keyWish.safeParse(given);
  if (!parsed.success) return { problems: fieldProblems(parsed.error, given) };
  const { name, scopes, days } = parsed.data;
  return { name, scopes, expiresAtMs: days === undefined ? null : nowMs + days * DAY_MS };
}
