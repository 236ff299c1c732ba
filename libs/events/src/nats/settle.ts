import { UndecodableRecordError } from '../record-codec.js';

/** The record can be read, but can never be used: settled like one that cannot be read. */
export class UnusableRecordError extends Error {
  override readonly name = 'UnusableRecordError';

  /** `clockOffMs`: how wrong its box's clock is, where that is the reason. */
  constructor(
    message: string,
    readonly clockOffMs: number | null = null,
  ) {
    super(message);
  }
}

/** A record that can never be used: where in its message it stood, from 0, and why. */
export interface GivenUp {
  readonly position: number;
  readonly reason: string;
  /** How wrong its box's clock is, where that is the reason. */
  readonly clockOffMs?: number;
}

/** What becomes of a message once its handler is done with its records. */
export type Settlement =
  | { readonly do: 'ack'; readonly givenUp: readonly GivenUp[] }
  | { readonly do: 'nak'; readonly delayMs: number; readonly error: unknown }
  /** Nothing of it can be used. */
  | { readonly do: 'term'; readonly givenUp: readonly GivenUp[] };

const NAK_MS_MIN = 250;
/** Also how late at most records arrive again once a database is back. */
const NAK_MS_MAX = 4_000;

/** How the handling of one record ended. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly error: unknown };

export const DONE: Outcome = { done: true };

/**
 * The one table that decides. `outcomes` are those of a message's records, in their order; `deliveryCount` starts at 1.
 *
 * | of the message's records                  | the message                                            |
 * | ----------------------------------------- | ------------------------------------------------------ |
 * | any may still succeed                     | nak: all come again, later each time, for ever         |
 * | all are committed                         | ack                                                    |
 * | some are committed, the rest is hopeless  | ack, once the rest is with the dead letters            |
 * | all are hopeless                          | term, once they are with the dead letters              |
 */
export function settle(outcomes: readonly Outcome[], deliveryCount: number): Settlement {
  const givenUp: GivenUp[] = [];
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome.done) continue;
    const { error } = outcome;
    if (!isHopeless(error)) {
      const delayMs = Math.min(NAK_MS_MIN * 2 ** Math.min(deliveryCount - 1, 16), NAK_MS_MAX);
      return { do: 'nak', delayMs, error };
    }
    const offMs = error instanceof UnusableRecordError ? error.clockOffMs : null;
    givenUp.push({ position, reason: error.message, ...(offMs === null ? {} : { clockOffMs: offMs }) });
  }
  return { do: givenUp.length < outcomes.length ? 'ack' : 'term', givenUp };
}

/** Whether what failed so will fail whenever it is tried again. Anything else may pass. */
function isHopeless(error: unknown): error is Error {
  return error instanceof UndecodableRecordError || error instanceof UnusableRecordError;
}
