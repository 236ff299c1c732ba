import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ApiProblem } from '../api/problem.js';
import { Access } from './access.js';

const OPEN = 'kerbline:open';
/** Marks what anybody may ask: everything else needs a key or a session. */
export const OpenToAll = () => SetMetadata(OPEN, true);

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(OPEN, [context.getHandler(), context.getClass()])) return true;
    if (await this.access.of(context.switchToHttp().getRequest<Request>())) return true;
    throw new ApiProblem(401, 'an API key is needed: send the header "Authorization: Bearer <key>"');
  }
}
