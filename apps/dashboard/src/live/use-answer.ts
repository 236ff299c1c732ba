import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import { isSignedOut } from '../api/hub-client.js';
import { afterFailure, LOADING, ready, type Loadable } from './loadable.js';

/** What to do when the hub no longer knows who asks. */
export const SignedOutContext = createContext<() => void>(() => undefined);

export interface Answer<T> {
  readonly answer: Loadable<T>;
  /** Why an answer that is shown could not be had anew; null where it could. */
  readonly staleFor: string | null;
  readonly retry: () => void;
}

interface Told<T> {
  readonly ask: () => Promise<T>;
  readonly answer: Loadable<T>;
  readonly staleFor: string | null;
}

/**
 * The hub's answer to one question, which is asked anew whenever `ask` is another function: wrap it in `useCallback`.
 * With `everyMs` it is asked again so often while somebody may look, and the answer before stays until the next.
 */
export function useAnswer<T>(ask: () => Promise<T>, everyMs: number | null = null): Answer<T> {
  const onSignedOut = useContext(SignedOutContext);
  const [tries, setTries] = useState(0);
  const [told, setTold] = useState<Told<T>>({ ask, answer: LOADING, staleFor: null });
  useEffect(() => {
    let isWanted = true;
    let isAsking = false;
    let askedMs = 0;
    const fail = (error: unknown): void => {
      if (isSignedOut(error)) return onSignedOut();
      const problem = error instanceof Error ? error.message : String(error);
      setTold((before) => ({ ask, answer: afterFailure(before.answer, problem), staleFor: problem }));
    };
    const askNow = async (): Promise<void> => {
      if (isAsking) return;
      [isAsking, askedMs] = [true, performance.now()];
      try {
        const value = await ask();
        if (isWanted) setTold({ ask, answer: ready(value), staleFor: null });
      } catch (error) {
        if (isWanted) fail(error);
      } finally {
        isAsking = false;
      }
    };
    setTold({ ask, answer: LOADING, staleFor: null });
    void askNow();
    const stop = everyMs === null ? () => undefined : whileLookedAt(everyMs, () => askedMs, askNow);
    return () => {
      isWanted = false;
      stop();
    };
  }, [ask, everyMs, tries, onSignedOut]);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  // An answer to the question before is none to this one.
  return told.ask === ask
    ? { answer: told.answer, staleFor: told.staleFor, retry }
    : { answer: LOADING, staleFor: null, retry };
}

/** Asks every so often, and not in a tab behind others: there it is made up for when the tab is looked at again. */
function whileLookedAt(everyMs: number, askedMs: () => number, askNow: () => Promise<void>): () => void {
  const askIfSeen = (): void => {
    if (document.visibilityState === 'visible') void askNow();
  };
  const onSight = (): void => {
    if (performance.now() - askedMs() >= everyMs) askIfSeen();
  };
  const timer = setInterval(askIfSeen, everyMs);
  document.addEventListener('visibilitychange', onSight);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onSight);
  };
}
