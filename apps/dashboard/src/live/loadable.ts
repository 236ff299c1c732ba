/** Something asked of the hub. A failed refresh keeps what was known and says so. */
export type Loadable<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly problem: string };

export const LOADING = { state: 'loading' } as const;

export function ready<T>(value: T): Loadable<T> {
  return { state: 'ready', value };
}

/** What stays on the page after a failed refresh: old numbers are better than none, an error better than nothing. */
export function afterFailure<T>(before: Loadable<T>, problem: string): Loadable<T> {
  return before.state === 'ready' ? before : { state: 'failed', problem };
}

export function valueOf<T>(loadable: Loadable<T>): T | null {
  return loadable.state === 'ready' ? loadable.value : null;
}
