import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import { isSignedOut } from '../api/hub-client.js';
import { LOADING, ready, type Loadable } from './loadable.js';

/** What to do when the hub no longer knows who asks. */
export const SignedOutContext = createContext<() => void>(() => undefined);

export interface Answer<T> {
  readonly answer: Loadable<T>;
  readonly retry: () => void;
}

/** The hub's answer to one question, which is asked anew whenever `ask` is another function: wrap it in `useCallback`. */
export function useAnswer<T>(ask: () => Promise<T>): Answer<T> {
  const onSignedOut = useContext(SignedOutContext);
  const [tries, setTries] = useState(0);
  const [told, setTold] = useState<{ ask: () => Promise<T>; answer: Loadable<T> }>({ ask, answer: LOADING });
  useEffect(() => {
    let isWanted = true;
    const tell = (answer: Loadable<T>): void => {
      if (isWanted) setTold({ ask, answer });
    };
    tell(LOADING);
    ask().then(
      (value) => tell(ready(value)),
      (error: unknown) => {
        if (isWanted && isSignedOut(error)) return onSignedOut();
        tell({ state: 'failed', problem: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [ask, tries, onSignedOut]);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  // An answer to the question before is none to this one.
  return { answer: told.ask === ask ? told.answer : LOADING, retry };
}
