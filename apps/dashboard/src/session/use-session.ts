import { useCallback, useEffect, useState } from 'react';
import { isSignedOut } from '../api/hub-client.js';
import type { Session } from '../api/types.js';
import { usePage } from '../live/page-context.js';

/** A page's address keeps its city, where there are several: `/?city=springfield`. */
export const CITY_PARAMETER = 'city';

export type SessionState =
  | { readonly state: 'asking' | 'signed_out' | 'unreachable' }
  | { readonly state: 'signed_in'; readonly session: Session };

interface SessionControl {
  readonly session: SessionState;
  /** Asks the hub again who we are: after signing in, or when it did not answer. */
  readonly ask: () => void;
  readonly signedOut: () => void;
  readonly signOut: () => void;
}

export function useSession(): SessionControl {
  const { hub } = usePage();
  const [session, setSession] = useState<SessionState>({ state: 'asking' });

  const ask = useCallback(() => {
    hub.session(new URLSearchParams(location.search).get(CITY_PARAMETER)).then(
      (found) => setSession({ state: 'signed_in', session: found }),
      (error: unknown) => setSession({ state: isSignedOut(error) ? 'signed_out' : 'unreachable' }),
    );
  }, [hub]);
  const signedOut = useCallback(() => setSession({ state: 'signed_out' }), []);
  // Whether or not the hub heard it, this screen shows nothing more.
  const signOut = useCallback(() => {
    hub.signOut().then(signedOut, signedOut);
  }, [hub, signedOut]);

  useEffect(ask, [ask]);
  return { session, ask, signedOut, signOut };
}
