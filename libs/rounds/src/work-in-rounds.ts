import { waitOrAbort } from './wait-or-abort.js';

/** How rounds of work follow one another. */
export interface Rounds {
  /** Aborted: no round begins any more. */
  readonly signal: AbortSignal;
  /** The rest after a round. */
  readonly restMs: number;
  /** The rest after one that failed; as after any other, if nothing is said. */
  readonly retryMs?: number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Does work in rounds until the signal is aborted. A round that fails is told of and does not end the rest; what fails
 * because of the end is not told. A round that has left some of its work says `more`, and the next follows at once; one
 * after which nothing is left for ever says `done`, and is the last.
 */
export async function workInRounds(
  { signal, restMs, retryMs = restMs, onFailure }: Rounds,
  work: () => Promise<'more' | 'done' | void>,
): Promise<void> {
  while (!signal.aborted) {
    let waitMs = restMs;
    try {
      const left = await work();
      if (left === 'done') return;
      if (left === 'more') waitMs = 0;
    } catch (error) {
      if (signal.aborted) return;
      onFailure(error);
      waitMs = retryMs;
    }
    if (waitMs > 0) await waitOrAbort(waitMs, signal);
  }
}
