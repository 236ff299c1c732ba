import type { Request } from 'express';
import type { ScopeCity } from '../persistence/city-scope.js';
import type { Scope } from './needs.js';

/** Somebody who was let in. */
export interface Caller {
  /** What limits and the audit log know them by; never the key. */
  readonly id: string;
  readonly name: string;
  readonly by: 'key' | 'loopback' | 'token';
  readonly city: ScopeCity;
  readonly scopes: readonly Scope[];
}

const callers = new WeakMap<Request, Caller>();

export function rememberCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

/** Who sent a request; null where anybody may ask. */
export function callerOf(request: Request): Caller | null {
  return callers.get(request) ?? null;
}
