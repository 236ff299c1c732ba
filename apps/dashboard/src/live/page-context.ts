import { createContext, useContext, useSyncExternalStore } from 'react';
import { HubClient } from '../api/hub-client.js';
import { HubClock } from './hub-clock.js';
import type { LiveState, LiveStreet } from './live-street.js';

/** One page, one clock, one client: made where the page starts, found by every part of it. */
export interface PageParts {
  readonly hub: HubClient;
  readonly clock: HubClock;
}

export function pageParts(): PageParts {
  const clock = new HubClock();
  return { clock, hub: new HubClient(clock.serverTime) };
}

export const PageContext = createContext<PageParts | null>(null);
export const StreetContext = createContext<LiveStreet | null>(null);

export function usePage(): PageParts {
  const parts = useContext(PageContext);
  if (!parts) throw new Error('usePage is called outside the page');
  return parts;
}

/** The time by the hub's clock; the component renders again every second. */
export function useNowMs(): number {
  const { clock } = usePage();
  return useSyncExternalStore(clock.subscribe, clock.nowMs);
}

export function useStreet(): LiveStreet {
  const street = useContext(StreetContext);
  if (!street) throw new Error('useStreet is called outside the signed-in page');
  return street;
}

export function useLive(): LiveState {
  const street = useStreet();
  return useSyncExternalStore(street.subscribe, street.state);
}
