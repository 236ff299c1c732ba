import { createHash } from 'node:crypto';
import { Header, Injectable, UseInterceptors, applyDecorators } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';

/**
 * Answers 304 without a body to who has the answer already. Express would too, but not to a request that says
 * `Cache-Control: no-cache`, which `fetch` adds to every `If-None-Match` of a caller.
 */
@Injectable()
class Revalidation implements NestInterceptor<object, object | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<object | undefined> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    return next.handle().pipe(
      map((body) => {
        const etag = `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}"`;
        response.setHeader('ETag', etag);
        if (!holds(etag, request.headers['if-none-match'])) return body;
        response.status(304);
        return undefined;
      }),
    );
  }
}

/** The answer may be kept by its one reader, who asks each time whether it still holds: `ETag`, `If-None-Match`, 304. */
export function Revalidated(cacheControl = 'private, no-cache'): MethodDecorator {
  return applyDecorators(
    UseInterceptors(Revalidation),
    Header('Cache-Control', cacheControl),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'The ETag of an earlier answer' }),
    ApiResponse({ status: 304, description: 'The earlier answer still holds' }),
  );
}

/** Weak comparison, as RFC 9110 asks for here: a proxy may have made the tag weak. */
function holds(etag: string, asked: string | undefined): boolean {
  const tags = (asked ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
