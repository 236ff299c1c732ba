import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { clockOf } from '../cities/city.js';
import { readHubConfig } from '../config/hub-config.js';
import { RequestLimits } from '../limits/request-limits.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { boundCity, cityScope } from '../persistence/city-scope.js';
import { AccessGuard, OpenToAll } from './access.guard.js';
import type { Access } from './access.js';
import { Needs } from './needs.js';
import type { Scope } from './needs.js';

class Routes {
  @Needs('read')
  read(): void {}
  @OpenToAll()
  open(): void {}
  forgotten(): void {}
}

/** Asks for a route with a key of these scopes, and says to which city the request was bound. */
async function enter(route: keyof Routes, scopes: readonly Scope[] | null): Promise<string | null> {
  const caller = { id: 'a', name: 'a', by: 'key', scopes, city: { id: 'springfield', clock: clockOf('UTC') } };
  const access = { of: () => Promise.resolve(scopes === null ? null : caller) } as unknown as Access;
  const limits = new RequestLimits({ config: readHubConfig({}) }, new HubMetrics());
  const guard = new AccessGuard(access, new Reflector(), limits);
  const request = { method: 'GET', headers: {}, socket: {} } as unknown as Request;
  const context = {
    getHandler: () => Object.getOwnPropertyDescriptor(Routes.prototype, route)?.value as unknown,
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  return new Promise((resolve, reject) => {
    cityScope(request, {} as Response, () => {
      guard.canActivate(context).then(() => resolve(boundCity()?.id ?? null), reject);
    });
  });
}

describe('the guard before every route', () => {
  it('lets in who holds the scope, bound to the city of the key', async () => {
    expect(await enter('read', ['read'])).toBe('springfield');
    await expect(enter('read', ['operate'])).rejects.toMatchObject({ status: 403 });
    await expect(enter('read', null)).rejects.toMatchObject({ status: 401 });
  });

  it('keeps everybody from a route that names no scope, administrators too', async () => {
    await expect(enter('forgotten', ['admin'])).rejects.toMatchObject({ status: 403 });
  });

  it('lets anybody into what is open to all, bound to no city', async () => {
    expect(await enter('open', null)).toBeNull();
  });
});
