import { AsyncLocalStorage } from 'node:async_hooks';
import type { NextFunction, Request, Response } from 'express';
import type { CityClock } from '../aggregates/city-clock.js';

/** As much of a city as reading its rows needs. */
export interface ScopeCity {
  readonly id: string;
  readonly clock: CityClock;
}

/** What a request may see: nothing of any city until somebody has found out who asks. */
interface RequestScope {
  city: ScopeCity | null;
  /** Whether it asks and changes nothing. */
  readonly isReading: boolean;
}

const requests = new AsyncLocalStorage<RequestScope>();

/** Gives every request a scope of its own, which what it calls finds again. */
export function cityScope({ method }: Request, _response: Response, next: NextFunction): void {
  requests.run({ city: null, isReading: method === 'GET' || method === 'HEAD' }, next);
}

/** From here on the request this runs in reads this city's rows and no other's. It cannot change its city. */
export function bindCity(city: ScopeCity): void {
  const scope = requests.getStore();
  if (!scope) throw new Error('only a request can be bound to a city');
  if (scope.city !== null && scope.city.id !== city.id) throw new Error('the request is bound to another city');
  scope.city = city;
}

/** The city of the request this runs in; null outside of requests, and in those that nobody has bound. */
export function boundCity(): ScopeCity | null {
  return requests.getStore()?.city ?? null;
}

/** Whether the request this runs in only asks: what it reads may be a moment old. */
export function isReading(): boolean {
  return requests.getStore()?.isReading ?? false;
}
