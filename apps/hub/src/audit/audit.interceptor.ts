import { HttpException, Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { concatMap, from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { callerOf } from '../access/caller.js';
import { ApiProblem } from '../api/problem.js';
import { CdsError } from '../cds/http/cds-error.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { AuditLog } from './audit-log.js';
import { AUDITED_BODY, auditedFields } from './audited-body.js';

/** Methods that change nothing. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Writes every change that a caller asks for into the audit log, by whichever route; what only reads is not noted. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(HubLog) private readonly log: HubLog,
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
    return from(this.audit.open(deed, Date.now())).pipe(
      concatMap(async (id) => {
        try {
          const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
          await this.#close(id, response.statusCode);
          return answer;
        } catch (error) {
          await this.#close(id, statusOf(error));
          throw error;
        }
      }),
    );
  }

  /** The change is made already: a log that cannot be written now must not make it look as if it were not. */
  async #close(id: string, status: number): Promise<void> {
    try {
      await this.audit.close(id, status);
    } catch (error) {
      this.log.warn('audit line stays open', { id, status, ...errorFields(error) });
    }
  }
}

function routeOf(request: Request): string {
  const route = request.route as { readonly path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : request.path;
}

function statusOf(error: unknown): number {
  if (error instanceof ApiProblem || error instanceof CdsError) return error.status;
  return error instanceof HttpException ? error.getStatus() : 500;
}
