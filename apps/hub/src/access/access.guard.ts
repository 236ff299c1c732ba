import { Inject, Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';
import { OPEN_EXTENSION } from '../api/open-api-31.js';
import { ApiProblem } from '../api/problem.js';
import { addressOf, credentialOf } from '../limits/door.js';
import { RequestLimits } from '../limits/request-limits.js';
import { bindCity } from '../persistence/city-scope.js';
import { Access } from './access.js';
import { rememberCaller } from './caller.js';
import { NEEDED_SCOPE, covers } from './needs.js';
import type { Scope } from './needs.js';

/** Where `OpenToAll` writes. */
export const OPEN = 'kerbline:open';
/** Marks what anybody may ask: everything else names a scope with `Needs`. */
export const OpenToAll = () => applyDecorators(SetMetadata(OPEN, true), ApiExtension(OPEN_EXTENSION, true));

/** Lets a caller through to what its scopes cover, and binds the request to the caller's city. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const marked = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(OPEN, marked)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const caller = await this.access.of(request);
    if (caller === null) {
      if (request.headers.authorization) this.limits.takeRefusal(addressOf(request), performance.now());
      throw new ApiProblem(401, 'an API key is needed: send the header "Authorization: Bearer <key>"');
    }
    this.limits.takeRequest(caller.id, credentialOf(request), performance.now());
    const needed = this.reflector.getAllAndOverride<Scope | undefined>(NEEDED_SCOPE, marked);
    if (needed === undefined) throw new ApiProblem(403, 'this address names no scope, so nobody may use it');
    if (!covers(caller.scopes, needed)) {
      throw new ApiProblem(403, `this needs the scope ${needed}; the key has ${caller.scopes.join(', ') || 'none'}`);
    }
    rememberCaller(request, caller);
    bindCity(caller.city);
    return true;
  }
}
