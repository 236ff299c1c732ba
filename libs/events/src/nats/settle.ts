import { UndecodableRecordError } from '../record-codec.js';

/** The record can be read, but can never be used: settled like one that cannot be read. */
export class UnusableRecordError extends Error {
  override readonly name = 'UnusableRecordError';
}

/** What becomes of a delivery once its handler is done with it. */
export type Settlement =
  | { readonly do: 'ack' }
  | { readonly do: 'nak'; readonly delayMs: number }
  | { readonly do: 'term'; readonly reason: string };

const NAK_MS_MIN = 250;
/** Also how late at most records arrive again once a database is back. */
const NAK_MS_MAX = 4_000;

/** How the handling of a delivery ended. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly error: unknown };

/** The one table that decides. `deliveryCount` starts at 1. */
export function settle(outcome: Outcome, deliveryCount: number): Settlement {
  if (outcome.done) return { do: 'ack' };
  const { error } = outcome;
  if (error instanceof UndecodableRecordError || error instanceof UnusableRecordError) {
    // It will never succeed: out of the way, and kept for an operator.
    return { do: 'term', reason: error.message };
  }
  // Anything else may pass: the record waits at the broker, longer each time, and is never given up.
  return { do: 'nak', delayMs: Math.min(NAK_MS_MIN * 2 ** Math.min(deliveryCount - 1, 16), NAK_MS_MAX) };
}
