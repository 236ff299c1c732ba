import { Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { callerOf } from '../access/caller.js';
import { AuditedAnswers } from './audited-answers.js';
import { AUDITED_BODY, auditedFields } from './audited-body.js';

/** Methods that change nothing. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Writes every change that a caller asks for into the audit log, by whichever route; what only reads is not noted. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    @Inject(AuditedAnswers) private readonly answers: AuditedAnswers,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const caller = callerOf(request);
    if (caller === null || READING.has(request.method)) return next.handle();
    const told = this.reflector.get<readonly string[] | undefined>(AUDITED_BODY, context.getHandler()) ?? [];
    const deed = {
      city_id: caller.city.id,
      actor: caller.name,
      action: `${request.method} ${routeOf(request)}`,
      subject: [...Object.values(request.params), auditedFields(request.body, told)].flat().filter(Boolean).join(' '),
    };
    const response = context.switchToHttp().getResponse<Response>();
    const answer = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
    return from(this.answers.note(deed, answer, () => response.statusCode));
  }
}

function routeOf(request: Request): string {
  const route = request.route as { readonly path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : request.path;
}
