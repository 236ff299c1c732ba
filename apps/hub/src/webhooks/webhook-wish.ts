import { z } from 'zod';
import type { FieldProblem } from '../api/problem.js';
import { EVENT_TYPES } from '../cds/events/curb-event.js';
import type { EventType } from '../cds/events/curb-event.js';
import { addressProblem } from './webhook-address.js';
import type { Reach } from './webhook-address.js';

const QUOTED_LENGTH_MAX = 100;
const TYPES_EXPECTED = `expected some of ${EVENT_TYPES.join(', ')}`;

/** What somebody who makes or changes a webhook says about it. */
export interface WebhookWish {
  readonly url?: string | undefined;
  /** Null: all. */
  readonly eventTypes?: readonly EventType[] | null | undefined;
  readonly enabled?: boolean | undefined;
}

function wishAt(reach: Reach) {
  return z.strictObject({
    url: z
      .string('expected an address')
      .superRefine((url, context) => {
        const message = addressProblem(url, reach);
        if (message !== null) context.addIssue({ code: 'custom', message });
      })
      .optional(),
    eventTypes: z.array(z.enum(EVENT_TYPES, TYPES_EXPECTED), TYPES_EXPECTED).min(1, TYPES_EXPECTED).nullish(),
    enabled: z.boolean('expected true or false').optional(),
  });
}

/** The wish, or everything that is wrong with it. */
export function readWebhookWish(
  given: unknown,
  reach: Reach,
): WebhookWish | { readonly problems: readonly FieldProblem[] } {
  const parsed = wishAt(reach).safeParse(given);
  if (parsed.success) return parsed.data;
  const fields: Readonly<Record<string, unknown>> = typeof given === 'object' && given !== null ? { ...given } : {};
  return {
    problems: parsed.error.issues.map((issue) => {
      const field = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? 'body') : String(issue.path[0] ?? 'body');
      const value = String(JSON.stringify(fields[field]) ?? 'nothing').slice(0, QUOTED_LENGTH_MAX);
      const problem = issue.code === 'unrecognized_keys' ? 'expected only url, eventTypes, enabled' : issue.message;
      return { field: field.slice(0, QUOTED_LENGTH_MAX), value, problem };
    }),
  };
}
